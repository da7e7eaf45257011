"""Pauses of the reminders of an action item: until a day, with a reason."""

from datetime import date, timedelta

from django.db import transaction

from accounts.models import User
from actions.models import ActionItem
from actions.registries.panels import Change
from actions.services import lock_item, record
from core.clock import now, today
from core.errors import DomainError
from followthrough.models import ReminderPause

LONGEST = timedelta(days=180)
FIELD = "reminders"  # in the history of the item


@transaction.atomic
def pause_reminders(*, item: ActionItem, actor: User, until: date, reason: str) -> ReminderPause:
    """Nobody is reminded of it before that day; an earlier pause ends. Sending the same again changes nothing.

    DomainError without a reason, for a day that is not ahead or too far ahead, and for an item that is finished.
    """
    locked = lock_item(item)
    day, reason = today(actor.time_zone), " ".join(reason.split())
    if not locked.is_unfinished:
        raise DomainError(f"{item.reference} is {item.get_status_display().lower()}: nobody is reminded of it.")
    if not reason:
        raise DomainError("Say why nobody needs to be reminded until then. Nothing was changed.", field="reason")
    if until <= day:
        raise DomainError("Choose a day that is ahead: from that day on people are reminded again.", field="until")
    if until > day + LONGEST:
        latest = day + LONGEST
        raise DomainError(
            f"A pause ends within {LONGEST.days} days: choose {latest:%-d %B %Y} or before.", field="until"
        )
    present = ReminderPause.objects.filter(item=locked, ended_at__isnull=True).first()
    if present and (present.until, present.reason) == (until, reason):
        return present
    _end(locked)
    record(locked, actor, Change(FIELD, "", f"paused until {until:%-d %B %Y}"), note=reason)
    return ReminderPause.objects.create(item=locked, until=until, reason=reason, paused_by=actor)


@transaction.atomic
def end_pause(*, item: ActionItem, actor: User) -> None:
    """People are reminded again from now on; nothing happens where nothing is paused."""
    locked = lock_item(item)
    present = ReminderPause.objects.holding(today(actor.time_zone)).filter(item=locked).first()
    if present is None:
        return
    _end(locked, actor)
    record(locked, actor, Change(FIELD, f"paused until {present.until:%-d %B %Y}", "not paused"))


def _end(item: ActionItem, actor: User | None = None) -> None:
    ReminderPause.objects.filter(item=item, ended_at__isnull=True).update(ended_at=now(), ended_by=actor)
