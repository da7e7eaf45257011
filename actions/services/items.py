"""Use cases of action items. Every change is one transaction under its incident's and its own row lock, with events."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.models import Team, User
from actions.models import ActionItem
from actions.registries.panels import Addition, Change
from actions.services.events import describe, record, words
from actions.services.notices import tell_changed, tell_owner
from actions.services.owner_and_date import require_due_reason
from actions.services.owners import check_owner, only_team, refuse_verifier
from actions.services.writing import lock_item, save_item
from catalogue.enums import ActionKind, Priority
from core import clock, markdown
from core.errors import Conflict
from incidents.models import Incident
from incidents.services import lock_row, refuse_merged

PLAIN = ("title", "kind", "priority", "owner", "team", "due_on", "tracker_url", "description")


@dataclass(frozen=True, slots=True)
class ActionDetails:
    """The fields of an action item, and what upper apps store with it; `agreed_at` None is now."""

    title: str
    description: str = ""
    kind: str = ActionKind.UNSTATED
    priority: int = Priority.MEDIUM
    owner: User | None = None
    team: Team | None = None
    due_on: date | None = None
    tracker_url: str = ""
    agreed_at: datetime | None = None
    additions: tuple[Addition, ...] = ()


@transaction.atomic
def create_action_item(
    *,
    incident: Incident,
    actor: User,
    details: ActionDetails,
    client_uuid: UUID,
    make_member: bool = False,
    quiet: bool = False,
) -> ActionItem:
    """Creates an action item. Without a team it belongs to the owner's, when there is only one.

    Sending the same UUID again returns the item that is there. `quiet` does not notify the owner. Raises Conflict when
    the UUID came with other content, and DomainError for an owner who may not own it or an addition that cannot belong
    to it.
    """
    incident = lock_row(incident)
    if not ActionItem.objects.filter(created_by=actor, client_uuid=client_uuid).exists():
        refuse_merged(incident)
    check_owner(incident, actor, details.owner, make_member=make_member)
    item, is_new = ActionItem.objects.get_or_create(
        created_by=actor, client_uuid=client_uuid, defaults=columns_of(incident, details)
    )
    if not is_new:
        return _same(item, incident, details)
    record(item, actor, Change("created", "", details.title), at=item.created_at)
    for addition in details.additions:
        addition.store(item)
    if not quiet:
        tell_owner(item, actor)
    return item


def columns_of(incident: Incident, details: ActionDetails) -> dict[str, Any]:
    """What a new row holds."""
    rendered = markdown.render(details.description)
    return {name: getattr(details, name) for name in PLAIN} | {
        "incident": incident,
        "team": details.team or only_team(details.owner),
        "html": rendered.html,
        "renderer": rendered.version,
        "created_at": details.agreed_at or clock.now(),
    }


@transaction.atomic
def edit_action_item(
    *,
    item: ActionItem,
    actor: User,
    details: ActionDetails,
    base_version: int,
    note: str = "",
    make_member: bool = False,
) -> ActionItem:
    """Changes what differs, each with its event.

    Raises Conflict when somebody changed the item since `base_version` and this would change it again: nothing is
    stored, and the page shows both. Raises DomainError as `create_action_item` and `move_due_date` do.
    """
    item = lock_item(item)
    changes = _changes(item, details)
    if not changes:
        return item
    if item.version != base_version:
        raise Conflict(
            f"{item.reference} was changed while you were writing. Your changes are not saved yet: compare, then save."
        )
    for change in changes:
        require_due_reason(change, note)
    new_owner = item.owner_id != (details.owner.pk if details.owner else None)
    if new_owner:
        refuse_verifier(item, details.owner)
        check_owner(item.incident, actor, details.owner, make_member=make_member)
    previous = item.owner
    events = [record(item, actor, change, note=note) for change in changes]
    for name in PLAIN:
        setattr(item, name, getattr(details, name))
    rendered = markdown.render(details.description)
    item.html, item.renderer = rendered.html, rendered.version
    for addition in details.additions:
        addition.store(item)
    save_item(item, *PLAIN, "html", "renderer")
    tell_changed(item, actor, events, previous_owner=previous)
    return item


@transaction.atomic
def set_priority(*, item: ActionItem, actor: User, priority: int, note: str = "") -> ActionItem:
    """Gives it another priority."""
    item = lock_item(item)
    change = describe("priority", item.priority, priority)
    if change:
        record(item, actor, change, note=note)
        item.priority = priority
        save_item(item, "priority")
    return item


def _changes(item: ActionItem, details: ActionDetails) -> list[Change]:
    found = [describe(name, getattr(item, name), getattr(details, name)) for name in PLAIN]
    for addition in details.additions:
        found += addition.changes(item)
    return [change for change in found if change]


def _same(item: ActionItem, incident: Incident, details: ActionDetails) -> ActionItem:
    """The item a first sending made, if this is the same one; what was edited since does not count."""
    first = {event.field: event.before for event in item.events.order_by("-at", "-id")}
    original = {name: first.get(name, words(getattr(item, name))) for name in PLAIN}
    sent = {name: words(getattr(details, name)) for name in PLAIN}
    if details.team is None:
        sent["team"] = original["team"]
    if item.incident_id != incident.pk or original != sent:
        raise Conflict(f"This form was sent before with other content and created {item.reference}. Open a new form.")
    return item
