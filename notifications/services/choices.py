"""Which messages a person gets, and how."""

from collections.abc import Mapping

from django.db import transaction

from accounts.models import User
from core.errors import DomainError
from notifications.enums import Wanted
from notifications.kinds import choosable
from notifications.models import ChannelChoice


@transaction.atomic
def choose_channels(*, person: User, wanted: Mapping[str, str]) -> None:
    """By the name of each kind; what is not named goes by e-mail. Messages that are written already keep their channel.

    Raises DomainError when a kind that cannot be off is to be off.
    """
    kinds = {kind.name: kind for kind in choosable(person)}
    chosen = {name: choice for name, choice in wanted.items() if name in kinds and choice != Wanted.EMAIL}
    for name, choice in chosen.items():
        if choice == Wanted.OFF and not kinds[name].may_be_off:
            raise DomainError(f"“{kinds[name].label}” cannot be off, because somebody waits for you.", field=name)
    User.objects.select_for_update().get(pk=person.pk)
    ChannelChoice.objects.filter(person=person).delete()
    ChannelChoice.objects.bulk_create(
        ChannelChoice(person=person, kind=name, wanted=choice) for name, choice in chosen.items()
    )
    if Wanted.INBOX in chosen.values():  # it stays once there is one: what it holds can still be read
        User.objects.filter(pk=person.pk).update(has_inbox=True)
