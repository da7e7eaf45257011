"""Merging a duplicate into another incident."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.db import transaction

from accounts.models import User
from catalogue.models import Service
from core.errors import Conflict, DomainError
from incidents.enums import Milestone, Outsiders, Status
from incidents.models import Incident, Merge, TimelineEntry
from incidents.registries.merging import movables
from incidents.selectors.merging.moving import moving_from
from incidents.selectors.merging.rules import circle_refusal, hides_entries, offered_milestones, pair_refusal
from incidents.services.members import require_right_to_sight
from incidents.services.merging.followers import take_followers
from incidents.services.merging.moving import end_marks_on, move_entries, move_files, move_tasks
from incidents.services.merging.outsiders import settle_outsiders
from incidents.services.merging.pair import lock_pair, record_merge, settle_pair
from incidents.services.notices import tell_merged
from incidents.services.updates import note_customers
from incidents.services.writing import begin_marks, next_seq

LONGEST_REASON = 300


@dataclass(frozen=True, slots=True)
class MergeChoices:
    """What somebody chose when merging: why, and what the target takes over besides what moves anyway.

    `services` of the source are added to the target; of `milestones`, each unknown there, the source's are set.
    `outsiders` says what becomes of open tasks whose people cannot see a private target.
    """

    reason: str = ""
    services: Sequence[Service] = ()
    milestones: Sequence[Milestone] = ()
    outsiders: Outsiders | None = None


NOTHING_CHOSEN = MergeChoices()


@transaction.atomic
def merge_incident(
    *,
    source: Incident,
    target: Incident,
    actor: User,
    choices: MergeChoices = NOTHING_CHOSEN,
    client_uuid: UUID | None = None,
) -> Merge:
    """Merges a duplicate into another incident: entries, reports and files move there, the source becomes read-only.

    A target that was itself merged stands for the incident it was merged into. The same UUID merges once. Raises
    Conflict when it came with another merge or one of the two was merged meanwhile; DomainError for what cannot become
    one, for choices that are not the source's to give, and when it is not said what becomes of tasks of outsiders;
    NotPermitted for hiding entries in a private target without the right to hide the source.
    """
    end = _end_of_chain(target, actor)
    rows = lock_pair(source, end)
    source, target = rows[source.pk], rows[end.pk]
    if stored := _stored(actor, client_uuid, source):
        return stored
    _check_pair(source, target)
    if hides_entries(source, target):
        require_right_to_sight(source, actor)
    _check_choices(source, target, choices)
    people = settle_outsiders(source, target, actor=actor, answer=choices.outsiders)
    merge = Merge.objects.create(
        source=source,
        target=target,
        reason=choices.reason.strip()[:LONGEST_REASON],
        merged_by=actor,
        client_uuid=client_uuid or uuid4(),
        status_before=source.status,
        required_postmortem=source.postmortem_required,
    )
    _carry_over(merge, source, target, choices, people)
    _become_duplicate(source, target)
    settle_pair(source, target, actor)
    tell_merged(source=source, target=target, actor=actor, merge=merge.pk)
    return merge


def _stored(actor: User, client_uuid: UUID | None, source: Incident) -> Merge | None:
    """The merge that came with this UUID before; Conflict when it was another one."""
    stored = Merge.objects.filter(merged_by=actor, client_uuid=client_uuid).first() if client_uuid else None
    if stored is not None and stored.source_id != source.pk:
        raise Conflict("This form was already sent for another incident. Open it again.")
    return stored


def _end_of_chain(target: Incident, actor: User) -> Incident:
    """The target itself, or what it was merged into. DomainError when that is nothing the actor may see."""
    present = Incident.objects.only("duplicate_of").get(pk=target.pk)
    if present.duplicate_of_id is None:
        return present
    end = Incident.objects.visible_to(actor).filter(pk=present.duplicate_of_id).first()
    if end is None:
        raise DomainError(f"{target.reference} was itself merged. Choose another incident.", field="target")
    return end


def _check_pair(source: Incident, target: Incident) -> None:
    """Raises DomainError, at `target`, for two incidents that cannot become one; Conflict for what just happened."""
    if words := circle_refusal(source, target):
        raise DomainError(words, field="target")
    if source.duplicate_of_id is not None:
        raise Conflict(f"Somebody else was faster: {source.reference} is already merged. See its page.")
    if target.duplicate_of_id is not None:
        raise Conflict(f"{target.reference} was merged a moment ago. See where to, and choose again.")
    if words := pair_refusal(source, target):
        raise DomainError(words, field="target")


def _check_choices(source: Incident, target: Incident, choices: MergeChoices) -> None:
    """Raises DomainError for a milestone or service that is not the source's to give."""
    offered = offered_milestones(source, target)
    if late := [milestone.label.lower() for milestone in choices.milestones if milestone not in offered]:
        raise DomainError(
            f"{target.reference} already has these, or cannot have them: {', '.join(late)}. Check the merge again."
        )
    if not {service.pk for service in choices.services} <= set(source.services.values_list("pk", flat=True)):
        raise DomainError(f"Only services of {source.reference} can be added.")


def _carry_over(merge: Merge, source: Incident, target: Incident, choices: MergeChoices, people: str) -> None:
    """Moves what moves, writes the one entry of each side, and keeps what an undo has to return."""
    actor, moving = merge.merged_by, moving_from(source)
    said, carriers = moving.said(), offered_milestones(source, target)
    into = "a private incident" if target.is_private else target.reference
    next_seq(source, entries_left=True)
    left = record_merge(source, actor, f"{actor.name} merged this incident into {into}: {said} moved.", merge)
    marks = end_marks_on(source, moving.entries, left)
    moved_files = move_files(moving.files, target)
    copies = move_entries(merge, source, target)
    further = f"{_copies_words(len(copies))}{_services_words(choices.services)}{people}"
    words = f"{actor.name} merged {source.reference} into this incident: {said} moved.{further}"
    here = record_merge(target, actor, words, merge)
    carriers = {milestone: copies.get(entry, entry) for milestone, entry in carriers.items()}
    for entry in TimelineEntry.objects.filter(pk__in={carriers[milestone] for milestone in choices.milestones}):
        wanted = [milestone for milestone in choices.milestones if carriers[milestone] == entry.pk]
        begin_marks(entry, wanted, actor=actor, seq=here.seq)
    merge.marks.set(marks)
    merge.files.set(moved_files)
    merge.tasks.set(move_tasks(moving.tasks, target, change=here.seq))
    for each in movables():
        each.moved_by(merge).set(each.move(moving.others[each.name], target, here.seq))
    merge.services.set(_add_services(target, choices.services))
    take_followers(merge, source, target)
    if any(each.moved_by(merge).exists() for each in movables() if each.come_from_customers):
        note_customers(target)


def _add_services(target: Incident, services: Sequence[Service]) -> list[Service]:
    """Adds what the target has not yet; returns which."""
    own = set(target.services.all())
    added = [service for service in services if service not in own]
    target.services.add(*added)
    return added


def _copies_words(count: int) -> str:
    if not count:
        return ""
    return f" {count} of the entries were already here and {'is' if count == 1 else 'are'} struck through."


def _services_words(services: Sequence[Service]) -> str:
    return f" Services added: {', '.join(service.name for service in services)}." if services else ""


def _become_duplicate(source: Incident, target: Incident) -> None:
    """The source, and what was merged into it before, lead to the target."""
    source.status, source.duplicate_of, source.postmortem_required = Status.MERGED, target, False
    source.save(update_fields=["status", "duplicate_of", "postmortem_required"])
    Incident.objects.filter(duplicate_of=source).update(duplicate_of=target)
