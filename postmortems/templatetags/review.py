"""Threads of comments on one section, for templates."""

from dataclasses import replace

from django import template

from postmortems.models import Section
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
