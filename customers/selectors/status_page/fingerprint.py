"""Whether the status page would say something else. Asked every two seconds, so texts are read as hashes alone."""

import hashlib
from collections.abc import Collection
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, Q
from django.db.models.functions import MD5

from catalogue.models import Service
from customers.models import StatusPage, Update
from customers.selectors.status_page.facts import Clock
from customers.selectors.status_page.reading import (
    INCIDENT_COLUMNS,
    company_and_clock,
    standing_maintenance,
    told_incidents,
)
from incidents.models import ImpactInterval, Incident


def fingerprint() -> str:
    """Changes with all that `status_facts` reads; by the clock with each day, and as maintenance begins and ends.

    While customers are affected, the minutes of disruption grow: it also changes every ten minutes then.
    """
    company, clock = company_and_clock()
    told = told_incidents(clock)
    incidents = list(told.order_by("pk").values_list("pk", *INCIDENT_COLUMNS))
    numbers = [row[0] for row in incidents]
    services = Incident.services.through.objects.filter(incident__in=numbers)
    facts = (
        company,
        clock.zone.key,
        clock.today,
        StatusPage.is_public_now(),
        incidents,
        _updates(numbers, clock),
        list(ImpactInterval.objects.filter(incident__in=numbers).order_by("pk").values_list()),
        list(services.order_by("pk").values_list("incident", "service")),
        list(
            Service.objects.order_by("pk").values_list(
                "pk", "customer_name", "on_status_page", "status_group", "is_active"
            )
        ),
        [
            (row.pk, row.changes, row.starts_at <= clock.now, row.ends_at <= clock.now)
            for row in standing_maintenance(clock)
        ],
        int(clock.now.timestamp() // 600) if told.open().exists() else 0,
    )
    return hashlib.sha256(repr(facts).encode()).hexdigest()


def _updates(numbers: Collection[int], clock: Clock) -> list[tuple[Any, ...]]:
    """What was told of these incidents, and whether the next words are still to come and these still valid."""
    is_later = ExpressionWrapper(Q(next_update_by__gt=clock.now), output_field=BooleanField())
    is_valid = ExpressionWrapper(Q(valid_until__gt=clock.now), output_field=BooleanField())
    times = ("published_at", "taken_back_at", "next_update_by", "valid_until")
    texts = (MD5("html"), MD5("text"), MD5("workaround"))
    updates = Update.objects.told().filter(incident__in=numbers)
    return list(
        updates.values_list("pk", "state", "corrects", "renderer", "is_closing", *times, *texts, is_later, is_valid)
    )
