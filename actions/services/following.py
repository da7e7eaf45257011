"""Following an action item: who follows it hears of changes to its status, owner and due date."""

from django.db import transaction

from accounts.models import User
from actions.models import ActionFollower, ActionItem


@transaction.atomic
def follow_item(*, item: ActionItem, actor: User) -> None:
    """From now on the actor is told of changes. Twice is the same as once."""
    ActionFollower.objects.get_or_create(item=item, person=actor)


@transaction.atomic
def unfollow_item(*, item: ActionItem, actor: User) -> None:
    """The actor no longer follows it."""
    ActionFollower.objects.filter(item=item, person=actor).delete()
