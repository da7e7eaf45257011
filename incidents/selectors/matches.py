"""Where the words of a search stand, as a snippet with the words marked."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.postgres.search import SearchHeadline, SearchQuery
from django.db.models import F, Func
from django.db.models.expressions import Combinable
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from incidents.models import TimelineEntry

# Private-use characters: they cannot be typed by accident, and are escaped text until they become <mark>.
START, STOP = "\ue000", "\ue001"

# What Markdown marks text with: links and pictures (their words stay), heads, lists, quotes, emphasis, code.
_MARKS = re.compile(
    r"!?\[([^\]\[]*)\]\([^)\s]*\)?"
    r"|^[ \t]*(?:#{1,6}|[-*+>]|\d+\.)[ \t]+"
    r"|\*\*|__|~~|`+|(?<![\w\ue001])[*_](?=\S)|(?<=\S)[*_](?![\w\ue000])",
    re.MULTILINE,
)


def headline(field: str | Combinable | Func, query: SearchQuery, *, words: int = 18) -> SearchHeadline:
    """An expression that cuts a snippet around the words; give its value to `marked`."""
    return SearchHeadline(
        field, query, config="debrief", start_sel=START, stop_sel=STOP, max_words=words, min_words=6, max_fragments=1
    )


def marked(snippet: str) -> SafeString:
    """The snippet as HTML: without the marks of Markdown, everything escaped, the words in <mark>."""
    safe = escape(_MARKS.sub(r"\1", snippet)).replace(START, "<mark>").replace(STOP, "</mark>")
    return mark_safe(safe)  # noqa: S308 - escaped in the line above


@dataclass(frozen=True, slots=True)
class EntryMatch:
    """An entry of an incident that holds the words."""

    incident_id: int
    entry_id: int
    snippet: SafeString


def entry_matches(incident_ids: Iterable[int], query: SearchQuery) -> dict[int, EntryMatch]:
    """For each of these incidents its first live entry with the words, in one query."""
    rows = (
        TimelineEntry.objects.live()
        .filter(incident__in=list(incident_ids), search=query)
        .order_by("incident", "happened_at", "seq")
        .distinct("incident")
        .annotate(snippet=headline("text", query))
        .values_list("incident", F("pk"), "snippet")
    )
    return {number: EntryMatch(number, entry, marked(snippet)) for number, entry, snippet in rows}
