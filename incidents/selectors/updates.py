"""When customers should hear from us next, in the words of the side panel."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from core.clock import now
from core.durations import humanize, to_the_minute
from incidents.models import Incident
from incidents.selectors.zones import ShownZone


@dataclass(frozen=True, slots=True)
class UpdateShown:
    """The next customer update: `due_at` is None while none is required."""

    due_at: datetime | None = None
    due: str = ""
    overdue: str = ""
    last: str = ""
    rule: str = ""

    @property
    def due_utc(self) -> str:
        """For the page's clock."""
        return self.due_at.isoformat() if self.due_at else ""


def _rule(incident: Incident, zone: ShownZone, due_at: datetime, last: datetime | None) -> str:
    """How often one is required, and from when that is counted where it is not the last update; or who promised it."""
    every = timedelta(minutes=incident.severity.update_minutes or 0)
    is_required = incident.severity.update_minutes is not None
    rule = f"SEV{incident.severity_id} requires one every {incident.severity.update_minutes} min"
    counted = due_at - every
    if is_required and last is not None and abs(counted - last) < timedelta(minutes=1):
        return rule
    if due_at == incident.update_promised_at or not is_required:
        return "it was promised in that update" if last else "customers were promised one by then"
    if last is None and incident.public_summary_at is not None:
        return rule
    return f"{rule}, counted from {zone.stamp(counted)}"


def _last(incident: Incident, zone: ShownZone, last: datetime | None) -> str:
    if last is not None:
        return f"Last update posted at {zone.stamp(last)}"
    return "No update posted yet" if incident.public_summary_at is None else "The last update no longer holds"


def update_shown(incident: Incident, zone: ShownZone) -> UpdateShown:
    """What the side panel says of the next update; nothing while none is asked for."""
    due_at = incident.update_due_at
    if due_at is None or not incident.may_owe_updates:
        return UpdateShown()
    late = to_the_minute(now() - due_at)
    last = incident.public_summary_at if incident.public_summary else None
    return UpdateShown(
        due_at=due_at,
        due=str(zone.stamp(due_at)),
        overdue=humanize(late) if now() > due_at else "",
        last=_last(incident, zone, last),
        rule=_rule(incident, zone, due_at, last),
    )
