"""What people type into a search box, as one query: its repeats removed, its length and its parts limited.

Every search of words goes through here. A phrase costs the more, the more often its words stand in a text, and a
repeated one costs again each time: without limits one short question could keep the database busy for minutes.
"""

import re
from collections.abc import Iterable

import django_filters
from django import forms
from django.contrib.postgres.search import SearchQuery
from django.core.exceptions import ValidationError

LONGEST = 200  # characters
MOST_WORDS = 16
MOST_PHRASES = 4
_PART = re.compile(r'-?"[^"]*"?|[^\s"]+')
_WORD = re.compile(r"\w+")
_OR = re.compile(r"or", re.IGNORECASE)


def refusal_of(text: str) -> str:
    """Why this cannot be searched for, and what to do; empty if it can."""
    if len(text) > LONGEST:
        return f"This is too long to search for: {len(text)} characters. Use at most {LONGEST}."
    groups = _groups(text)
    parts = [part for group in groups for part in group]
    if sum(len(_WORD.findall(part)) for part in parts) > MOST_WORDS:
        return f"These are too many words to search for. Use the {MOST_WORDS} most telling ones at most."
    if sum(part.lstrip("-").startswith('"') for part in parts) > MOST_PHRASES:
        return f"These are too many phrases in quotes. Use at most {MOST_PHRASES}."
    return ""


def words_query(text: str) -> SearchQuery:
    """The query of words as people type them: quotes keep them together, a minus leaves out, *or* is either.

    Of a text that `refusal_of` refuses, it searches for nothing.
    """
    without_repeats = "" if refusal_of(text) else " or ".join(" ".join(group) for group in _groups(text))
    return SearchQuery(without_repeats, config="debrief", search_type="websearch")


def beginnings_query(words: Iterable[str]) -> SearchQuery:
    """The query of texts that have all of some words (letters and digits alone), of each its beginning."""
    return SearchQuery(" & ".join(f"'{word}':*" for word in words), config="debrief", search_type="raw")


def longest_word(text: str) -> str:
    """The longest word or phrase that is wanted, as it was typed: where it stands a snippet is looked for."""
    wanted = (part.strip('"') for group in _groups(text) for part in group if not part.startswith("-"))
    return max(wanted, key=len, default="")


def _groups(text: str) -> list[tuple[str, ...]]:
    """What stands between one *or* and the next: words and phrases, in small letters, each once."""
    groups: list[dict[str, None]] = [{}]
    for part in _PART.findall(text.lower()):
        if _OR.fullmatch(part):
            groups.append({})
        else:
            groups[-1][" ".join(part.split())] = None
    return list(dict.fromkeys(tuple(group) for group in groups if group))


class SearchField(forms.CharField):
    """Words to search for; says what is wrong with those that cannot be."""

    def validate(self, value: str) -> None:
        """Raises ValidationError in words."""
        super().validate(value)
        if refusal := refusal_of(value):
            raise ValidationError(refusal)


class SearchFilter(django_filters.CharFilter):
    """The filter of a list by words."""

    field_class = SearchField
