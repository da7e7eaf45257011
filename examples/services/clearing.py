"""Removes all example data of all apps, in the order in which they depend on each other."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q

from actions.models import ActionItem
from catalogue.models import Service
from catalogue.services import clear_example_services
from customers.services import clear_example_customers, clear_example_reports, example_reports
from examples.services.clearing_people import ClearedPeople, clear_example_people
from incidents.services import clear_example_incidents, example_incidents, part_from_kept
from notifications.models import Delivery
from postmortems.models import Postmortem, PostmortemTemplate


@dataclass(frozen=True, slots=True)
class Cleared:
    """How much was removed."""

    incidents: int
    action_items: int
    reports: int
    deliveries: int
    people: ClearedPeople


@transaction.atomic
def clear_examples() -> Cleared:
    """Example incidents with everything on them, services, teams, people, and the messages about all that."""
    incidents, reports = example_incidents(), example_reports()
    items = ActionItem.objects.filter(incident__in=incidents)
    numbers = list(items.values_list("pk", flat=True))
    deliveries = Delivery.objects.filter(
        Q(recipient__is_example=True)
        | Q(payload__incident__in=incidents)
        | Q(payload__report__in=reports)
        | Q(payload__item__in=numbers)
    )
    sent, _ = deliveries.delete()
    items.delete()
    Postmortem.objects.filter(incident__in=incidents).delete()
    part_from_kept(incidents=incidents)
    clear_example_reports(reports=reports, incidents=incidents)
    clear_example_incidents(incidents=incidents)
    clear_example_customers()
    Service.objects.filter(pk__in=PostmortemTemplate.objects.values("service")).update(is_example=False)
    clear_example_services()
    return Cleared(len(incidents), len(numbers), len(reports), sent, clear_example_people())
