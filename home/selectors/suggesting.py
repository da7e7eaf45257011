"""What somebody who mistyped a word may have meant: the most similar words in what they may see."""

import re
from difflib import get_close_matches
from typing import Any

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import F, QuerySet, TextField, Value
from django.db.models.functions import Concat, Left

from accounts.models import User
from incidents.models import Incident, TimelineEntry
from postmortems.models import Section

READ = 2_000  # of the newest incidents, entries and sections: a mistyped word must not search ten years
LOOKED_AT = 2_000  # characters of each
WORDS = 3  # of the text that are looked at, a query each
LIKEST = 3  # texts that its words are taken from
ALIKE, CLOSE = 0.4, 0.75  # shared trigrams of a word with a text, and likeness of two words; 1.0 is the same
_WORD = re.compile(r"[^\W\d_]{4,}")


def did_you_mean(text: str, user: User) -> str:
    """The text with its unknown words replaced by the most similar known ones; empty when there are none."""
    meant = text
    for word in _WORD.findall(text)[:WORDS]:
        nearest = _nearest(word.lower(), user)
        if nearest:
            meant = re.sub(rf"\b{word}\b", nearest, meant)
    return "" if meant.lower() == text.lower() else meant


def _nearest(word: str, user: User) -> str:
    """The most similar word in what was written of late and they may see; the same when known. One query."""
    visible = Incident.objects.visible_to(user)
    title = Concat("title", Value(" "), "summary", output_field=TextField())
    entries = TimelineEntry.objects.live().filter(incident__in=visible)
    sections = Section.objects.filter(removed_at__isnull=True, postmortem__incident__in=visible)
    likest = _likest(word, visible, title).union(
        _likest(word, entries, F("text")), _likest(word, sections, F("body")), all=True
    )
    known = {each.lower() for text, _ in likest for each in _WORD.findall(text)}
    return next(iter(get_close_matches(word, sorted(known), n=1, cutoff=CLOSE)), "")


def _likest(word: str, rows: "QuerySet[Any]", text: Any) -> "QuerySet[Any, Any]":
    """The texts of the newest rows that have the most similar words."""
    newest = rows.order_by("-pk").values("pk")[:READ]
    found: QuerySet[Any, Any] = (
        rows.model._default_manager.filter(pk__in=newest)
        .annotate(said=Left(text, LOOKED_AT))
        .annotate(alike=TrigramWordSimilarity(word, F("said")))
        .filter(alike__gte=ALIKE)
        .order_by("-alike", "-pk")
        .values_list("said", "alike")[:LIKEST]
    )
    return found
