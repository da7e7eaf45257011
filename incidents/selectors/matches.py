"""Where the words of a search stand, as a snippet with the words marked."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import unescape

from django.contrib.postgres.search import SearchHeadline, SearchQuery
from django.db.models import F, Func, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, NullIf
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from core.plain_words import INLINE, TAG
from incidents.models import TimelineEntry

# Private-use characters: they cannot be typed by accident, and are escaped text until they become <mark>.
START, STOP = "\ue000", "\ue001"


def headline(field: str | Combinable | Func, query: SearchQuery, *, words: int = 18) -> SearchHeadline:
    """An expression that cuts a snippet around the words; give its value to `marked`."""
    return SearchHeadline(
        field, query, config="debrief", start_sel=START, stop_sel=STOP, max_words=words, min_words=6, max_fragments=1
    )


def words_of_html(source: str) -> Coalesce:
    """The `html` of a row as words, for a snippet: its entities stay, and `marked_html` reads them.

    `source` is the column that it was rendered from, for rows that were not rendered.
    """
    without_inline = Func(F("html"), Value(INLINE), Value(""), Value("g"), function="regexp_replace")
    words = Func(
        without_inline, Value(TAG), Value(" "), Value("g"), function="regexp_replace", output_field=TextField()
    )
    return Coalesce(NullIf(words, Value("")), F(source), output_field=TextField())


def marked_html(snippet: str) -> SafeString:
    """The snippet of `words_of_html`, as `marked` gives that of plain text."""
    return marked(unescape(snippet))


def marked(snippet: str) -> SafeString:
    """The snippet as HTML: everything escaped, the words in <mark>."""
    safe = escape(snippet).replace(START, "<mark>").replace(STOP, "</mark>")
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
        .annotate(snippet=headline(words_of_html("text"), query))
        .values_list("incident", F("pk"), "snippet")
    )
    return {number: EntryMatch(number, entry, marked_html(snippet)) for number, entry, snippet in rows}
