"""Undoing a merge: what was moved returns."""

from django.db import transaction

from accounts.models import User
from core.clock import now
from core.errors import Conflict, DomainError
from incidents.models import Incident, Merge
from incidents.registries.merging import movables
from incidents.selectors.merging.duplicates import chain_of
from incidents.selectors.merging.moving import moving_back
from incidents.selectors.merging.rules import changed_since, would_see_more
from incidents.services.members import require_right_to_sight
from incidents.services.merging.followers import return_followers
from incidents.services.merging.moving import (
    end_marks_on,
    give_marks_back,
    move_files,
    move_tasks,
    put_marks_back,
    return_entries,
    take_back_added,
)
from incidents.services.merging.outsiders import leave_outside
from incidents.services.merging.pair import lock_pair, record_merge, settle_pair
from incidents.services.updates import clear_customer_facing
from incidents.services.writing import next_seq


@transaction.atomic
def undo_merge(*, incident: Incident, actor: User, expose: bool = False) -> Incident:
    """Takes a merge back: what was moved returns, as it is now; what was written in the target since stays there.

    The milestones of both are as they were when merged, but for those that the target's own entries mark. Undoing
    twice is the same as once. Raises DomainError when words written in a more private target would come to be seen by
    more people, unless `expose`; NotPermitted when the actor may not say who sees that one.
    """
    present = Incident.objects.only("duplicate_of").get(pk=incident.pk)
    if present.duplicate_of is None:
        return present
    rows = lock_pair(present, present.duplicate_of)
    source, where = rows[present.pk], rows[present.duplicate_of.pk]
    if source.duplicate_of_id != where.pk:
        raise Conflict(f"Somebody changed the merge of {source.reference} in the meantime. Check it again.")
    merge = Merge.objects.active().select_for_update(of=("self",)).get(source=source)
    shows_more = would_see_more(source, where) and changed_since(merge, where)
    if shows_more:
        require_right_to_sight(where, actor)
    if not expose and shows_more:
        raise DomainError(
            f"Some of its entries were changed in {where.reference}, which fewer people see. They come back with those "
            "changes, for everybody who sees this incident: confirm that this is intended.",
            field="expose",
        )
    _stop_being_duplicate(source, merge)
    _bring_back(merge, source, where, actor)
    take_back_added(merge, rows)
    return_followers(merge)
    for each in (source, where):
        clear_customer_facing(each)
    merge.undone_at, merge.undone_by = now(), actor
    merge.save(update_fields=["undone_at", "undone_by"])
    settle_pair(source, where, actor)
    return source


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
    left = record_merge(where, actor, words, merge, undone=True)
    ended = end_marks_on(where, moving.entries, left)
    give_marks_back(where, ended, set(moving.entries.values_list("pk", flat=True)))
    move_files(moving.files, source)
    return_entries(merge, source, where)
    put_marks_back(source, merge.marks.values("pk"))
    words = f"{actor.name} undid the merge of this incident: {said} came back.{people}"
    came = record_merge(source, actor, words, merge, undone=True)
    move_tasks(moving.tasks, source, change=came.seq)
    for each in movables():
        each.move(moving.others[each.name], source, came.seq)
