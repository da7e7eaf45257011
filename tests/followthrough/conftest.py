"""An incident and a later one like it."""

from datetime import timedelta

import pytest

from catalogue.models import FactorCategory, Service
from incidents.enums import Status
from incidents.models import ImpactInterval, Incident
from tests.followthrough.recurring import BEGAN, DAY, make_analysed


@pytest.fixture
def shop(db: None) -> Service:
    return Service.objects.create(name="Shop of the test")


@pytest.fixture
def capacity(db: None) -> FactorCategory:
    return FactorCategory.objects.create(name="Capacity of the test")


@pytest.fixture
def earlier(shop: Service, capacity: FactorCategory) -> Incident:
    return make_analysed(shop, capacity, BEGAN - 100 * DAY, title="The shop is slow")


@pytest.fixture
def later(shop: Service, capacity: FactorCategory) -> Incident:
    incident = make_analysed(shop, capacity, BEGAN, title="The shop is slow again", status=Status.RESOLVED)
    ImpactInterval.objects.create(incident=incident, started_at=BEGAN, ended_at=BEGAN + timedelta(minutes=42))
    Incident.objects.filter(pk=incident.pk).update(impact_percent=30, impact_percent_of="users")
    incident.refresh_from_db()
    return incident
