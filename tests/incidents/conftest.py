"""An incident at a known time, and its composer."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from core.clock import frozen
from incidents.models import TimelineEntry
from tests.factories.incidents import make_incident

NIGHT = datetime(2026, 5, 13, 19, 30, tzinfo=UTC)  # 22:30 in Nairobi


@pytest.fixture
def incident(responder):
    with frozen(NIGHT - timedelta(hours=1)):
        return make_incident("Customers cannot buy", by=responder, zone="Africa/Nairobi")


@pytest.fixture
def log(as_user, responder, incident):
    """Sends the composer as a responder: `log(text="…")`."""
    client = as_user(responder)

    def send(headers=None, **fields):
        fields = {"client_uuid": uuid4()} | fields
        return client.post(reverse("entry_add", args=[incident.pk]), fields, **(headers or {}))

    return send


def told():
    return TimelineEntry.objects.told().latest("seq")
