"""The lines of the digest and of an urgent mail, and why each of them is there."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from accounts.models import User
from accounts.permissions import why_not_owner
from actions.enums import ActionStatus
from actions.models import ActionItem
from actions.selectors.answers import Answer, answers
from core.addresses import absolute
from followthrough.enums import COUNTED, ReminderReason, ReminderStep
from followthrough.models import OwnerQuestion, Reminder
from incidents.enums import Status
from postmortems.enums import PostmortemStatus
from postmortems.models import Postmortem

WRITTEN = (PostmortemStatus.DRAFT, PostmortemStatus.IN_REVIEW)
WAITING = {  # for somebody else than the owner: what is asked
    ReminderStep.VERIFY: "Say whether it works",
    ReminderStep.LOOK_AGAIN: "Ask again whether it should be done",
}
OVER = (Status.CLOSED, Status.CANCELLED, Status.MERGED)


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


def _noun(reminder: Reminder) -> str:
    return "action item" if reminder.item_id else "postmortem" if reminder.postmortem_id else "review"


def thing_of(reminder: Reminder) -> ActionItem | Postmortem:
    """What it is about; of a review its postmortem."""
    if reminder.review:
        return reminder.review.postmortem
    thing = reminder.item or reminder.postmortem
    if thing is None:
        raise ValueError("A reminder is about an action item, a postmortem or a review.")
    return thing


def owner_of(reminder: Reminder) -> User | None:
    """Who has to do it: of a review the reviewer."""
    return reminder.review.person if reminder.review else thing_of(reminder).owner


def incident_id_of(reminder: Reminder) -> int:
    """The incident it comes from."""
    return thing_of(reminder).incident_id


def due_on_of(reminder: Reminder) -> date | None:
    """The present day; of a review the day by which its policy asks for an answer."""
    if reminder.item and reminder.step in WAITING:
        return reminder.item.verify_on if reminder.step == ReminderStep.VERIFY else reminder.item.look_again_on
    return reminder.due_on if reminder.review else thing_of(reminder).due_on


def _is_open(reminder: Reminder) -> bool:
    """Somebody still has to do it."""
    thing = thing_of(reminder)
    if reminder.review:
        return thing.status == PostmortemStatus.IN_REVIEW and reminder.review.removed_at is None
    if not isinstance(thing, ActionItem):
        return thing.status in WRITTEN
    if reminder.step == ReminderStep.VERIFY:
        return thing.is_unverified
    return thing.status == ActionStatus.WONT_DO if reminder.step == ReminderStep.LOOK_AGAIN else thing.is_unfinished


def still_holds(reminder: Reminder, seen: set[tuple[int, int]]) -> bool:
    """`seen`: whether an owner can still do it is asked of the same pairs as whether a reader may see it."""
    thing, owner = thing_of(reminder), owner_of(reminder)
    owner_id = owner.pk if owner else None
    owned_by_other = reminder.because == ReminderReason.OWNER and owner_id != reminder.person_id
    found_owner = reminder.step == ReminderStep.NO_OWNER and (owner_id, thing.incident_id) in seen
    moved = reminder.step not in COUNTED and due_on_of(reminder) != reminder.due_on
    return _is_open(reminder) and not owned_by_other and not found_owner and not moved


def line_of(reminder: Reminder, today: date) -> DigestLine:
    """A reminder as its reader sees it."""
    thing, due_on = thing_of(reminder), due_on_of(reminder)
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


def question_line(question: OwnerQuestion) -> DigestLine:
    """What the owner was asked, as a line."""
    return DigestLine(
        title=question.item.title,
        url=absolute(question.item.get_absolute_url()),
        pressing=f"{question.asked_by.byline} asks: {question.text}",
        is_late=False,
        facts=f"{question.item.reference}, from {question.item.incident.reference}",
        note="You own it. Answer in one field on its page.",
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
    owner = owner_of(reminder)
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
