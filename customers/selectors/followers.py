"""Who follows what customers are told of several incidents."""

from collections.abc import Collection

from accounts.models import User
from customers.models import Follow

_INCIDENTS = (
    "incident",
    "incident__duplicate_of",
    "service__incidents",
    "customer__affected_by__incident",
    "customer__affected_by__incident__duplicate_of",
)


def followers_of_each(numbers: Collection[int]) -> dict[int, set[int]]:
    """The people who follow each incident, as `FollowQuerySet.of` says; one query."""
    found: dict[int, set[int]] = {number: set() for number in numbers}
    for person, *followed in Follow.objects.of(numbers).order_by().values_list("person", *_INCIDENTS):
        for number in found.keys() & set(followed):
            found[number].add(person)
    return found


def incidents_of(follow: Follow, numbers: Collection[int]) -> set[int]:
    """Those of these incidents that somebody follows by this, as `FollowQuerySet.of` says; one query."""
    rows = Follow.objects.of(numbers).filter(pk=follow.pk).order_by().values_list(*_INCIDENTS)
    return {number for followed in rows for number in followed} & set(numbers)


def followed_by(person: User) -> set[int]:
    """The numbers of the incidents that a person follows themselves, not by a service or a customer."""
    return set(Follow.objects.filter(person=person, incident__isnull=False).values_list("incident", flat=True))
