"""The daily digest: its lines, and why each of them is there."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from accounts.models import User
from accounts.permissions import why_not_owner
from actions.enums import ActionStatus
from actions.models import ActionItem
from actions.selectors.answers import Answer, answers
from core import clock
from core.addresses import absolute
from core.zones import zone_label, zone_or_utc
from followthrough.enums import COUNTED, ReminderReason, ReminderStep
from followthrough.models import OwnerQuestion, Reminder
from followthrough.selectors.questions import asked_about
from followthrough.selectors.things import open_reviews, paused_until
from followthrough.selectors.weekly import WeeklyFigures
from incidents.enums import Status
from incidents.selectors.readers import visible_pairs
from notifications.emails import compose
from notifications.kinds import Message
from notifications.models import Delivery
from postmortems.enums import PostmortemStatus
from postmortems.models import Postmortem, Reviewer

SHOWN = 40
WRITTEN = (PostmortemStatus.DRAFT, PostmortemStatus.IN_REVIEW)
WAITING = {  # for somebody else than the owner: what is asked
    ReminderStep.VERIFY: "Say whether it works",
    ReminderStep.LOOK_AGAIN: "Ask again whether it should be done",
}
OVER = (Status.CLOSED, Status.CANCELLED, Status.MERGED)


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


@dataclass(frozen=True, slots=True)
class DigestLine:
    """One thing to do. `pressing` says when it is due, `facts` what it is, `note` why this person gets it.

    `answers`: what its owner can answer from the mail.
    """

    title: str
    url: str
    pressing: str
    is_late: bool
    facts: str
    note: str
    answers: tuple[Answer, ...] = ()


def digest_content(deliveries: Sequence[Delivery]) -> dict[int, list[Reminder]]:
    """What is still due of each digest, by delivery id, the most urgent first. Five queries at most, for any number.

    Left out: what is finished, answered, paused, rescheduled, reassigned, or no longer visible to this person.
    """
    return _wanted(deliveries, _reminders(deliveries))


def urgent_content(deliveries: Sequence[Delivery]) -> dict[int, list[Reminder]]:
    """The line of each urgent mail, as of a digest; none where it is no longer due. Six queries at most."""
    parts = {name: {one.payload[name] for one in deliveries if one.payload[name]} for name in _THINGS}
    things = {name: rows.in_bulk(parts[name]) for name, rows in _THINGS.items()}
    found: dict[int, list[Reminder]] = {one.pk: [] for one in deliveries}
    for one in deliveries:
        name, number = next((name, one.payload[name]) for name in _THINGS if one.payload[name])
        if thing := things[name].get(number):
            said = {key: one.payload[key] for key in ("step", "because")}
            line = Reminder(person=one.recipient, due_on=date.fromisoformat(one.payload["due_on"]), **said)
            setattr(line, name, thing)
            found[one.pk].append(line)
    return _wanted(deliveries, found)


_THINGS: dict[str, QuerySet[Any]] = {
    "item": ActionItem.objects.select_related("incident", "owner", "team"),
    "postmortem": Postmortem.objects.select_related("incident", "owner"),
    "review": Reviewer.objects.select_related("person", "postmortem__incident"),
}


def _wanted(deliveries: Sequence[Delivery], found: Mapping[int, Sequence[Reminder]]) -> dict[int, list[Reminder]]:
    people = {one.recipient_id: one.recipient for one in deliveries if one.recipient}
    rows = [reminder for reminders in found.values() for reminder in reminders]
    owned = ((_owner(one), _incident_id(one)) for one in rows)
    owners = {(owner, incident) for owner, incident in owned if owner and not why_not_owner(owner)}
    seen = visible_pairs({(people[one.person_id], _incident_id(one)) for one in rows} | owners)
    unanswered = set(open_reviews().filter(pk__in={one.review_id for one in rows}).values_list("pk", flat=True))
    paused = paused_until({one.item_id for one in rows if one.item_id})

    def is_wanted(one: Reminder) -> bool:
        if one.review_id and one.review_id not in unanswered:
            return False
        today = clock.today(people[one.person_id].time_zone)
        return today >= paused.get(one.item_id or 0, today) and _still_holds(one, seen)

    return {
        delivery: sorted(
            (one for one in reminders if is_wanted(one) and (one.person_id, _incident_id(one)) in seen),
            key=lambda one: (_due_on(one) or date.max, one.pk or 0),
        )
        for delivery, reminders in found.items()
    }


def incidents_named(deliveries: Iterable[Delivery]) -> dict[int, set[int]]:
    """Ids of the incidents that each digest was about, by delivery id."""
    rows = list(deliveries)
    asked = asked_about(rows)
    return {
        delivery: {_incident_id(reminder) for reminder in reminders} | asked[delivery]
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
            "lines": [*map(_question_line, questions), *(_line(reminder, today) for reminder in reminders[:SHOWN])],
            "more": max(len(reminders) - SHOWN, 0),
            "all_url": absolute(reverse("action_list")),
            "profile_url": absolute(reverse("profile")),
        },
    )


def render_urgent(delivery: Delivery, reminder: Reminder) -> Message:
    """The mail of one urgent notice."""
    zone = zone_or_utc(delivery.recipient.zone if delivery.recipient else "")
    context = {"line": _line(reminder, clock.today(zone)), "urgent_subject": f"Urgent: {digest_subject([reminder])}"}
    return compose("followthrough/emails/urgent", context)


def digest_subject(reminders: Sequence[Reminder]) -> str:
    """The subject of a digest, and its heading (`digest.subject.txt`): `2 action items overdue, 1 due soon`."""
    counts = Counter((_noun(one), one.step) for one in reminders)
    parts, last_noun = [], ""
    for noun in ("action item", "postmortem", "review"):
        for step, words in _STEP_WORDS.items():
            if count := counts[noun, step]:
                named = f" {noun}{'' if count == 1 else 's'}" if noun != last_noun else ""
                parts.append(f"{count}{named} {words}")
                last_noun = noun
    return ", ".join(parts)


_STEP_WORDS = {
    ReminderStep.OVERDUE: "overdue",
    ReminderStep.DUE_TODAY: "due today",
    ReminderStep.DUE_SOON: "due soon",
    ReminderStep.NO_OWNER: "without an active owner",
    ReminderStep.REVIEW: "not answered",
    ReminderStep.VERIFY: "to verify",
    ReminderStep.LOOK_AGAIN: "to look at again",
}


def _questions_words(count: int) -> str:
    return f"{count} question{'' if count == 1 else 's'} to you" if count else ""


def _question_line(question: OwnerQuestion) -> DigestLine:
    return DigestLine(
        title=question.item.title,
        url=absolute(question.item.get_absolute_url()),
        pressing=f"{question.asked_by.byline} asks: {question.text}",
        is_late=False,
        facts=f"{question.item.reference}, from {question.item.incident.reference}",
        note="You own it. Answer in one field on its page.",
    )


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


def _noun(reminder: Reminder) -> str:
    return "action item" if reminder.item_id else "postmortem" if reminder.postmortem_id else "review"


def _thing(reminder: Reminder) -> ActionItem | Postmortem:
    """What it is about; of a review its postmortem."""
    if reminder.review:
        return reminder.review.postmortem
    thing = reminder.item or reminder.postmortem
    if thing is None:
        raise ValueError("A reminder is about an action item, a postmortem or a review.")
    return thing


def _owner(reminder: Reminder) -> User | None:
    return reminder.review.person if reminder.review else _thing(reminder).owner


def _incident_id(reminder: Reminder) -> int:
    return _thing(reminder).incident_id


def _due_on(reminder: Reminder) -> date | None:
    """The present day; of a review the day by which its policy asks for an answer."""
    if reminder.item and reminder.step in WAITING:
        return reminder.item.verify_on if reminder.step == ReminderStep.VERIFY else reminder.item.look_again_on
    return reminder.due_on if reminder.review else _thing(reminder).due_on


def _is_open(reminder: Reminder) -> bool:
    """Somebody still has to do it."""
    thing = _thing(reminder)
    if reminder.review:
        return thing.status == PostmortemStatus.IN_REVIEW and reminder.review.removed_at is None
    if not isinstance(thing, ActionItem):
        return thing.status in WRITTEN
    if reminder.step == ReminderStep.VERIFY:
        return thing.is_unverified
    return thing.status == ActionStatus.WONT_DO if reminder.step == ReminderStep.LOOK_AGAIN else thing.is_unfinished


def _still_holds(reminder: Reminder, seen: set[tuple[int, int]]) -> bool:
    """`seen`: whether an owner can still do it is asked of the same pairs as whether a reader may see it."""
    thing, owner = _thing(reminder), _owner(reminder)
    owner_id = owner.pk if owner else None
    owned_by_other = reminder.because == ReminderReason.OWNER and owner_id != reminder.person_id
    found_owner = reminder.step == ReminderStep.NO_OWNER and (owner_id, thing.incident_id) in seen
    moved = reminder.step not in COUNTED and _due_on(reminder) != reminder.due_on
    return _is_open(reminder) and not owned_by_other and not found_owner and not moved


def _line(reminder: Reminder, today: date) -> DigestLine:
    thing, due_on = _thing(reminder), _due_on(reminder)
    title = thing.title if isinstance(thing, ActionItem) else f"Postmortem: {thing.incident.title}"
    address = thing.get_absolute_url()
    if asks := WAITING.get(ReminderStep(reminder.step)):
        title = f"{asks}: {title}"
    if reminder.review:
        title = f"Review the postmortem: {thing.incident.title}"
        address = reverse("postmortem_review", args=[thing.incident_id])
    return DigestLine(
        title=title,
        url=absolute(address),
        pressing=_pressing(due_on, today),
        is_late=due_on is not None and due_on < today,
        facts=_facts(thing),
        note=_note(reminder, thing),
        answers=answers(thing) if isinstance(thing, ActionItem) and reminder.because == ReminderReason.OWNER else (),
    )


def _pressing(due_on: date | None, today: date) -> str:
    """`Overdue by 3 days, was due Fri 12 May`."""
    if due_on is None:
        return "No due date"
    day = f"{due_on:%a %-d %b}" if due_on.year == today.year else f"{due_on:%a %-d %b %Y}"
    days = (due_on - today).days
    if days < 0:
        return f"Overdue by {-days} day{'' if days == -1 else 's'}, was due {day}"
    return {0: f"Due today, {day}", 1: f"Due tomorrow, {day}"}.get(days, f"Due {day}")


def _facts(thing: ActionItem | Postmortem) -> str:
    incident = thing.incident.reference
    if isinstance(thing, ActionItem):
        return ", ".join(filter(None, (thing.reference, f"from {incident}", thing.kind_words)))
    return f"postmortem of {incident}, {thing.get_status_display().lower()}"


def _note(reminder: Reminder, thing: ActionItem | Postmortem) -> str:
    """Why this line is there."""
    if reminder.because != ReminderReason.OWNER:
        return f"{_ownership(reminder, thing)} {_role(reminder, thing)}"
    if reminder.review:
        return "You were asked to review it."
    if not isinstance(thing, ActionItem):
        return "You are the author."
    words = "You own it."
    if thing.incident.status in OVER:
        words += f" The incident is {thing.incident.get_status_display().lower()}, but this is still open."
    return words


def _ownership(reminder: Reminder, thing: ActionItem | Postmortem) -> str:
    role = "reviewer" if reminder.review else "owner" if isinstance(thing, ActionItem) else "author"
    owner = _owner(reminder)
    if owner is None:
        return f"It has no {role}."
    if why := why_not_owner(owner):
        return f"{owner.name} {why}."
    if reminder.step == ReminderStep.NO_OWNER:
        return f"{owner.name} is not a member of the private incident and can no longer see it."
    return f"{owner.name} is the {role}."


def _role(reminder: Reminder, thing: ActionItem | Postmortem) -> str:
    fixed = {
        ReminderReason.LEAD: "You lead the private incident it comes from.",
        ReminderReason.MANAGER: "No team manager can be notified, so all managers are.",
        ReminderReason.ASKED: "You added or follow it, or accepted the risk; its owner cannot answer this.",
        ReminderReason.PERSON: "The policy names you.",
        ReminderReason.STAND_IN: "Who the policy names cannot be notified, so the managers are.",
    }
    if words := fixed.get(ReminderReason(reminder.because)):
        return words
    if not isinstance(thing, ActionItem):
        return "You manage a team whose service was affected."
    return f"You manage {thing.team.name}." if thing.team else "You manage a team of its owner."


def visible_digests(pairs: Sequence[tuple[User, Delivery]]) -> set[int]:
    """Deliveries that their viewer may read: one's own, or those about incidents all of which the viewer may see."""
    others = [(viewer, one) for viewer, one in pairs if viewer.pk != one.recipient_id]
    named = incidents_named([one for _, one in others])
    seen = visible_pairs([(viewer, incident) for viewer, one in others for incident in named[one.pk]])
    own = {one.pk for viewer, one in pairs if viewer.pk == one.recipient_id}
    return own | {one.pk for viewer, one in others if all((viewer.pk, incident) in seen for incident in named[one.pk])}


def render_weekly(delivery: Delivery, figures: WeeklyFigures) -> Message:
    """The weekly mail of one person."""
    zone = zone_or_utc(delivery.recipient.zone if delivery.recipient else "")
    written = clock.now().astimezone(zone)
    return compose(
        "followthrough/emails/weekly",
        {
            "figures": figures,
            "lines": [
                {
                    "title": line.title,
                    "value": line.value,
                    "facts": line.facts,
                    "is_late": line.is_late,
                    "url": absolute(line.address),
                }
                for line in figures.lines
            ],
            "dateline": f"{written:%A %-d %B %Y, %H:%M} {zone_label(clock.now(), zone)}",
            "board_url": absolute(figures.board),
            "reason": delivery.reason,
        },
    )
