"""Columns that hold rendered Markdown, found from the models, so that what concerns all of them forgets none."""

from dataclasses import dataclass
from functools import cache

from django.apps import apps
from django.db import models

SOURCES = ("text", "body", "description")  # what a plain `html` beside a plain `renderer` is made from


@dataclass(frozen=True, slots=True)
class StoredText:
    """Three columns of one table: Markdown, its HTML, and the version of the renderer that made it."""

    model: type[models.Model]
    source: str
    html: str
    renderer: str

    @property
    def label(self) -> str:
        """`incidents.timelineentry.html`."""
        return f"{self.model._meta.label_lower}.{self.html}"


@cache
def stored_texts() -> tuple[StoredText, ...]:
    """All of them: `html` beside `renderer`, or `words_html` beside `words_renderer`."""
    found = []
    for model in apps.get_models():
        names = {field.name for field in model._meta.concrete_fields}
        for name in sorted(name for name in names if name == "renderer" or name.endswith("_renderer")):
            prefix = name.removesuffix("renderer")
            source = prefix.removesuffix("_") or next(one for one in SOURCES if one in names)
            found.append(StoredText(model, source, f"{prefix}html", name))
    return tuple(found)
