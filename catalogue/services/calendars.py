"""Working calendars of teams."""

from django.db import transaction

from accounts.enums import AuditAction
from accounts.models import Team, User
from accounts.services import audit
from catalogue.models import WorkingCalendar
from catalogue.services.changes import changes_between
from core.clock import today
from core.errors import DomainError
from core.working_days import WEEK, WorkingDays, country_names

MOST_DAYS_OFF = 400


@transaction.atomic
def edit_calendar(*, actor: User, team: Team, working_days: WorkingDays) -> WorkingCalendar:
    """Which days a team works, from now on. DomainError for a calendar without working days."""
    _check(working_days, actor)
    calendar, _ = WorkingCalendar.objects.select_for_update().get_or_create(team=team)
    wanted: dict[str, object] = {
        "country": working_days.country,
        "weekend": sorted(working_days.weekend),
        "days_off": sorted(working_days.days_off),
    }
    changed = changes_between({name: getattr(calendar, name) for name in wanted}, wanted)
    for name, value in wanted.items():
        setattr(calendar, name, value)
    calendar.save()
    if changed:
        detail = {name: [_plain(old), _plain(new)] for name, (old, new) in changed.items()}
        audit(actor=actor, action=AuditAction.POLICY_CHANGED, subject=f"Calendar of {team}", detail={"changed": detail})
    return calendar


def _check(working_days: WorkingDays, actor: User) -> None:
    if len(working_days.weekend) >= WEEK:
        raise DomainError("Leave at least one working day in the week, or nothing would ever be due.", field="weekend")
    if working_days.country and working_days.country not in country_names():
        raise DomainError("The holidays of this country are not known. Choose another.", field="country")
    if len(working_days.days_off) > MOST_DAYS_OFF:
        raise DomainError(f"At most {MOST_DAYS_OFF} days off. Remove those that are past.", field="days_off")
    if not working_days.has_working_days(today(actor.time_zone)):
        raise DomainError(
            "There would be no working day in the coming year, so nothing would ever be due. Remove some days off.",
            field="days_off",
        )


def _plain(value: object) -> object:
    return [str(one) for one in value] if isinstance(value, list) else value
