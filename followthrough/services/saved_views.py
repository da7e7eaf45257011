"""Boards that somebody keeps under a name."""

from django.db import transaction

from accounts.models import User
from core.errors import DomainError
from followthrough.models import SavedView

MOST = 30


@transaction.atomic
def save_view(*, owner: User, name: str, query: str) -> SavedView:
    """Keeps a board; the same name again takes the new one. Raises DomainError without a name, or for too many."""
    name = " ".join(name.split())
    if not name:
        raise DomainError("Give the view a name.", field="name")
    User.objects.select_for_update().get(pk=owner.pk)
    others = SavedView.objects.filter(owner=owner).exclude(name=name)
    if others.count() >= MOST:
        raise DomainError(f"You have {MOST} saved views. Delete one that you no longer need.", field="name")
    view, _ = SavedView.objects.update_or_create(owner=owner, name=name, defaults={"query": query})
    return view


def delete_view(*, view: SavedView) -> None:
    """Forgets it; its link then leads nowhere."""
    view.delete()
