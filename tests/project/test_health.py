"""/healthz, /readyz and /metrics."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from config import health
from config.celery import refuse_pending_migrations
from core.clock import now
from core.proxies import COUNT, QUESTION, question
from notifications.models import Delivery, Heartbeat
from tests.factories.accounts import make_user


@pytest.fixture
def broker_answers(monkeypatch):
    monkeypatch.setattr(health, "broker_trouble", lambda: "")


@pytest.fixture
def beating(broker_answers):
    Heartbeat.objects.create(name="beat", at=now())


def test_alive_touches_nothing(django_assert_num_queries):
    client = Client()
    client.cookies["debrief_session"] = "a" * 32
    with django_assert_num_queries(0):
        answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"alive\n")


def test_ready_when_all_is_there(client, beating):
    answer = client.get("/readyz")
    assert answer.status_code == 200
    found = answer.json()
    assert found["ready"] is True
    assert found["migrations"] == {"ok": True, "pending": 0}
    assert found["beat"]["seen_seconds_ago"] < 60
    assert found["deliveries"] == {"ok": True, "oldest_due_seconds": None, "waiting": 0, "paused": []}


def test_not_ready_without_beat(client, broker_answers):
    assert client.get("/readyz").json()["beat"] == {"ok": False, "seen_seconds_ago": None}
    Heartbeat.objects.create(name="beat", at=now() - timedelta(minutes=5))
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["beat"]["ok"] is False


def test_not_ready_while_a_delivery_waits_too_long(client, beating):
    person = make_user()
    Delivery.objects.create(
        kind="digest",
        recipient=person,
        address=person.email,
        dedup_key="one",
        next_attempt_at=now() - timedelta(hours=1),
    )
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["deliveries"]["oldest_due_seconds"] >= 3600


def test_not_ready_with_pending_migrations(client, beating):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'catalogue' AND name = '0002_seed'")
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["migrations"] == {"ok": False, "pending": 1}
    with pytest.raises(SystemExit, match=r"catalogue\.0002_seed"):
        refuse_pending_migrations()


def test_a_worker_starts_on_an_up_to_date_database():
    refuse_pending_migrations()


def test_not_ready_without_broker(client, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    Heartbeat.objects.create(name="beat", at=now())
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["broker"] == {"ok": False}
    assert answer.json()["database"] == {"ok": True}


def test_metrics_need_the_token(client, settings):
    assert client.get("/metrics").status_code == 404
    settings.METRICS_TOKEN = "a long token"
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer another"}).status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer ä"}).status_code == 404
    answer = client.get("/metrics", headers={"Authorization": "Bearer a long token"})
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "debrief_migrations_pending 0.0" in page
    assert "debrief_beat_age_seconds -1.0" in page


def test_metrics_count(client, settings):
    settings.METRICS_TOKEN = "token"
    person = make_user()
    Delivery.objects.create(kind="digest", recipient=person, address=person.email, dedup_key="one")
    page = client.get("/metrics", headers={"Authorization": "Bearer token"}).content.decode()
    assert 'debrief_deliveries{state="waiting"} 1.0' in page
    assert "debrief_people_active 1.0" in page


def test_only_the_doctor_hears_how_many_proxies_there_are(client):
    through = {"X-Forwarded-For": "203.0.113.9, 198.51.100.7"}
    assert COUNT not in client.get("/healthz", headers=through).headers
    assert COUNT not in client.get("/healthz", headers={**through, QUESTION: "proxies:forged:forged"}).headers
    assert client.get("/healthz", headers={**through, QUESTION: question()}).headers[COUNT] == "2"
