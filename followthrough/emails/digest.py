"""The daily digest."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.db.models import Q
from django.urls import reverse

from accounts.models import User
from accounts.permissions import why_not_owner
from core import clock
from core.addresses import absolute
from core.zones import zone_label, zone_or_utc
from followthrough.emails.lines import (
    digest_subject,
    due_on_of,
    incident_id_of,
    line_of,
    owner_of,
    question_line,
    still_holds,
)
from followthrough.models import OwnerQuestion, Reminder
from followthrough.selectors.open_rows import open_reviews, paused_until
from followthrough.selectors.questions import asked_about
from incidents.selectors.readers import visible_pairs
from notifications.emails import compose
from notifications.kinds import Message
from notifications.models import Delivery

SHOWN = 40

# What a line reads; without it each of a manager's hundred lines would bring its texts and search vectors along.
_READ = (
    *("person", "step", "because", "due_on", "local_date"),
    *("item__title", "item__status", "item__kind", "item__due_on"),
    *("item__verify_on", "item__verdict", "item__look_again_on"),
    *("item__incident__title", "item__incident__status", "item__team__name"),
    *("item__owner__name", "item__owner__kind", "item__owner__is_active", "item__owner__role"),
    *("postmortem__status", "postmortem__due_on", "postmortem__incident__title"),
    *("postmortem__owner__name", "postmortem__owner__kind", "postmortem__owner__is_active", "postmortem__owner__role"),
    *("review__removed_at", "review__postmortem__status", "review__postmortem__incident__title"),
    *("review__person__name", "review__person__kind", "review__person__is_active", "review__person__role"),
)


def digest_content(deliveries: Sequence[Delivery]) -> dict[int, list[Reminder]]:
    """What is still due of each digest, by delivery id, the most urgent first. Five queries at most, for any number.

    Left out: what is finished, answered, paused, rescheduled, reassigned, or no longer visible to this person.
    """
    return still_wanted(deliveries, _reminders(deliveries))


def still_wanted(deliveries: Sequence[Delivery], found: Mapping[int, Sequence[Reminder]]) -> dict[int, list[Reminder]]:
    """Without what is finished, paused, moved, or no longer visible to its reader; the most urgent first."""
    people = {one.recipient_id: one.recipient for one in deliveries if one.recipient}
    rows = [reminder for reminders in found.values() for reminder in reminders]
    owned = ((owner_of(one), incident_id_of(one)) for one in rows)
    owners = {(owner, incident) for owner, incident in owned if owner and not why_not_owner(owner)}
    seen = visible_pairs({(people[one.person_id], incident_id_of(one)) for one in rows} | owners)
    unanswered = set(open_reviews().filter(pk__in={one.review_id for one in rows}).values_list("pk", flat=True))
    paused = paused_until({one.item_id for one in rows if one.item_id})

    def is_wanted(one: Reminder) -> bool:
        if one.review_id and one.review_id not in unanswered:
            return False
        today = clock.today(people[one.person_id].time_zone)
        return today >= paused.get(one.item_id or 0, today) and still_holds(one, seen)

    return {
        delivery: sorted(
            (one for one in reminders if is_wanted(one) and (one.person_id, incident_id_of(one)) in seen),
            key=lambda one: (due_on_of(one) or date.max, one.pk or 0),
        )
        for delivery, reminders in found.items()
    }


def incidents_named(deliveries: Iterable[Delivery]) -> dict[int, set[int]]:
    """Ids of the incidents that each digest was about, by delivery id."""
    rows = list(deliveries)
    asked = asked_about(rows)
    return {
        delivery: {incident_id_of(reminder) for reminder in reminders} | asked[delivery]
        for delivery, reminders in _reminders(rows).items()
    }


def render_digest(
    delivery: Delivery, reminders: Sequence[Reminder], questions: Sequence[OwnerQuestion] = ()
) -> Message:
    """The mail of one person; what they were asked stands first."""
    person = delivery.recipient
    if person is None:
        raise ValueError("A digest is for a person.")
    zone = zone_or_utc(person.zone)
    written = delivery.created_at.astimezone(zone)
    today = clock.today(zone)
    return compose(
        "followthrough/emails/digest",
        {
            "person": person,
            "digest_subject": ", ".join(filter(None, (_questions_words(len(questions)), digest_subject(reminders)))),
            "dateline": f"{written:%A %-d %B %Y, %H:%M} {zone_label(delivery.created_at, zone)}",
            "lines": [*map(question_line, questions), *(line_of(reminder, today) for reminder in reminders[:SHOWN])],
            "more": max(len(reminders) - SHOWN, 0),
            "all_url": absolute(reverse("action_list")),
            "profile_url": absolute(reverse("profile")),
        },
    )


def _questions_words(count: int) -> str:
    return f"{count} question{'' if count == 1 else 's'} to you" if count else ""


def _reminders(deliveries: Sequence[Delivery]) -> dict[int, list[Reminder]]:
    """The rows of each digest: those of its person and date."""
    keys = {one.pk: (one.recipient_id, date.fromisoformat(one.payload["date"])) for one in deliveries}
    wanted = Q(person__in={person for person, _ in keys.values()}, local_date__in={day for _, day in keys.values()})
    rows = Reminder.objects.filter(wanted).select_related(
        *("item__incident", "item__owner", "item__team", "postmortem__incident", "postmortem__owner"),
        *("review__person", "review__postmortem__incident"),
    )
    by_key: defaultdict[tuple[int | None, date], list[Reminder]] = defaultdict(list)
    for row in rows.only(*_READ):
        by_key[row.person_id, row.local_date].append(row)
    return {delivery: by_key[key] for delivery, key in keys.items()}


def visible_digests(pairs: Sequence[tuple[User, Delivery]]) -> set[int]:
    """Deliveries that their viewer may read: one's own, or those about incidents all of which the viewer may see."""
    others = [(viewer, one) for viewer, one in pairs if viewer.pk != one.recipient_id]
    named = incidents_named([one for _, one in others])
    seen = visible_pairs([(viewer, incident) for viewer, one in others for incident in named[one.pk]])
    own = {one.pk for viewer, one in pairs if viewer.pk == one.recipient_id}
    return own | {one.pk for viewer, one in others if all((viewer.pk, incident) in seen for incident in named[one.pk])}
