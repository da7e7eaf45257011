"""Removes example reports."""

from collections.abc import Collection

from django.db import transaction
from django.db.models import Q

from customers.models import Report
from customers.services.reports import release_reports


def example_reports() -> list[int]:
    """Numbers of the examples, and of what example people reported."""
    found = Report.objects.filter(Q(is_example=True) | Q(reporter__is_example=True))
    return list(found.values_list("pk", flat=True))


@transaction.atomic
def clear_example_reports(*, reports: Collection[int], incidents: Collection[int]) -> None:
    """Deletes example reports; those of real people that were joined to one of these incidents are new again."""
    Report.objects.filter(pk__in=reports).delete()
    release_reports(Report.objects.filter(incident__in=incidents))
