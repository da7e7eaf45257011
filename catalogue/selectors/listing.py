"""Checklists and factor categories as the settings show them, and the place of a new one in its list."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Max, OuterRef, QuerySet

from catalogue.models import Checklist, ChecklistItem, FactorCategory, IncidentRole, Service, Severity


def checklist_rows() -> QuerySet[Checklist]:
    """All of them in one query, with the levels, services and tasks of each."""
    of_this = {"checklists": OuterRef("pk")}
    return Checklist.objects.annotate(
        levels=ArraySubquery(Severity.objects.filter(**of_this).values("level")),
        service_names=ArraySubquery(Service.objects.filter(**of_this).order_by("name").values("name")),
        tasks=ArraySubquery(
            ChecklistItem.objects.filter(checklist=OuterRef("pk")).order_by("position", "pk").values("text")
        ),
    ).order_by("-is_active", "name")


def next_position(model: type[IncidentRole] | type[FactorCategory] = IncidentRole) -> int:
    """After the last role, or the last category."""
    last: int | None = model._default_manager.aggregate(last=Max("position"))["last"]
    return 1 if last is None else last + 1
