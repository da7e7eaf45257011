"""Removes example reports and customers."""

from collections.abc import Collection

from django.db import transaction
from django.db.models import Q

from customers.models import AffectedCustomer, Customer, Letter, Maintenance, Report, Told
from customers.services.unlinking import release_reports


def example_reports() -> list[int]:
    """Numbers of the examples, and of what example people reported."""
    found = Report.objects.filter(Q(is_example=True) | Q(reporter__is_example=True))
    return list(found.values_list("pk", flat=True))


@transaction.atomic
def clear_example_reports(*, reports: Collection[int], incidents: Collection[int]) -> None:
    """Deletes example reports; those of real people that were joined to one of these incidents are new again."""
    Report.objects.filter(pk__in=reports).delete()
    release_reports(Report.objects.filter(incident__in=incidents))


@transaction.atomic
def clear_example_customers() -> int:
    """Deletes example customers that no real incident affects, what example people told and wrote; says how many.

    The others stay as they are, and are no examples any more. Call it once the example incidents are gone.
    """
    Maintenance.objects.filter(is_example=True).delete()
    Told.objects.filter(by__is_example=True).delete()
    by_examples = Q(begun_by__is_example=True) | Q(discarded_by__is_example=True)
    by_examples |= Q(versions__written_by__is_example=True) | Q(versions__signed_by__is_example=True)
    letters = Letter.objects.filter(by_examples).values("pk")
    Told.objects.filter(letter__letter__in=letters).update(letter=None)
    Letter.objects.filter(pk__in=letters).delete()
    AffectedCustomer.objects.filter(added_by__is_example=True).update(added_by=None)
    examples = Customer.objects.filter(is_example=True)
    used = examples.filter(Q(affected_by__isnull=False) | Q(reports__isnull=False) | Q(merged__is_example=False))
    Customer.objects.filter(pk__in=list(used.values_list("pk", flat=True))).update(is_example=False)
    Customer.objects.filter(is_example=True, merged_into__isnull=False).delete()
    return examples.delete()[1].get("customers.Customer", 0)
