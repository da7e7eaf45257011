"""Where words about an incident may stand: every column of words in every table that hangs on incidents.

The tables are found from the models themselves, in whatever app, so that none can be forgotten when one is added.
"""

from collections import deque
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q

from core.rendering import StoredText, stored_texts
from incidents.models import Incident

# Columns of text that the product chooses, not people: a mark in their place would break what reads them.
NOT_WORDS = frozenset(
    {
        "zone",
        "zone_word",
        "revenue_currency",
        "content_type",
        "field",
        "password",
        "source",
        "external_id",
        "refusal",
        "digest",
    }
)
# Keys in columns of JSON under which all text is people's words; all else there is structure, which pages and services
# read.
WORDS_IN_JSON = frozenset({"struck", "before", "after", "words"})


@dataclass(frozen=True, slots=True)
class TextTable:
    """A table with columns of words, and the lookups from its rows to their incident; a merge has two."""

    model: type[models.Model]
    paths: tuple[str, ...]
    columns: tuple[str, ...]
    texts: tuple[StoredText, ...]

    def rows(self, incident: Incident) -> "models.QuerySet[Any]":
        """Those of one incident."""
        found = Q(pk__in=())
        for path in self.paths:
            found |= Q(**{path: incident.pk})
        return self.model._default_manager.filter(found)

    def name(self, count: int) -> str:
        """`1 timeline entry`, `3 timeline entries`."""
        if self.model is Incident:
            return "the incident itself"
        meta = self.model._meta
        return f"{count} {meta.verbose_name if count == 1 else meta.verbose_name_plural}"


@cache
def text_tables() -> tuple[TextTable, ...]:
    """The incident first, then the tables that hang on it, the nearest first."""
    paths: dict[type[models.Model], tuple[str, ...]] = {Incident: ("pk",)} | _paths()
    found = []
    for model, ways in paths.items():
        if columns := tuple(field.name for field in model._meta.concrete_fields if _holds_words(field)):
            texts = tuple(text for text in stored_texts() if text.model is model)
            found.append(TextTable(model, ways, columns, texts))
    return tuple(found)


def _paths() -> dict[type[models.Model], tuple[str, ...]]:
    """The shortest ways of foreign keys from each model to an incident."""
    paths: dict[type[models.Model], tuple[str, ...]] = {}
    waiting: deque[tuple[type[models.Model], tuple[str, ...]]] = deque([(Incident, ("",))])
    while waiting:
        target, rests = waiting.popleft()
        for model in apps.get_models():
            keys = [field.name for field in model._meta.concrete_fields if field.related_model is target]
            if keys and model is not Incident and model not in paths:
                paths[model] = tuple(f"{key}__{rest}" if rest else key for key in keys for rest in rests)
                waiting.append((model, paths[model]))
    return paths


def _holds_words(field: "models.Field[Any, Any]") -> bool:
    if field.choices or field.name in NOT_WORDS or field.name.endswith("html"):
        return False
    return isinstance(field, models.CharField | models.TextField | models.JSONField)
