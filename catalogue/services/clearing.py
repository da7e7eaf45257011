"""Removes example services and checklists."""

from django.db import transaction
from django.db.models import Q

from catalogue.models import Checklist, Service


@transaction.atomic
def clear_example_services() -> None:
    """Deletes the example services and checklists; services that a real incident or team, or a policy, uses stay."""
    Checklist.objects.filter(is_example=True).delete()
    in_use = Q(incidents__isnull=False) | Q(team__isnull=False, team__is_example=False) | Q(policies__isnull=False)
    used = Service.objects.filter(in_use, is_example=True).values_list("pk", flat=True)
    Service.objects.filter(pk__in=list(used)).update(is_example=False)
    Service.objects.filter(is_example=True).delete()
