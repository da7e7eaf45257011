"""Changes of what is known about an incident: details, impact, words for customers. Each writes one entry."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from core import markdown
from core.clock import now
from core.errors import DomainError
from incidents.enums import EntryKind, Origin
from incidents.models import ImpactInterval, Incident, Service
from incidents.services.writing import announce_change, lock, write_entry

DETAILS = (
    "title",
    "summary",
    "zone",
    "zone_word",
    "is_drill",
    "is_near_miss",
    "is_customer_facing",
    "call_url",
    "runbook_url",
)
IMPACT = (
    "impact_text",
    "impact_scope",
    "impact_percent",
    "impact_percent_about",
    "impact_percent_of",
    "impact_all_users",
    "revenue_lost",
    "revenue_amount",
    "revenue_currency",
    "detection_source",
    "detected_by",
)


@dataclass(frozen=True, slots=True)
class Interval:
    """A stretch of impact; either end may be unknown, not both."""

    started_at: datetime | None
    ended_at: datetime | None
    note: str = ""


@transaction.atomic
def edit_details(
    *, incident: Incident, actor: User, services: Sequence[Service] | None = None, **values: Any
) -> Incident:
    """Changes columns of DETAILS and the services; only what differs is written. TypeError for another column."""
    check_names(values, DETAILS)
    if "title" in values and not values["title"].strip():
        raise DomainError("An incident needs a title.", field="title")
    locked = lock(incident)
    changed = _assign(locked, values)
    if services is not None and {service.pk for service in services} != set(
        locked.services.values_list("pk", flat=True)
    ):
        locked.services.set(services)
        changed.append("services")
    kind = EntryKind.TITLE if changed == ["title"] else EntryKind.DETAILS
    _record(locked, actor, changed, kind)
    return locked


@transaction.atomic
def edit_impact(
    *, incident: Incident, actor: User, intervals: Sequence[Interval] | None = None, **values: Any
) -> Incident:
    """Changes columns of IMPACT and replaces the intervals. DomainError when an interval runs backwards or is empty."""
    check_names(values, IMPACT)
    locked = lock(incident)
    changed = _assign(locked, values)
    if intervals is not None and _replace_intervals(locked, intervals):
        changed.append("impact intervals")
    _record(locked, actor, changed, EntryKind.DETAILS)
    return locked


@transaction.atomic
def edit_public_summary(*, incident: Incident, actor: User, text: str) -> Incident:
    """Writes the words that sales and support may pass on; the incident counts as customer-facing from then on."""
    locked = lock(incident)
    words = text.strip()
    if locked.public_summary == words:
        return locked
    rendered = markdown.render(words)
    locked.public_summary, locked.public_summary_html = words, rendered.html
    locked.public_summary_renderer, locked.public_summary_at = rendered.version, now()
    locked.is_customer_facing = locked.is_customer_facing or bool(words)
    locked.save(
        update_fields=[
            "public_summary",
            "public_summary_html",
            "public_summary_renderer",
            "public_summary_at",
            "is_customer_facing",
        ]
    )
    _record(locked, actor, ["words for customers"], EntryKind.DETAILS)
    return locked


def check_names(values: Mapping[str, Any], known: tuple[str, ...]) -> None:
    """Raises TypeError for a column that is not among the known ones."""
    if unknown := set(values) - set(known):
        raise TypeError(f"No such columns here: {', '.join(sorted(unknown))}")


def _assign(incident: Incident, values: dict[str, Any]) -> list[str]:
    changed = [name for name, value in values.items() if getattr(incident, name) != value]
    for name in changed:
        setattr(incident, name, values[name])
    if changed:
        incident.save(update_fields=changed)
    return [str(Incident._meta.get_field(name).verbose_name) for name in changed]  # type: ignore[union-attr]


def _replace_intervals(incident: Incident, wanted: Sequence[Interval]) -> bool:
    for interval in wanted:
        if interval.started_at is None and interval.ended_at is None:
            raise DomainError("An impact interval needs at least one known end.", field="intervals")
        if interval.started_at and interval.ended_at and interval.ended_at < interval.started_at:
            raise DomainError("An impact interval ends before it starts. Nothing was changed.", field="intervals")
    before = list(incident.impact_intervals.values_list("started_at", "ended_at", "note"))
    if sorted(map(str, before)) == sorted(str((row.started_at, row.ended_at, row.note)) for row in wanted):
        return False
    incident.impact_intervals.all().delete()
    ImpactInterval.objects.bulk_create(
        ImpactInterval(incident=incident, started_at=row.started_at, ended_at=row.ended_at, note=row.note)
        for row in wanted
    )
    return True


def _record(incident: Incident, actor: User, changed: list[str], kind: EntryKind) -> None:
    if not changed:
        return
    words = f": “{incident.title}”" if kind == EntryKind.TITLE else ""
    write_entry(
        incident,
        actor=actor,
        text=f"{actor.name} changed {', '.join(changed)}{words}.",
        happened_at=now(),
        kind=kind,
        origin=Origin.SYSTEM,
        facts={"changed": changed},
    )
    announce_change(incident, actor=actor, change=kind)
