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

    `words_renderer` speaks of `words_html` and `words_…_html`; a plain `renderer` of `html` and all that remain.
    """
    found: list[StoredText] = []
    for model in apps.get_models():
        names = [field.name for field in model._meta.concrete_fields]
        renderers = (name for name in names if name == "renderer" or name.endswith("_renderer"))
        found += [StoredText(model, _pairs(names, renderer), renderer) for renderer in renderers]
    return tuple(found)


def _pairs(names: list[str], renderer: str) -> tuple[tuple[str, str], ...]:
    """The HTML columns that a renderer's column speaks of, each after its source."""
    others = [name for name in names if name.endswith("_renderer")]
    owned = {html: next((one for one in others if html.startswith(_prefix(one))), "renderer") for html in _html(names)}
    return tuple((_source(names, html), html) for html, owner in owned.items() if owner == renderer)


def _html(names: list[str]) -> list[str]:
    return [name for name in names if name == "html" or name.endswith("_html")]


def _prefix(renderer: str) -> str:
    return renderer.removesuffix("renderer")


def _source(names: list[str], html: str) -> str:
    return html.removesuffix("_html") if html != "html" else next(one for one in SOURCES if one in names)
