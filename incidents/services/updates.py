"""Customer updates: when the next one is due, and who is told that it is overdue."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Prefetch

from accounts.models import User
from catalogue.enums import BuiltInRole
from catalogue.models import Severity
from core.clock import now
from incidents.models import Incident, RoleAssignment
from incidents.registries.merging import movables
from notifications.models import Delivery
from notifications.services import NewDelivery, queue_deliveries

UPDATE_OVERDUE = "update_overdue"


def update_due_after(incident: Incident, instant: datetime) -> datetime | None:
    """When the next update is due if the last one went out at `instant`; None when none is asked for."""
    if not incident.asks_for_updates:
        return None
    return instant + timedelta(minutes=incident.severity.update_minutes or 0)


def settle_update_due(incident: Incident, *, since: datetime | None = None) -> None:
    """Writes when the next update of a locked incident is due, after something that it depends on changed.

    Counted from `since`; without it, what was asked for already keeps its instant, and what is asked for from now on
    is counted from now. What customers were promised is due in any case, until the incident is over.
    """
    required = update_due_after(incident, since or now())
    if required is not None and since is None and incident.update_due_at is not None:
        required = min(required, incident.update_due_at)
    promised_at = incident.update_promised_at if incident.is_open else None
    due_at = min(filter(None, (required, promised_at if incident.may_owe_updates else None)), default=None)
    if (incident.update_due_at, incident.update_promised_at) != (due_at, promised_at):
        incident.update_due_at, incident.update_promised_at = due_at, promised_at
        incident.save(update_fields=["update_due_at", "update_promised_at"])


def last_update_at(incident: Incident) -> datetime | None:
    """What the present due instant is counted from; None when none is asked for. `severity` as it was then.

    It is the last update itself where that promised the next one earlier than the severity requires.
    """
    if incident.update_due_at is None or incident.severity.update_minutes is None:
        return None
    counted = incident.update_due_at - timedelta(minutes=incident.severity.update_minutes)
    posted = incident.public_summary_at if incident.public_summary else None
    return max(counted, posted) if posted else counted


def promise_update(incident: Incident, *, by: datetime) -> None:
    """Customers were told by when they hear from us next: that is when it is due, if the severity does not ask sooner.

    The incident is locked. Where the severity requires none, the promise alone makes one due.
    """
    incident.update_promised_at = by
    incident.save(update_fields=["update_promised_at"])
    if incident.may_owe_updates and (incident.update_due_at is None or by < incident.update_due_at):
        incident.update_due_at = by
        incident.save(update_fields=["update_due_at"])


@transaction.atomic
def drop_due_updates(*, severity: Severity) -> None:
    """Where the rule of a severity asks for no updates any more, none stays due but what customers were promised."""
    if severity.update_minutes is None:
        due = Incident.objects.filter(severity=severity, update_due_at__isnull=False)
        due.update(update_due_at=F("update_promised_at"))


def note_customers(incident: Incident) -> None:
    """A report says that customers notice a locked incident: from now on it asks for words for them."""
    if not incident.is_customer_facing:
        set_customer_facing(incident, is_affected=True, from_reports=True)


def clear_customer_facing(incident: Incident) -> None:
    """Takes that back from a locked incident when none of the reports is left and nobody else has said so."""
    is_left = any(each.of(incident).exists() for each in movables() if each.come_from_customers)
    if incident.customers_from_reports and not is_left:
        set_customer_facing(incident, is_affected=False)


def set_customer_facing(incident: Incident, *, is_affected: bool, from_reports: bool = False) -> None:
    """Whether a locked incident affects customers, and whether that is known from reports alone."""
    incident.is_customer_facing, incident.customers_from_reports = is_affected, from_reports
    incident.save(update_fields=["is_customer_facing", "customers_from_reports"])
    settle_update_due(incident)


@transaction.atomic
def tell_overdue_updates(at: datetime | None = None) -> int:
    """Writes the messages for the updates that are overdue now, or were at another instant; returns how many.

    To the communications lead, else the lead, else whoever declared the incident, or every manager where that was a
    bot; never for an example. Safe to call at any time, any number of times at once, in a number of queries that does
    not grow: the key of a message names the instant that was missed.
    """
    overdue = Incident.objects.update_overdue(at or now()).filter(is_example=False).defer("search")
    current = RoleAssignment.objects.current().select_related("person", "role")
    rows = overdue.select_related("severity", "declared_by").prefetch_related(Prefetch("role_assignments", current))
    managers = User.objects.managers()  # read once, and only where a bot declared one
    deliveries = [delivery for incident in rows for delivery in _deliveries(incident, managers)]
    keys = [delivery.dedup_key for delivery in deliveries]
    told = set(Delivery.objects.filter(dedup_key__in=keys).values_list("dedup_key", flat=True))
    return len(queue_deliveries([delivery for delivery in deliveries if delivery.dedup_key not in told]))


def due_stamp(incident: Incident) -> int:
    """The instant that is missed, as a number for a message's payload; 0 when none is asked for."""
    return int(incident.update_due_at.timestamp()) if incident.update_due_at else 0


def _deliveries(incident: Incident, managers: Iterable[User]) -> list[NewDelivery]:
    current = {assignment.role_id: assignment for assignment in incident.role_assignments.all()}
    held = current.get(BuiltInRole.COMMUNICATIONS) or current.get(BuiltInRole.LEAD)
    if held is not None:
        return [_delivery(incident, held.person, f"You have the role {held.role.noun}")]
    if not incident.declared_by.is_bot:
        return [_delivery(incident, incident.declared_by, "You declared it, and nobody has the lead")]
    return [
        _delivery(incident, person, "A bot declared it, and nobody has the lead", f":{person.pk}")
        for person in managers
    ]


def _why_due(incident: Incident) -> str:
    if incident.update_due_at == incident.update_promised_at or incident.severity.update_minutes is None:
        return f"Customers of {incident.reference} were promised an update by now."
    return f"{incident.reference} requires an update every {incident.severity.update_minutes} min."


def _delivery(incident: Incident, person: User, part: str, told_apart: str = "") -> NewDelivery:
    return NewDelivery(
        kind=UPDATE_OVERDUE,
        recipient=person,
        dedup_key=f"{UPDATE_OVERDUE}:{incident.pk}:{due_stamp(incident)}{told_apart}",
        payload={"incident": incident.pk, "due": due_stamp(incident)},
        reason=f"{_why_due(incident)} {part}.",
    )
