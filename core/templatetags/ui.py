"""Parts of pages: icons, stamps, the UUID that makes a form safe to send twice, and links that keep the query."""

import uuid
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from datetime import date as datetime_date
from functools import cache
from html import escape
from zoneinfo import ZoneInfo

from django import template
from django.http import HttpRequest, QueryDict
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timesince import timesince

from core.clock import now
from core.files import MOST_BYTES
from core.text_diff import Piece, PieceKind
from core.zones import zone_label, zone_or_utc

register = template.Library()
SELECTED = mark_safe(" selected")


@register.simple_tag
@cache
def icon(name: str, label: str = "", extra: str = "") -> SafeString:
    """An icon of `static/icons.svg`. Without a label it is decoration and hidden from screen readers."""
    address = f"{static('icons.svg')}#{name}"
    if label:
        return format_html(
            '<svg class="icon {}" role="img" aria-label="{}"><use href="{}"/></svg>', extra, label, address
        )
    return format_html('<svg class="icon {}" aria-hidden="true"><use href="{}"/></svg>', extra, address)


@register.simple_tag
def options(choices: Iterable[tuple[object, object]], chosen: object) -> SafeString:
    """The options of a select; one tag, because a loop over hundreds of people costs more than the page around it."""
    wanted = str(chosen)
    parts = [
        f'<option value="{escape(str(value))}"{SELECTED if str(value) == wanted else ""}>{escape(str(label))}</option>'
        for value, label in choices
    ]
    return mark_safe("".join(parts))  # noqa: S308 - every value is escaped above


@register.simple_tag(takes_context=True)
def client_uuid(context: template.Context, *, fresh: object = False) -> SafeString:
    """A hidden field with a fresh UUID, or the one that came with a refused form: sending twice stores once.

    `fresh` for the next form that answers a stored one.
    """
    request = context.get("request")
    given = request.POST.get("client_uuid", "") if isinstance(request, HttpRequest) and not fresh else ""
    try:
        value = uuid.UUID(given)
    except ValueError:
        value = uuid.uuid4()
    return format_html('<input type="hidden" name="client_uuid" value="{}">', value)


@register.simple_tag
def pieces(compared: Iterable[Piece]) -> SafeString:
    """What became of a text: removed and added words marked, in one line, since spaces count there."""
    marks = {PieceKind.REMOVED: "<del>{}</del>", PieceKind.ADDED: "<ins>{}</ins>"}
    parts = [format_html(marks.get(piece.kind, "{}"), piece.text) for piece in compared]
    return SafeString("".join(parts))


@register.simple_tag(takes_context=True)
def with_query(context: template.Context, **changes: object) -> str:
    """This page's query with some values changed (None removes); always back on the first page."""
    query: QueryDict = context["request"].GET.copy()
    query.pop("page", None)
    for name, value in changes.items():
        query.pop(name, None)
        if value is not None:
            query[name] = str(value)
    return f"?{query.urlencode()}"


@register.simple_tag
def stamp(
    instant: datetime | None, zone: str | ZoneInfo = "UTC", style: str = "short", word: str = ""
) -> SafeString | str:
    """An instant with its zone. `short`: 13 May 22:30 EAT (and the year, unless this one); `time`: 22:30 EAT.

    `word` is what the zone is called where somebody typed a word for it, so that one page calls it by one name.
    Nothing at all for None: a page says *unknown* in its own words.
    """
    if instant is None:
        return ""
    zone = zone_or_utc(zone) if isinstance(zone, str) else zone
    local = instant.astimezone(zone)
    words = f"{local:%H:%M}" if style == "time" else f"{local.day} {local:%b} {local:%H:%M}"
    if style != "time" and local.year != now().year:
        words = f"{local.day} {local:%b} {local.year} {local:%H:%M}"
    utc, label = f"{instant.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}", escape(word or zone_label(instant, zone))
    return mark_safe(f'<time datetime="{utc}">{words}</time> <span class="zone">{label}</span>')  # noqa: S308


@register.simple_tag
def day(date: datetime_date | None, zone: str = "UTC") -> str:
    """A date in words: 15 May, and the year unless it is this one; of an instant, the date in the zone."""
    if date is None:
        return ""
    if isinstance(date, datetime):
        date = date.astimezone(zone_or_utc(zone)).date()
    return f"{date.day} {date:%b}" if date.year == now().year else f"{date.day} {date:%b} {date.year}"


@register.filter
def ago(moment: datetime) -> str:
    """`just now`, or `5 minutes ago`."""
    return "just now" if now() - moment < timedelta(minutes=1) else f"{timesince(moment, now())} ago"


@register.simple_tag
def most_bytes() -> int:
    """How large an upload may be, so that a page can say so before it is sent."""
    return MOST_BYTES
