"""Opening, reviewing, publishing a postmortem; who writes it and until when."""

from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction

from accounts.models import User
from accounts.permissions import why_not_owner
from core.clock import now
from core.errors import DomainError
from core.lifecycle import find_move
from incidents.enums import EntryKind, Status
from incidents.models import Incident
from incidents.selectors.due_dates import postmortem_due_on
from incidents.selectors.roles import lead_of
from incidents.services import (
    append_system_entry,
    ensure_member,
    lock_row,
    note_postmortem_published,
    refuse_merged,
    require_postmortem,
)
from postmortems.enums import PostmortemStatus
from postmortems.models import Postmortem
from postmortems.selectors.facts import postmortem_facts
from postmortems.selectors.matching import is_required, match_of
from postmortems.services.authorship import become_author
from postmortems.services.customer_version import hand_over_to_customers
from postmortems.services.filling import fill_sections
from postmortems.services.history import AUTHOR, NOBODY, day_words, note_event
from postmortems.services.meetings import asked_to_meeting, tell_meeting
from postmortems.services.notices import tell_published
from postmortems.services.reviewing import ask_reviewers, set_reviewers
from postmortems.services.sections import add_template_sections
from postmortems.transitions import POSTMORTEM

OVER = (Status.RESOLVED, Status.CLOSED)
MAX_WHY = Postmortem._meta.get_field("template_why").max_length or 0


@dataclass(frozen=True, slots=True)
class PostmortemDetails:
    """Who writes it, who leads its discussion, by which day it is to be published, and who reviews it.

    `reviewers` None leaves them as they are.
    """

    owner: User | None
    facilitator: User | None
    due_on: date | None
    reviewers: tuple[User, ...] | None = None


@transaction.atomic
def open_postmortem(*, incident: Incident, actor: User) -> Postmortem:
    """The incident's postmortem, with the sections of the template that fits, filled with what is known.

    The one that is there already, if any. The lead becomes its author, unless postmortems are no longer theirs to
    write. It is due by the policy that applies, unless it was waived.
    """
    locked = lock_row(incident)
    present = Postmortem.objects.filter(incident=locked).first()
    if present is not None:
        return present
    refuse_merged(locked)
    lead = lead_of(locked)
    owner = None if lead is None or why_not_owner(lead) else lead
    due_on = None if locked.postmortem_waived else postmortem_due_on(locked)
    match = match_of(locked)
    opened = Postmortem.objects.create(
        incident=locked,
        opened_by=actor,
        owner=owner,
        due_on=due_on,
        template=match.template,
        template_why=match.why[:MAX_WHY],
    )
    add_template_sections(postmortem=opened)
    fill_sections(postmortem=opened, actor=actor)
    append_system_entry(
        incident=locked,
        actor=actor,
        kind=EntryKind.POSTMORTEM,
        text=f"Postmortem opened, due {due_on:%-d %B %Y}." if due_on else "Postmortem opened.",
        facts={"opened": True, "due_on": due_on.isoformat() if due_on else None},
    )
    return opened


@transaction.atomic
def begin_postmortem(*, incident: Incident, actor: User) -> Postmortem:
    """The same for somebody who opens it to write it: they become its author, if it has none."""
    begun = open_postmortem(incident=incident, actor=actor)
    become_author(postmortem=begun, actor=actor)
    return begun


@transaction.atomic(savepoint=False)  # it runs inside the change that it follows
def follow_incident(*, incident: Incident, actor: User, change: EntryKind) -> None:
    """Hold the incident to the rules: whether a postmortem is required, and open it once it is resolved.

    Its template decides, else its severity; a waiver excuses it. For an incident recorded afterwards, its recorder
    chose; only another severity applies the rules again. A postmortem that exists stays, whatever they say later.
    """
    was_chosen = incident.is_past and change != EntryKind.SEVERITY
    required = incident.postmortem_required if was_chosen else is_required(incident)
    hold_to(incident=incident, actor=actor, required=required)


def hold_to(*, incident: Incident, actor: User, required: bool) -> None:
    """Store whether one is required, and open it if so and the incident is over."""
    if incident.postmortem_required != required:
        require_postmortem(incident=incident, required=required)
    if required and incident.status in OVER and not Postmortem.objects.filter(incident=incident).exists():
        open_postmortem(incident=incident, actor=actor)


@transaction.atomic
def change_status(*, postmortem: Postmortem, actor: User, action: str, reason: str = "") -> Postmortem:
    """Make a move of the table: ask_review, publish, back_to_draft, reopen.

    Raises DomainError when the status does not allow it, a guard refuses, or a reason is missing.
    """
    incident = lock_row(postmortem.incident)
    locked = Postmortem.objects.select_for_update().get(pk=postmortem.pk)
    move = find_move(POSTMORTEM, locked.status, action)
    if move is None:
        raise DomainError(
            f"Somebody else changed the status: the postmortem is now {locked.get_status_display().lower()}."
        )
    if refusal := move.refusal(postmortem_facts(locked)):
        raise DomainError(refusal)
    reason = reason.strip()
    if move.needs_reason and not reason:
        raise DomainError("Give a reason, so that others know what to change.", field="reason")
    before, was = locked.status, locked.get_status_display()
    _arrive(locked, PostmortemStatus(move.target), actor)
    event = note_event(
        postmortem=locked, actor=actor, what="Status", before=was, after=locked.get_status_display(), note=reason
    )
    if locked.status == PostmortemStatus.IN_REVIEW:
        ask_reviewers(postmortem=locked, incident=incident, actor=actor, event=event)
    if locked.status == PostmortemStatus.PUBLISHED:
        tell_published(postmortem=locked, incident=incident, actor=actor, event=event)
    if PostmortemStatus.PUBLISHED in {before, locked.status}:
        hand_over_to_customers(locked)
        note_postmortem_published(incident=incident, at=locked.published_at, actor=actor, reason=reason)
    return locked


