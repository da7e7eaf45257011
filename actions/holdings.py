"""What a person holds in action items, registered so that somebody else can take it over when they leave."""

from accounts.models import User
from accounts.registries.holdings import Holding, register
from actions.models import ActionItem
from actions.querysets import ActionItemQuerySet
from actions.services.owner_and_date import give_to


def open_items(person: User) -> ActionItemQuerySet:
    """The unfinished action items that the person owns."""
    return ActionItem.objects.unfinished().filter(owner=person)


def count_items(person: User) -> int:
    """How many unfinished action items the person owns."""
    return open_items(person).count()


def reassign_items(*, person: User, to: User | None, actor: User, make_members: bool) -> None:
    """Gives them to somebody, or to nobody; for a private incident `make_members` is required."""
    for item in open_items(person):
        give_to(item=item, actor=actor, owner=to, note=f"{person.name} handed it over", make_member=make_members)


register(Holding("open action items", count_items, reassign_items))
