"""Checklists: what they ask, and for which severities and services."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction

from accounts.enums import AuditAction
from accounts.models import User
from accounts.services import audit
from catalogue.models import Checklist, ChecklistItem, Service, Severity
from core.errors import DomainError

LONGEST_ITEM = 300
MOST_ITEMS = 50


@dataclass(frozen=True, slots=True)
class ChecklistDetails:
    """A checklist: its tasks in order; no severity means every one, and so for services."""

    name: str
    items: tuple[str, ...]
    severities: tuple[Severity, ...] = ()
    services: tuple[Service, ...] = ()
    for_private: bool = True
    is_active: bool = True


@transaction.atomic
def add_checklist(*, actor: User, details: ChecklistDetails) -> Checklist:
    """A new checklist, for incidents from now on. DomainError without a task, or when the name is taken."""
    return _save(Checklist(), actor, details, "added")


@transaction.atomic
def edit_checklist(*, actor: User, checklist: Checklist, details: ChecklistDetails) -> Checklist:
    """Changes it for incidents from now on; those that have its tasks keep them.

    A line that stays word for word stays the same line, so that no incident gets it twice. DomainError as above.
    """
    locked = Checklist.objects.select_for_update().get(pk=checklist.pk)
    return _save(locked, actor, details, "changed")


def _save(checklist: Checklist, actor: User, details: ChecklistDetails, change: str) -> Checklist:
    items = _checked(details.items)
    checklist.name, checklist.is_active = details.name, details.is_active
    checklist.for_private = details.for_private
    try:
        with transaction.atomic():
            checklist.save()
    except IntegrityError as error:
        raise DomainError("A checklist with this name already exists.", field="name") from error
    checklist.severities.set(details.severities)
    checklist.services.set(details.services)
    _put_items(checklist, items)
    audit(
        actor=actor,
        action=AuditAction.POLICY_CHANGED,
        subject=f"Checklist {checklist.name}",
        detail={
            "checklist": checklist.pk,
            "change": change,
            "tasks": items,
            "severities": [severity.label for severity in details.severities],
            "services": [service.name for service in details.services],
            "for_private": details.for_private,
            "active": details.is_active,
        },
    )
    return checklist


def _checked(items: tuple[str, ...]) -> list[str]:
    found = list(dict.fromkeys(" ".join(item.split()) for item in items if item.strip()))
    if not found:
        raise DomainError("A checklist needs at least one task.", field="items")
    if len(found) > MOST_ITEMS:
        raise DomainError(f"A checklist can have at most {MOST_ITEMS} tasks. Remove some of them.", field="items")
    if too_long := next((item for item in found if len(item) > LONGEST_ITEM), ""):
        raise DomainError(f"A task can have at most {LONGEST_ITEM} characters: “{too_long[:40]}…”", field="items")
    return found


def _put_items(checklist: Checklist, wanted: list[str]) -> None:
    there = {item.text: item for item in checklist.items.all()}
    checklist.items.exclude(text__in=wanted).delete()
    for position, text in enumerate(wanted):
        item = there.get(text)
        if item is None:
            ChecklistItem.objects.create(checklist=checklist, position=position, text=text)
        elif item.position != position:
            item.position = position
            item.save(update_fields=["position"])
