"""Threads of comments on one section, and the differences of texts, for templates."""

from collections.abc import Iterable
from dataclasses import replace

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from postmortems.models import Section
from postmortems.readers.wording import Mark, Piece
from postmortems.selectors.comments import Talk, ThreadShown, holds_passage

register = template.Library()


@register.simple_tag
def threads_of(talk: Talk, section: Section) -> list[ThreadShown]:
    """Those on the section, open ones first; each says whether the passage that it quotes is gone."""
    threads = [
        replace(thread, is_gone=bool(thread.passage) and not holds_passage(section, thread.passage))
        for thread in talk.threads
        if thread.section == section.pk
    ]
    return sorted(threads, key=lambda thread: thread.resolved_at is not None)


@register.filter
def open_ones(threads: list[ThreadShown]) -> int:
    """How many of them nobody resolved."""
    return sum(thread.resolved_at is None for thread in threads)


@register.simple_tag
def diff(pieces: Iterable[Piece]) -> SafeString:
    """What was removed and added, as `del` and `ins`; built here, as spaces between the pieces would show."""
    tags = {Mark.REMOVED: "<del>{}</del>", Mark.ADDED: "<ins>{}</ins>", Mark.SAME: "{}"}
    return format_html_join("", "{}", ((format_html(tags[piece.mark], piece.text),) for piece in pieces))
