"""Merging a duplicate into another incident, and undoing that."""

from collections.abc import Sequence
from uuid import UUID, uuid4

from django.db import transaction

from accounts.models import User
from catalogue.models import Service
from core.clock import now
from core.errors import Conflict, DomainError
from incidents.enums import EntryKind, Milestone, Origin, Outsiders, Status
from incidents.models import Incident, Merge, TimelineEntry
from incidents.registries.merging import movables
from incidents.selectors.merging import (
    chain_of,
    changed_since,
    circle,
    moving_back,
    moving_from,
    offered_milestones,
    pair_refusal,
    would_see_more,
)
from incidents.services.moving import (
    end_standing_marks,
    give_marks_back,
    move_entries,
    move_files,
    move_others,
    move_tasks,
    put_marks_back,
    return_entries,
    take_back_added,
)
from incidents.services.notices import tell_merged
from incidents.services.task_sight import leave_outside, settle_outsiders
from incidents.services.updates import note_customers, settle_update_due
from incidents.services.writing import announce_change, begin_marks, derive, lock_rows, next_seq, write_entry

LONGEST_REASON = 300


@transaction.atomic
def merge_incident(
    *,
    source: Incident,
    target: Incident,
    actor: User,
    reason: str = "",
    services: Sequence[Service] = (),
    milestones: Sequence[Milestone] = (),
    outsiders: Outsiders | None = None,
    client_uuid: UUID | None = None,
) -> Merge:
    """Merges a duplicate into another incident: entries, reports and files move there, the source becomes read-only.

    A target that was itself merged stands for the incident it was merged into. `services` of the source are added to
    the target; of `milestones`, each unknown there, the source's are set. `outsiders` says what becomes of open tasks
    whose people cannot see a private target. The same UUID merges once. Raises Conflict when it came with another
    merge or one of the two was merged meanwhile; DomainError for what cannot become one, and for no such answer.
    """
    end = _end_of_chain(target, actor)
    rows = _lock_group(source, end)
    source, target = rows[source.pk], rows[end.pk]
    if stored := _stored(actor, client_uuid, source):
        return stored
    _check_pair(source, target)
    _check_offers(source, target, services=services, milestones=milestones)
    people = settle_outsiders(source, target, actor=actor, answer=outsiders)
    merge = Merge.objects.create(
        source=source,
        target=target,
        reason=reason.strip()[:LONGEST_REASON],
        merged_by=actor,
        client_uuid=client_uuid or uuid4(),
        status_before=source.status,
        required_postmortem=source.postmortem_required,
    )
    _carry_over(merge, source, target, services=services, milestones=milestones, people=people)
    _become_duplicate(source, target)
    _settle(source, target, actor)
    tell_merged(source=source, target=target, actor=actor, merge=merge.pk)
    return merge


@transaction.atomic
def undo_merge(*, incident: Incident, actor: User, expose: bool = False) -> Incident:
    """Takes a merge back: what was moved returns, as it is now; what was written in the target since stays there.

    The milestones of both are as they were when merged, but for those that the target's own entries mark. Undoing
    twice is the same as once. Raises DomainError when words written in a more private target would come to be seen by
    more people, unless `expose`.
    """
    present = Incident.objects.only("duplicate_of").get(pk=incident.pk)
    if present.duplicate_of is None:
        return present
    rows = _lock_group(present, present.duplicate_of)
    source, where = rows[present.pk], rows[present.duplicate_of.pk]
    if source.duplicate_of_id != where.pk:
        raise Conflict(f"Somebody changed the merge of {source.reference} meanwhile. Look at it again.")
    merge = Merge.objects.standing().select_for_update(of=("self",)).get(source=source)
    if not expose and would_see_more(source, where) and changed_since(merge, where):
        raise DomainError(
            f"Some of its entries were changed in {where.reference}, which fewer people see. They come back with those "
            "changes, for everybody who sees this incident: say that this is meant.",
            field="expose",
        )
    _stop_being_duplicate(source, merge)
    _bring_back(merge, source, where, actor)
    take_back_added(merge, rows)
    merge.undone_at, merge.undone_by = now(), actor
    merge.save(update_fields=["undone_at", "undone_by"])
    _settle(source, where, actor)
    return source


def _settle(source: Incident, other: Incident, actor: User) -> None:
    """Derives both anew, and tells the apps above."""
    for incident in (source, other):
        derive(incident)
        settle_update_due(incident)
        announce_change(incident, actor=actor, change=EntryKind.MERGE)


def _stored(actor: User, client_uuid: UUID | None, source: Incident) -> Merge | None:
    """The merge that came with this UUID before; Conflict when it was another one."""
    stored = Merge.objects.filter(merged_by=actor, client_uuid=client_uuid).first() if client_uuid else None
    if stored is not None and stored.source_id != source.pk:
        raise Conflict("This form was sent before for another incident. Open it anew.")
    return stored


def _end_of_chain(target: Incident, actor: User) -> Incident:
    """The target itself, or what it was merged into. DomainError when that is nothing the actor may see."""
    present = Incident.objects.only("duplicate_of").get(pk=target.pk)
    if present.duplicate_of_id is None:
        return present
    end = Incident.objects.visible_to(actor).filter(pk=present.duplicate_of_id).first()
    if end is None:
        raise DomainError(f"{target.reference} was merged itself. Choose another incident.", field="target")
    return end


def _lock_group(source: Incident, other: Incident) -> dict[int, Incident]:
    """Both incidents and all that were merged into either, locked in the order of their numbers.

    Raises Conflict when another merge came in between.
    """
    pair = {source.pk, other.pk}
    duplicates = Incident.objects.filter(duplicate_of__in=pair).values_list("pk", flat=True)
    rows = lock_rows(pair | set(duplicates))
    if not set(duplicates.all()) <= set(rows):
        raise Conflict("Somebody merged another incident into one of these at the same moment. Press again.")
    return rows


