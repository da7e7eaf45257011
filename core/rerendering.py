"""Renders stored Markdown again after the renderer's version changed, a little at a time.

Until then pages show the stored HTML, which an earlier version sanitized.
"""

import logging
import time
from typing import Any

from django.core.cache import cache
from django.db.models import Q

from core import markdown
from core.errors import DomainError
from core.rendering import StoredText, stored_texts

BATCH = 50  # rows; 256 kB each at most
LOOK_AGAIN = 24 * 3600  # seconds after which a finished table is looked through again, for what an old worker wrote

log = logging.getLogger(__name__)


def render_anew(*, seconds: float) -> int:
    """Renders rows that an earlier version rendered until none is left or the time is up; returns how many.

    How far each table was looked through stands in the cache, so the next call goes on there; forgetting it only costs
    a second look. Any number of callers may run: a row is written only where its words are those that were rendered.
    """
    ends, done = time.monotonic() + seconds, 0
    for text in stored_texts():
        key = f"rendered:{text.label}:{markdown.RENDERER_VERSION}"
        after = cache.get(key, 0)
        while after is not None and time.monotonic() < ends:
            after, count = _batch(text, after)
            done += count
            cache.set(key, after, LOOK_AGAIN)
    return done


def _batch(text: StoredText, after: int) -> tuple[int | None, int]:
    """The last key looked at (None: the table is done), and how many rows were written."""
    sources = [source for source, _ in text.pairs]
    rows_after = text.model._default_manager.filter(~Q(**dict.fromkeys(sources, "")), pk__gt=after)
    old = rows_after.exclude(**{text.renderer: markdown.RENDERER_VERSION})
    rows = list(old.order_by("pk").values("pk", text.renderer, *sources)[:BATCH])
    count = sum(_render(text, row) for row in rows)
    return (rows[-1]["pk"] if len(rows) == BATCH else None), count


def _render(text: StoredText, row: dict[str, Any]) -> bool:
    """Whether it was written; what somebody changed meanwhile was rendered by them."""
    try:
        made = {html: markdown.render(row[source]).html for source, html in text.pairs}
    except DomainError:
        log.warning("%s %s is too long to be rendered again and stays as it is", text.label, row["pk"])
        return False
    same = text.model._default_manager.filter(**row)
    return bool(same.update(**made, **{text.renderer: markdown.RENDERER_VERSION}))
