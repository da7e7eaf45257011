"""The kinds of records that leave, with their columns and rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Prefetch, QuerySet

from core.rendering import stored_texts
from transfer.kinds import LEAVES, Leaves


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of record: its columns, and the lists of others that it names (`many`)."""

    model: type[models.Model]
    leaves: Leaves
    columns: tuple[str, ...]
    many: tuple[str, ...]

    @property
    def label(self) -> str:
        """`incidents.incident`, as in the exported lines."""
        return self.model._meta.label_lower

    @property
    def fields(self) -> list[str]:
        """All that leaves of a row, besides its key."""
        return [*self.columns, *self.many]

    def rows(self) -> QuerySet[Any]:
        """Those that leave, by their keys."""
        lists = (Prefetch(name, _keys(self.model, name)) for name in self.many)
        rows = self.model._default_manager.filter(self.leaves.only).order_by("pk")
        return rows.only("pk", *self.columns).prefetch_related(*lists)

    def count(self) -> int:
        """How many leave."""
        return self.model._default_manager.filter(self.leaves.only).count()

    def count_in_use(self) -> int:
        """How many there are that only somebody who uses Debrief can have made."""
        rows = self.model._default_manager.all()
        return (rows if self.leaves.by_anybody is None else rows.exclude(self.leaves.by_anybody)).count()

    def count_stayed(self) -> int:
        """How many of them stay nevertheless."""
        only = self.leaves.only
        return (
            self.model._default_manager.exclude(pk__in=self.model._default_manager.filter(only)).count() if only else 0
        )


@cache
def leaving_kinds() -> tuple[Kind, ...]:
    """All of them, in the order of the table."""
    return tuple(_kind(apps.get_model(label), leaves) for label, leaves in LEAVES.items())


def file_fields(kind: Kind) -> Iterator["models.FileField"]:
    """The columns that name stored bytes."""
    return (field for field in kind.model._meta.local_fields if isinstance(field, models.FileField))


def _kind(model: type[models.Model], leaves: Leaves) -> Kind:
    rendered = {name for text in stored_texts() if text.model is model for name in _derived(text.pairs, text.renderer)}
    stay = {*leaves.without, *rendered}
    columns = [
        field.name
        for field in model._meta.local_fields
        if not field.primary_key and not field.generated and field.name not in stay
    ]
    many = [field.name for field in model._meta.local_many_to_many if _is_list(field)]
    return Kind(model, leaves, tuple(columns), tuple(many))


def _derived(pairs: tuple[tuple[str, str], ...], renderer: str) -> list[str]:
    return [renderer, *(html for _, html in pairs)]


def _is_list(field: Any) -> bool:
    """Whether the other end stands in the record; what has a model of its own between is a kind itself."""
    return bool(field.remote_field.through._meta.auto_created)


def _keys(model: type[models.Model], name: str) -> QuerySet[Any]:
    related: Any = model._meta.get_field(name).related_model
    return related._default_manager.only("pk").order_by("pk")  # type: ignore[no-any-return]
