"""Page furniture: icons, stamps, the UUID that makes a form safe to send twice, and links that keep the query."""

import uuid
from datetime import datetime
from zoneinfo import ZoneInfo

from django import template
from django.http import HttpRequest, QueryDict
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def icon(name: str, label: str = "", extra: str = "") -> SafeString:
    """An icon of `static/icons.svg`. Without a label it is decoration and hidden from screen readers."""
    address = f"{static('icons.svg')}#{name}"
    if label:
        return format_html(
            '<svg class="icon {}" role="img" aria-label="{}"><use href="{}"/></svg>', extra, label, address
        )
    return format_html('<svg class="icon {}" aria-hidden="true"><use href="{}"/></svg>', extra, address)


@register.simple_tag(takes_context=True)
def client_uuid(context: template.Context) -> SafeString:
    """A hidden field with a fresh UUID, or the one that came with a refused form: sending twice stores once."""
    request = context.get("request")
    given = request.POST.get("client_uuid", "") if isinstance(request, HttpRequest) else ""
    try:
        value = uuid.UUID(given)
    except ValueError:
        value = uuid.uuid4()
    return format_html('<input type="hidden" name="client_uuid" value="{}">', value)


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


@register.filter
def in_zone(instant: datetime, zone: str | ZoneInfo) -> datetime:
    """The same instant on the wall clock of a zone."""
    return instant.astimezone(ZoneInfo(zone) if isinstance(zone, str) else zone)
