"""When customers should hear from us next: a column of the incident, written wherever its reasons change."""

from datetime import datetime, timedelta

from core.clock import now
from incidents.models import Incident


def asks_for_updates(incident: Incident) -> bool:
    """An open incident that customers notice, of a severity with an interval; never a private or a past one."""
    is_told_outside = incident.is_customer_facing and not incident.is_private and not incident.is_past
    return incident.is_open and is_told_outside and incident.severity.update_minutes is not None


def update_due_after(incident: Incident, instant: datetime) -> datetime | None:
    """When the next update is due if the last one went out at `instant`; None when none is asked for."""
    if not asks_for_updates(incident):
        return None
    return instant + timedelta(minutes=incident.severity.update_minutes or 0)


def settle_update_due(incident: Incident, *, since: datetime | None = None) -> None:
    """Writes when the next update of a locked incident is due, after something that it depends on changed.

    Counted from `since`; without it, what was asked for already keeps its instant, and what is asked for from now on
    is counted from now.
    """
    due_at = update_due_after(incident, since or now())
    if due_at is not None and since is None and incident.update_due_at is not None:
        return
    if incident.update_due_at != due_at:
        incident.update_due_at = due_at
        incident.save(update_fields=["update_due_at"])


def last_update_at(incident: Incident) -> datetime | None:
    """What the present due instant is counted from; None when none is asked for. `severity` as it was then."""
    if incident.update_due_at is None or incident.severity.update_minutes is None:
        return None
    return incident.update_due_at - timedelta(minutes=incident.severity.update_minutes)
