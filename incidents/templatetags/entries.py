"""The parts that every row of a timeline has. Tags, because they are most of what fifty rows cost a template."""

from html import escape

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

from core.templatetags.ui import icon
from incidents.selectors.entry_rows import EntryRow
from incidents.selectors.zones import Stamp

register = template.Library()


@register.simple_tag
def entry_place(row: EntryRow) -> SafeString:
    """The attributes of a row: what scripts and styles go by."""
    anchor = "" if row.is_alone else f' id="entry-{row.number}"'
    return SafeString(f'class="entry {row.classes}"{anchor} {row.data}')


@register.simple_tag
def entry_opening(row: EntryRow) -> SafeString:
    """When it happened, as a link to itself, and its symbol."""
    mark = icon(row.icon) if row.icon else '<span class="dot"></span>'
    return SafeString(f'<div class="entry-when">{_when(row)}</div>\n<div class="entry-mark">{mark}</div>')


def _when(row: EntryRow) -> str:
    """With the zone and, for a span, its end."""
    about = '<span class="about">about</span> ' if row.is_about else ""
    until = f'<span class="until"> to {_time(row.until)}</span>' if row.until else ""
    return (
        f'<a class="permalink" href="#entry-{row.number}">{about}{_time(row.when)}</a>'
        f'<span class="zone">{escape(row.when.zone)}</span>{until}'
    )


def _time(stamp: Stamp) -> str:
    return f'<time datetime="{stamp.utc}">{stamp.clock}</time>'


@register.simple_tag
def entry_words(row: EntryRow) -> SafeString:
    """Who said it and what it marks, where that is known, and what it says; or that it was redacted."""
    head = f'<div class="entry-head">{_head(row)}</div>\n' if row.has_head else ""
    if row.redacted:
        said = f'<p class="entry-text entry-tombstone">Redacted {conditional_escape(row.redacted)}</p>'
    else:
        late = "" if head or not row.written else f'<p class="faint">written {conditional_escape(row.written)}</p>'
        said = f'<div class="entry-text">{row.html}{late}</div>'
    return SafeString(head + said)


def _head(row: EntryRow) -> str:
    marks = "".join(f'<span class="milestone">{each.label}</span>' for each in row.milestones)
    parts = [f'{marks}<span class="who">{escape(row.author)}</span>']
    if row.is_bot:
        parts.append('<span class="tag">bot</span>')
    if row.is_update:
        parts.append('<span class="tag">update for customers</span>')
    if row.brought_in:
        parts.append(f"<span>brought in by {escape(row.brought_in)}</span>")
    if row.written:
        parts.append(f"<span>written {conditional_escape(row.written)}</span>")
    if row.origin:
        parts.append(f'<span class="tag">from {escape(row.origin)}</span>')
    if row.is_starred:
        parts.append(f'<span class="nowrap">{icon("i-star", "", "icon-fill entry-star")} starred</span>')
    return "".join(parts)


@register.simple_tag
def entry_tools(row: EntryRow) -> SafeString:
    """The link to all that can be done to it, in the dialog where there are scripts; nothing where nothing can be."""
    if row.redacted or row.is_alone:
        return SafeString("")
    return SafeString(
        f'<a class="btn btn-quiet btn-icon btn-sm" href="{row.address}" hx-get="{row.address}" hx-target="#dialog"'
        f' hx-swap="innerHTML" aria-label="Entry of {escape(str(row.when))}: star, correct, strike through, milestone">'
        f"{icon('i-more')}</a>"
    )
