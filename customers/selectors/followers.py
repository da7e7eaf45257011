"""Who follows what customers are told of several incidents."""

from collections.abc import Collection

from django.db.models import Q

from customers.models import Follow


def followers_of_each(numbers: Collection[int]) -> dict[int, set[int]]:
    """The people who follow each incident, what was merged into it, or one of its services; two queries."""
    found: dict[int, set[int]] = {number: set() for number in numbers}
    chosen = Follow.objects.filter(Q(incident__in=numbers) | Q(incident__duplicate_of__in=numbers))
    for person, incident, target in chosen.values_list("person", "incident", "incident__duplicate_of"):
        for number in (incident, target):
            if number in found:
                found[number].add(person)
    by_service = Follow.objects.filter(service__incidents__in=numbers)
    for person, number in by_service.values_list("person", "service__incidents"):
        found[number].add(person)
    return found
