"""Planning the digests: at most one for a person and local date, at the hour and on the weekdays they chose."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from accounts.models import User
from core import clock
from followthrough.enums import ReminderStep
from followthrough.models import OwnerQuestion, Reminder
from followthrough.schedule import DigestTimes, digest_day, digest_days
from followthrough.selectors import reminding
from followthrough.selectors.questions import to_be_told
from followthrough.selectors.reminding import NewReminder
from followthrough.selectors.things import PlanningData
from notifications.services import NewDelivery, queue_deliveries

DIGEST = "digest"
PEOPLE = 250  # a batch
CHOSEN = ("zone", "digest_hour", "digest_weekdays")


def plan_reminders() -> int:
    """Writes the digests that are due now; returns how many.

    Safe to call at any time, any number of times at once. After an outage each person gets one digest that catches up.
    """
    now = clock.now()
    chosen = User.objects.responders().order_by().values_list(*CHOSEN).distinct()
    planned: tuple[PlanningData, reminding.Escalations] | None = None
    written = 0
    for day, times in digest_days(now, map(DigestTimes._make, chosen)).items():
        for people in _batches(day, times):
            if planned is None:
                data = PlanningData()
                planned = data, reminding.escalations(now, data)
            data, escalations = planned
            lines = reminding.lines_for(people, day, now, escalations, data)
            asked = to_be_told(people, day)
            if lines or asked:
                written += _write(lines | {person: [] for person in asked - lines.keys()}, day, now)
    return written


def _batches(day: date, times: Sequence[DigestTimes]) -> Iterator[list[int]]:
    """Active people who chose one of these times and have had no digest of this date or a later one."""
    had = Reminder.objects.filter(person=OuterRef("pk"), local_date__gte=day)
    zones = {one.zone for one in times}
    people = User.objects.responders().filter(~Exists(had), zone__in=zones).order_by("pk").values_list("pk", *CHOSEN)
    wanted, last = set(times), 0
    while batch := list(people.filter(pk__gt=last)[:PEOPLE]):
        last = batch[-1][0]
        if due := [person for person, *chosen in batch if DigestTimes._make(chosen) in wanted]:
            yield due


@transaction.atomic
def _write(lines: Mapping[int, list[NewReminder]], day: date, now: datetime) -> int:
    """Stores the digests and what is in them, for those people whom no other planner has locked.

    A digest's rows are written only with its delivery: what another planner saw stays for that planner's digest.
    """
    held = User.objects.responders().filter(pk__in=lines).order_by("pk")
    people = list(held.select_for_update(skip_locked=True, no_key=True))
    told = reminding.told_lately([person.pk for person in people], day)
    ready = [person for person in people if person.pk not in told and digest_day(now, DigestTimes.of(person)) == day]
    deliveries = [_delivery(person, lines[person.pk], day) for person in ready]
    written = [delivery.recipient_id for delivery in queue_deliveries(deliveries) if delivery.recipient_id]
    reminders = [
        Reminder(
            item_id=line.thing.item,
            postmortem_id=line.thing.postmortem,
            review_id=line.thing.review,
            person_id=person,
            step=line.step,
            because=line.because,
            due_on=line.due_on,
            at_day=line.reached.at_day,
            is_urgent=line.reached.is_urgent,
            local_date=day,
            created_at=now,
        )
        for person in written
        for line in lines[person]
    ]
    OwnerQuestion.objects.open().seen_by_owner().filter(asked_of__in=written).update(told_on=day)
    Reminder.objects.bulk_create(reminders, ignore_conflicts=True, batch_size=2000)
    return len(written)


def _delivery(person: User, lines: Sequence[NewReminder], day: date) -> NewDelivery:
    return NewDelivery(
        kind=DIGEST,
        recipient=person,
        dedup_key=f"{DIGEST}:{person.pk}:{day.isoformat()}",
        payload={"date": day.isoformat()},
        reason=f"Daily digest of {day:%-d %B %Y}: {_counts(lines)}.",
    )


def _counts(lines: Sequence[NewReminder]) -> str:
    """`2 overdue, 1 due soon`: numbers alone, so that the sentence gives nothing private away."""
    counts = {step: sum(line.step == step for line in lines) for step in ReminderStep}
    return ", ".join(f"{count} {step.label.lower()}" for step, count in counts.items() if count) or "a question to you"
