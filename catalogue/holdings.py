"""What a person holds in policies: the notices that name them."""

from accounts.models import User
from accounts.registries.holdings import Holding, register
from catalogue.models import PolicyNotice
from catalogue.services.policies import name_instead


def count_notices(person: User) -> int:
    """How many notices of policies name the person."""
    return PolicyNotice.objects.filter(person=person).count()


def reassign_notices(*, person: User, to: User | None, actor: User, make_members: bool) -> None:
    """Names somebody else in them; with nobody the team's managers are told."""
    name_instead(person=person, to=to, actor=actor)


register(Holding("notices of policies", count_notices, reassign_notices))
