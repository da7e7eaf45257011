"""What a person holds of customers, registered so that somebody else can take it over when they leave."""

from accounts.models import User
from accounts.registries.holdings import Holding, register
from customers.models import Customer
from customers.services.customers import hand_over_customers


def count_customers(person: User) -> int:
    """How many customers the person owns."""
    return Customer.objects.unmerged().filter(owner=person).count()


def reassign_customers(*, person: User, to: User | None, actor: User, make_members: bool) -> None:
    """Gives every customer to somebody else, or to nobody."""
    hand_over_customers(person=person, to=to, actor=actor)


register(Holding("customers", count_customers, reassign_customers))
