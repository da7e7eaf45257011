"""What policies call urgent comes at once: a mail of its own besides the digest, on any day."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

from django.db import transaction

from accounts.models import User
from catalogue.selectors.policies import PolicySet, active_policies
from core import clock
from core.zones import zone_or_utc
from followthrough.enums import COUNTED, URGENT
from followthrough.schedule import DigestTimes
from followthrough.selectors import reminding
from followthrough.selectors.reminding import NewReminder
from followthrough.selectors.things import PlanningData
from notifications.models import Delivery
from notifications.services import NewDelivery, queue_deliveries

FRESH = timedelta(days=3)  # what came up earlier, such as before the policy was saved, is left to the digest


def plan_urgent(at: datetime | None = None) -> int:
    """Writes the mails of urgent notices that have come, or had at another instant; returns how many.

    Safe to call any number of times.
    """
    now, policies = at or clock.now(), _urgent_only(active_policies())
    if not any(rule.notices for rule in policies.rules):
        return 0
    data = PlanningData(policies)
    escalations = reminding.escalations(now, data)
    return sum(_write(people, day, now, escalations, data) for day, people in _people_by_day(now).items())


def _urgent_only(policies: PolicySet) -> PolicySet:
    """The same policies with their urgent notices only."""
    return PolicySet(
        replace(rule, notices=tuple(one for one in rule.notices if one.is_urgent)) for rule in policies.rules
    )


def _people_by_day(now: datetime) -> dict[date, dict[int, User]]:
    """Everybody for whom it is late enough in the day, by their local date."""
    found: dict[date, dict[int, User]] = {}
    for person in User.objects.responders():
        local = now.astimezone(zone_or_utc(person.zone))
        if local.time() >= DigestTimes.of(person).time:
            found.setdefault(local.date(), {})[person.pk] = person
    return found


@transaction.atomic
def _write(
    people: dict[int, User], day: date, now: datetime, escalations: reminding.Escalations, data: PlanningData
) -> int:
    lines = reminding.lines_reached(people.keys(), day, now, escalations, data)
    fresh = {_key(person, line): (person, line) for person, line in lines if day - line.reached.on < FRESH}
    written = set(Delivery.objects.filter(dedup_key__in=fresh).values_list("dedup_key", flat=True))
    return len(queue_deliveries(_deliveries(people, {key: fresh[key] for key in fresh.keys() - written})))


def _key(person: int, line: NewReminder) -> str:
    """Once for each person, thing, deadline and day; of a counted day the day it counts from is taken."""
    day = line.thing.written_on if line.step in COUNTED else line.due_on
    thing = ":".join(str(number or "") for number in line.thing.key)
    return f"{URGENT}:{person}:{thing}:{line.deadline}:{day}:{line.reached.at_day}"


def _deliveries(people: dict[int, User], lines: dict[str, tuple[int, NewReminder]]) -> Iterable[NewDelivery]:
    for key, (person, line) in sorted(lines.items()):
        item, postmortem, review = line.thing.key
        yield NewDelivery(
            kind=URGENT,
            recipient=people[person],
            dedup_key=key,
            payload={
                "incident": line.thing.incident,
                "item": item,
                "postmortem": postmortem,
                "review": review,
                "step": str(line.step),
                "because": str(line.because),
                "due_on": line.due_on.isoformat(),
            },
            reason=f"Urgent by its policy: {line.step.label.lower()}.",
        )
