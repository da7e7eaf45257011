"""A manager excuses an incident from the postmortem that the rules require, and may take that back."""

from datetime import date

from django.db import transaction

from accounts.models import User
from core.errors import Conflict, DomainError
from incidents.enums import EntryKind
from incidents.models import Incident, TimelineEntry
from incidents.selectors.due_dates import postmortem_due_on
from incidents.services import append_system_entry, lock, note_postmortem_waived
from notifications.services import REMOVED
from postmortems.enums import PostmortemStatus
from postmortems.models import Postmortem, Waiver
from postmortems.selectors.matching import is_required, waiver_of
from postmortems.services.history import day_words, note_event
from postmortems.services.postmortems import hold_to

MAX_REASON = Waiver._meta.get_field("reason").max_length or 0


@transaction.atomic
def waive_postmortem(*, incident: Incident, actor: User, reason: str) -> Waiver:
    """No postmortem is required any more, and one that was begun is no longer due.

    Raises DomainError without a reason, where none is required, and for a published one; Conflict where somebody else
    waived it already.
    """
    locked = lock(incident)
    reason = " ".join(reason.split())
    if not reason:
        raise DomainError("Say why it is not needed; the reason is shown in its place.", field="reason")
    if len(reason) > MAX_REASON:
        raise DomainError(f"A reason can have at most {MAX_REASON} characters.", field="reason")
    if locked.postmortem_waived:
        raise Conflict("Somebody else waived it meanwhile. Your reason was not stored.")
    if not locked.postmortem_required:
        raise DomainError("No postmortem is required for this incident, so there is nothing to waive.")
    postmortem = Postmortem.objects.select_for_update().filter(incident=locked).first()
    if postmortem is not None and postmortem.status == PostmortemStatus.PUBLISHED:
        raise DomainError("The postmortem is published already, so there is nothing to waive.")
    due_on = postmortem.due_on if postmortem else None
    waiver = Waiver.objects.create(incident=locked, waived_by=actor, reason=reason, due_on=due_on)
    note_postmortem_waived(incident=locked, waived=True)
    _set_due(postmortem, actor, None, "Waived")
    append_system_entry(
        incident=locked,
        actor=actor,
        kind=EntryKind.POSTMORTEM,
        text=f"{actor.name} waived the postmortem: {reason}",
        facts={"waived": True, "waiver": waiver.pk},
    )
    return waiver


@transaction.atomic
def take_back_waiver(*, incident: Incident, actor: User) -> None:
    """The rules hold again; a postmortem that was begun has its due date back. Twice is once.

    An incident recorded afterwards requires one again, as its recorder chose.
    """
    locked = lock(incident)
    waiver = waiver_of(locked)
    if waiver is None:
        return
    due_on = waiver.due_on
    waiver.delete()
    locked = note_postmortem_waived(incident=locked, waived=False)
    append_system_entry(
        incident=locked,
        actor=actor,
        kind=EntryKind.POSTMORTEM,
        text=f"{actor.name} took back the waiver of the postmortem.",
        facts={"waived": False},
    )
    postmortem = Postmortem.objects.select_for_update().filter(incident=locked).first()
    if due_on is None:
        due_on = postmortem_due_on(locked)
    _set_due(postmortem, actor, due_on, "The waiver was taken back")
    hold_to(incident=locked, actor=actor, required=locked.is_past or is_required(locked))


def _set_due(postmortem: Postmortem | None, actor: User, due_on: date | None, note: str) -> None:
    if postmortem is None or postmortem.due_on == due_on:
        return
    before, after = day_words(postmortem.due_on), day_words(due_on)
    note_event(postmortem=postmortem, actor=actor, what="Due", before=before, after=after, note=note)
    postmortem.due_on = due_on
    postmortem.save(update_fields=["due_on"])


def erase_reason(*, entry: TimelineEntry) -> None:
    """The reason of a waiver goes with the entry that tells it; a later waiver of the incident keeps its own."""
    if entry.kind == EntryKind.POSTMORTEM and entry.facts.get("waived"):
        Waiver.objects.filter(pk=entry.facts.get("waiver")).update(reason=REMOVED)