def _check_pair(source: Incident, target: Incident) -> None:
    """Raises DomainError, at `target`, for two incidents that cannot become one; Conflict for what just happened."""
    if words := circle(source, target):
        raise DomainError(words, field="target")
    if source.duplicate_of_id is not None:
        raise Conflict(f"Somebody was faster: {source.reference} was merged already. Look at its page.")
    if target.duplicate_of_id is not None:
        raise Conflict(f"{target.reference} was merged at this moment. Look where to, and choose again.")
    if words := pair_refusal(source, target):
        raise DomainError(words, field="target")


def _check_offers(
    source: Incident, target: Incident, *, services: Sequence[Service], milestones: Sequence[Milestone]
) -> None:
    """Raises DomainError for a milestone or service that is not the source's to give."""
    offered = offered_milestones(source, target)
    if late := [milestone.label.lower() for milestone in milestones if milestone not in offered]:
        raise DomainError(f"{target.reference} has these by now, or cannot take them: {', '.join(late)}. Look again.")
    if not {service.pk for service in services} <= set(source.services.values_list("pk", flat=True)):
        raise DomainError(f"Only services of {source.reference} can be added.")


def _carry_over(
    merge: Merge,
    source: Incident,
    target: Incident,
    *,
    services: Sequence[Service],
    milestones: Sequence[Milestone],
    people: str,
) -> None:
    """Moves what moves, writes the one entry of each side, and keeps what an undo has to return."""
    actor, moving = merge.merged_by, moving_from(source)
    said, carriers = moving.said(), offered_milestones(source, target)
    into = "a private incident" if target.is_private else target.reference
    next_seq(source, entries_left=True)
    left = _record(source, actor, f"{actor.name} merged this incident into {into}: {said} moved.", merge)
    marks = end_standing_marks(source, moving.entries, left)
    moved_files = move_files(moving.files, target)
    move_entries(merge, source, target)
    words = (
        f"{actor.name} merged {source.reference} into this incident: {said} moved.{_services_words(services)}{people}"
    )
    here = _record(target, actor, words, merge)
    for entry in TimelineEntry.objects.filter(pk__in={carriers[milestone] for milestone in milestones}):
        wanted = [milestone for milestone in milestones if carriers[milestone] == entry.pk]
        begin_marks(entry, wanted, actor=actor, seq=here.seq)
    merge.taken = {
        "marks": marks,
        "files": moved_files,
        "tasks": move_tasks(moving.tasks, target, change=here.seq),
        "services": _add_services(target, services),
        **move_others(moving, target, change=here.seq),
        "customer_facing": _note_customers(target),
    }
    merge.save(update_fields=["taken"])


def _add_services(target: Incident, services: Sequence[Service]) -> list[int]:
    """Adds what the target has not yet; returns which."""
    own = set(target.services.values_list("pk", flat=True))
    added = [service.pk for service in services if service.pk not in own]
    target.services.add(*added)
    return added


def _services_words(services: Sequence[Service]) -> str:
    return f" Services added: {', '.join(service.name for service in services)}." if services else ""


def _note_customers(target: Incident) -> bool:
    """An incident with anything that came from customers is customer-facing from now on; whether that is new."""
    from_customers = (each.of(target) for each in movables() if each.come_from_customers)
    return any(rows.exists() for rows in from_customers) and note_customers(target)


def _record(incident: Incident, actor: User, text: str, merge: Merge, *, undone: bool = False) -> TimelineEntry:
    facts = {"merge": merge.pk, "undone": undone}
    why = f" {merge.reason}" if merge.reason and not undone else ""
    return write_entry(
        incident,
        actor=actor,
        text=text + why,
        happened_at=now(),
        kind=EntryKind.MERGE,
        origin=Origin.SYSTEM,
        facts=facts,
    )


def _become_duplicate(source: Incident, target: Incident) -> None:
    """The source, and what was merged into it before, lead to the target."""
    source.status, source.duplicate_of, source.postmortem_required = Status.MERGED, target, False
    source.save(update_fields=["status", "duplicate_of", "postmortem_required"])
    Incident.objects.filter(duplicate_of=source).update(duplicate_of=target)


def _stop_being_duplicate(source: Incident, merge: Merge) -> None:
    """The source stands where it stood; what was merged into it before it was merged leads to it again."""
    Incident.objects.filter(pk__in=chain_of(source)).update(duplicate_of=source)
    source.status, source.duplicate_of = merge.status_before, None
    source.postmortem_required = merge.required_postmortem
    source.save(update_fields=["status", "duplicate_of", "postmortem_required"])


def _bring_back(merge: Merge, source: Incident, where: Incident, actor: User) -> None:
    """Returns what the merge moved and is still there."""
    moving = moving_back(merge, where)
    said, people = moving.said(), leave_outside(moving.tasks, source)
    words = f"{actor.name} undid the merge of {source.reference}: {said} went back."
    next_seq(where, entries_left=True)
    left = _record(where, actor, words, merge, undone=True)
    ended = end_standing_marks(where, moving.entries, left)
    give_marks_back(where, ended, set(moving.entries.values_list("pk", flat=True)))
    move_files(moving.files, source)
    return_entries(merge, source, where)
    put_marks_back(source, merge.taken["marks"])
    words = f"{actor.name} undid the merge of this incident: {said} came back.{people}"
    came = _record(source, actor, words, merge, undone=True)
    move_tasks(moving.tasks, source, change=came.seq)
    move_others(moving, source, change=came.seq)
