"""The two cells that every row of a timeline has. Tags, because they are most of what fifty rows cost a template."""

from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe

from core.templatetags.ui import icon
from incidents.selectors.entry_rows import EntryRow
from incidents.selectors.zones import Stamp

register = template.Library()


@register.simple_tag
def entry_when(row: EntryRow) -> SafeString:
    """When it happened, as a link to itself, with the zone and, for a span, its end."""
    about = '<span class="about">about</span> ' if row.is_about else ""
    until = f'<span class="until"> to {_time(row.until)}</span>' if row.until else ""
    return mark_safe(  # noqa: S308 - the zone's word is escaped; the others are numbers
        f'<a class="permalink" href="#entry-{row.number}">{about}{_time(row.when)}</a>'
        f'<span class="zone">{escape(row.when.zone)}</span>{until}'
    )


@register.simple_tag
def entry_tools(row: EntryRow) -> SafeString:
    """The link to all that can be done to it, in the dialog where there are scripts."""
    return mark_safe(  # noqa: S308 - the stamp is escaped; the address is made of numbers
        f'<a class="btn btn-quiet btn-icon btn-sm" href="{row.address}" hx-get="{row.address}" hx-target="#dialog"'
        f' hx-swap="innerHTML" aria-label="Entry of {escape(str(row.when))}: star, correct, strike through, milestone">'
        f"{icon('i-more')}</a>"
    )


def _time(stamp: Stamp) -> str:
    return f'<time datetime="{stamp.utc}">{stamp.clock}</time>'
