"""Columns that hold rendered Markdown, found from the models, so that what concerns all of them forgets none."""

from dataclasses import dataclass
from functools import cache

from django.apps import apps
from django.db import models

SOURCES = ("text", "body", "description")  # what a plain `html` beside a plain `renderer` is made from


@dataclass(frozen=True, slots=True)
class StoredText:
    """Columns of one table: pairs of Markdown and its HTML, and the version of the renderer that made them."""

    model: type[models.Model]
    pairs: tuple[tuple[str, str], ...]
    renderer: str

    @property
    def label(self) -> str:
        """`incidents.timelineentry.renderer`."""
        return f"{self.model._meta.label_lower}.{self.renderer}"


@cache
def stored_texts() -> tuple[StoredText, ...]:
    """All of them.

    `words_renderer` stands for `words_html`; a plain `renderer` for `html`, and for all others that have none of their
    own.
    """
    found: list[StoredText] = []
    for model in apps.get_models():
        names = [field.name for field in model._meta.concrete_fields]
        renderers = (name for name in names if name == "renderer" or name.endswith("_renderer"))
        found += [StoredText(model, _pairs(names, renderer), renderer) for renderer in renderers]
    return tuple(found)


def _pairs(names: list[str], renderer: str) -> tuple[tuple[str, str], ...]:
    if renderer != "renderer":
        prefix = renderer.removesuffix("_renderer")
        return ((prefix, f"{prefix}_html"),)
    pairs = [(next(one for one in SOURCES if one in names), "html")] if "html" in names else []
    others = (name.removesuffix("_html") for name in names if name.endswith("_html"))
    return (*pairs, *((name, f"{name}_html") for name in others if f"{name}_renderer" not in names))