@transaction.atomic
def ask_for_review(
    *, postmortem: Postmortem, actor: User, reviewers: tuple[User, ...], shown: tuple[User, ...], make_members: bool
) -> Postmortem:
    """Put it into review, and ask these people; `shown` are those that the form showed as chosen."""
    chosen = PostmortemDetails(postmortem.owner, postmortem.facilitator, postmortem.due_on, reviewers)
    earlier = replace(chosen, reviewers=shown)
    change_details(postmortem=postmortem, actor=actor, details=chosen, shown=earlier, make_members=make_members)
    return change_status(postmortem=postmortem, actor=actor, action="ask_review")


def _arrive(postmortem: Postmortem, status: PostmortemStatus, actor: User) -> None:
    """Write the new status and the instants that belong to it."""
    instant = now()
    postmortem.status = status
    if status == PostmortemStatus.IN_REVIEW:
        postmortem.review_asked_at = instant
    published = status == PostmortemStatus.PUBLISHED
    postmortem.published_at = instant if published else None
    postmortem.published_by = actor if published else None
    postmortem.save(update_fields=["status", "review_asked_at", "published_at", "published_by"])


@transaction.atomic
def change_details(
    *,
    postmortem: Postmortem,
    actor: User,
    details: PostmortemDetails,
    shown: PostmortemDetails | None = None,
    make_members: bool = False,
) -> Postmortem:
    """Set author, facilitator, due date and reviewers; each change is one line of the history.

    With `shown`, what the details were taken from, only what differs from it changes: what others set since stays.
    Raises DomainError for somebody who may not write postmortems, or who is no member of a private incident and was
    not made one.
    """
    incident = lock_row(postmortem.incident)
    locked = (
        Postmortem.objects.select_for_update(of=("self",)).select_related("owner", "facilitator").get(pk=postmortem.pk)
    )
    told = set(asked_to_meeting(locked, incident)) if locked.meeting_at else set()
    if shown is not None:
        details = _since_shown(locked, details, shown)
    for field, person in (("owner", details.owner), ("facilitator", details.facilitator)):
        _set_person(locked, incident, field, person, actor, make_member=make_members)
    if locked.due_on != details.due_on:
        if incident.postmortem_waived:
            raise DomainError("It was waived, so it has no due date. Take the waiver back first.", field="due_on")
        note_event(
            postmortem=locked, actor=actor, what="Due", before=day_words(locked.due_on), after=day_words(details.due_on)
        )
        locked.due_on = details.due_on
    locked.save(update_fields=["owner", "facilitator", "due_on"])
    if details.reviewers is not None:
        people = details.reviewers
        set_reviewers(postmortem=locked, incident=incident, people=people, actor=actor, make_members=make_members)
    if locked.meeting_at:
        new = set(asked_to_meeting(locked, incident)) - told
        tell_meeting(postmortem=locked, incident=incident, actor=actor, people=new)
    return locked


def _since_shown(locked: Postmortem, details: PostmortemDetails, shown: PostmortemDetails) -> PostmortemDetails:
    """What somebody changed of what they were shown, and the rest as it is by now."""
    reviewers = details.reviewers
    if reviewers is not None and shown.reviewers is not None:
        present = [row.person for row in locked.reviewers.asked().select_related("person")]
        new = [person for person in reviewers if person not in shown.reviewers]
        kept = [person for person in present if person in reviewers or person not in shown.reviewers]
        reviewers = (*kept, *new)
    return PostmortemDetails(
        owner=locked.owner if details.owner == shown.owner else details.owner,
        facilitator=locked.facilitator if details.facilitator == shown.facilitator else details.facilitator,
        due_on=locked.due_on if details.due_on == shown.due_on else details.due_on,
        reviewers=reviewers,
    )


def _set_person(
    postmortem: Postmortem, incident: Incident, field: str, person: User | None, actor: User, *, make_member: bool
) -> None:
    present: User | None = getattr(postmortem, field)
    if person == present:
        return
    label = AUTHOR if field == "owner" else "Facilitator"
    if person is not None:
        if why := why_not_owner(person):
            raise DomainError(f"{person.name} {why} and cannot work on postmortems.", field=field)
        ensure_member(incident, person, actor=actor, make_member=make_member)
    note_event(
        postmortem=postmortem,
        actor=actor,
        what=label,
        before=present.name if present else NOBODY,
        after=person.name if person else NOBODY,
    )
    setattr(postmortem, field, person)
