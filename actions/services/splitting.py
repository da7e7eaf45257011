"""Splitting one action item into several."""

from collections.abc import Sequence
from uuid import UUID, uuid5

from django.db import transaction

from accounts.models import User
from actions.models import ActionEvent, ActionItem
from actions.registries.copies import hand_on
from actions.registries.panels import Change
from actions.services.events import record
from actions.services.items import ActionDetails, create_action_item
from actions.services.notices import tell_changed
from actions.services.owners import able_owner
from actions.services.statuses import MoveDetails, change_status
from actions.services.writing import lock_item
from core.errors import Conflict, DomainError

MAX_PARTS = 20
LONGEST_TITLE = 300


@transaction.atomic
def split_item(
    *, item: ActionItem, actor: User, titles: Sequence[str], closes: bool, client_uuid: UUID
) -> list[ActionItem]:
    """Makes an item of each title, with the same owner, team, date, kind, priority, factors and measures.

    `closes`: the item will not be done itself, because its parts will; else it stays as it is. The same UUID splits it
    once. Raises Conflict for other titles under it, and DomainError for a finished item, for titles that are too few,
    too many, too long or the same.
    """
    item = lock_item(item)
    if sent := _sent_before(item, actor, client_uuid):
        _refuse_other(titles, sent)
        return sent
    if not item.is_unfinished:
        raise DomainError(f"{item.reference} is {item.get_status_display().lower()}. Reopen it before you split it.")
    made = [
        _part(item, actor, title, uuid5(client_uuid, str(n))) for n, title in enumerate(_checked(titles, closes=closes))
    ]
    event = record(item, actor, Change("split", "", ", ".join(part.reference for part in made)))
    if closes:
        change_status(item=item, actor=actor, action="split", details=MoveDetails(parts=tuple(made)))
    else:
        tell_changed(item, actor, [event])
    return made


def _sent_before(item: ActionItem, actor: User, client_uuid: UUID) -> list[ActionItem]:
    """What an earlier sending of the same form made."""
    keys = [uuid5(client_uuid, str(n)) for n in range(MAX_PARTS)]
    return list(ActionItem.objects.filter(created_by=actor, split_from=item, client_uuid__in=keys).order_by("pk"))


def _refuse_other(titles: Sequence[str], sent: Sequence[ActionItem]) -> None:
    """Conflict where these are not the titles with which they were created."""
    created = ActionEvent.objects.filter(item__in=sent, field="created").order_by("item")
    if list(created.values_list("after", flat=True)) != _tidy(titles):
        made = ", ".join(part.reference for part in sent)
        raise Conflict(f"This form was sent before with other titles and created {made}. Open a new form.")


def _tidy(titles: Sequence[str]) -> list[str]:
    return [tidy for title in titles if (tidy := " ".join(title.split()))]


def _checked(titles: Sequence[str], *, closes: bool) -> list[str]:
    found = _tidy(titles)
    least = 2 if closes else 1
    if len(found) < least:
        raise DomainError(
            f"Write at least {'two titles' if closes else 'one title'}, one on each line.", field="titles"
        )
    if len(found) > MAX_PARTS:
        raise DomainError(f"An action item can be split into at most {MAX_PARTS} at once.", field="titles")
    if long := next((title for title in found if len(title) > LONGEST_TITLE), None):
        raise DomainError(f"A title has at most {LONGEST_TITLE} characters: “{long[:40]}…”", field="titles")
    if len(set(found)) < len(found):
        raise DomainError("Two of the titles are the same.", field="titles")
    return found


def _part(item: ActionItem, actor: User, title: str, client_uuid: UUID) -> ActionItem:
    part = create_action_item(
        incident=item.incident,
        actor=actor,
        details=ActionDetails(
            title=title,
            description=f"Split from {item.reference}.",
            kind=item.kind,
            priority=item.priority,
            owner=able_owner(item.owner, item.incident),
            team=item.team,
            due_on=item.due_on,
        ),
        client_uuid=client_uuid,
        quiet=True,
    )
    part.split_from = item
    part.save(update_fields=["split_from"])
    hand_on(item, part)
    return part
