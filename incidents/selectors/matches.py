"""Where the words of a search stand, as a snippet with the words marked."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import unescape

from django.contrib.postgres.search import SearchHeadline
from django.db.models import F, Func, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Greatest, Lower, NullIf, StrIndex, Substr
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from core.plain_words import INLINE, TAG
from core.search import longest_word, words_query
from incidents.models import TimelineEntry

# Private-use characters: they cannot be typed by accident, and are escaped text until they become <mark>.
START, STOP = "\ue000", "\ue001"
LOOKED_AT, BEFORE = 2_000, 200  # characters that a snippet is cut from, and how many of them stand before the words


def headline(field: str | Combinable, text: str, *, words: int = 18) -> SearchHeadline:
    """An expression that cuts a snippet of `field` around the words searched for; give its value to `marked`.

    Only a part of a long value is looked at, from where the longest of the words stands as it was typed, else from the
    beginning: the time to cut a snippet grows with the square of what is looked at.
    """
    first = Greatest(StrIndex(Lower(field), Value(longest_word(text))) - BEFORE, 1)
    part = Substr(field, first, LOOKED_AT)
    return SearchHeadline(
        part,
        words_query(text),
        config="debrief",
        start_sel=START,
        stop_sel=STOP,
        max_words=words,
        min_words=6,
        max_fragments=1,
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


def entry_matches(incident_ids: Iterable[int], text: str) -> dict[int, EntryMatch]:
    """For each of these incidents its first live entry with the words searched for, in one query."""
    first_of_each = (
        TimelineEntry.objects.live()
        .filter(incident__in=list(incident_ids), search=words_query(text))
        .order_by("incident_id", "happened_at", "seq")
        .distinct("incident_id")
        .values("pk")
    )
    rows = (
        TimelineEntry.objects.filter(pk__in=first_of_each)
        .annotate(snippet=headline(words_of_html("text"), text))
        .values_list("incident", F("pk"), "snippet")
    )
    return {number: EntryMatch(number, entry, marked_html(snippet)) for number, entry, snippet in rows}
