"""/healthz, /readyz and /metrics."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from config import health
from config.celery import refuse_other_data
from core import disk
from core.clock import now
from core.proxies import COUNT, QUESTION, question
from importing.models import ImportBatch
from importing.services.batches import ImportOptions, begin_import
from importing.services.reading import read_waiting
from incidents.models import UncheckedPicture
from incidents.services.attachments import attach_file
from incidents.services.decoding import decode_pictures
from notifications.enums import State
from notifications.models import Attempt, ChannelPause, Delivery, Heartbeat
from tests.core.pictures import picture, upload
from tests.factories.accounts import make_user
from tests.factories.incidents import make_incident


@pytest.fixture
def broker_answers(monkeypatch):
    monkeypatch.setattr(health, "broker_trouble", lambda: "")


@pytest.fixture
def space(monkeypatch):
    """The disk of whoever runs the tests may be nearly full."""
    monkeypatch.setattr(disk, "LEAST_FREE", 0)
    monkeypatch.setattr(disk, "LEAST_SHARE", 0.0)


@pytest.fixture
def beating(broker_answers, space, healthy):
    """All that readyz asks for."""


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
    assert found["beat"]["published_seconds_ago"] < 60
    assert found["worker"]["completed_seconds_ago"] < 60
    assert found["deliveries"] == {"ok": True, "oldest_due_seconds": None, "waiting": 0, "paused": []}


def test_not_ready_without_beat_or_a_worker(client, broker_answers):
    found = client.get("/readyz").json()
    assert found["beat"] == {"ok": False, "published_seconds_ago": None}
    assert found["worker"] == {"ok": False, "completed_seconds_ago": None}
    Heartbeat.objects.create(name="beat", at=now())
    Heartbeat.objects.create(name="worker", at=now() - timedelta(minutes=5))
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert (answer.json()["beat"]["ok"], answer.json()["worker"]["ok"]) == (True, False)


@pytest.mark.parametrize("name", ["beat", "worker"])
def test_a_heartbeat_in_the_future_is_no_health(client, beating, settings, name):
    Heartbeat.objects.filter(name=name).update(at=now() + timedelta(seconds=119_211))
    assert client.get("/readyz").json()[name]["ok"] is False
    settings.METRICS_TOKEN = "token"
    page = client.get("/metrics", headers={"Authorization": "Bearer token"}).content.decode()
    assert f"debrief_{name}_age_seconds +Inf" in page


@pytest.mark.parametrize(
    "now_is",
    [
        {},
        {"state": State.SENDING, "lease": uuid.uuid4(), "leased_until": now() + timedelta(minutes=1)},
    ],
    ids=["untried", "leased"],
)
def test_not_ready_while_a_delivery_waits_too_long(client, beating, settings, now_is):
    person, hour_ago = make_user(), now() - timedelta(hours=1)
    state = {"next_attempt_at": hour_ago} | now_is
    Delivery.objects.create(
        kind="digest", recipient=person, address=person.email, dedup_key="one", due_at=hour_ago, **state
    )
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["deliveries"]["oldest_due_seconds"] >= 3600
    settings.METRICS_TOKEN = "token"
    page = client.get("/metrics", headers={"Authorization": "Bearer token"}).content.decode()
    assert "debrief_delivery_oldest_due_seconds 36" in page


def test_late_pictures_are_a_warning(client, beating, settings, tmp_path):
    settings.MEDIA_ROOT, settings.METRICS_TOKEN = tmp_path, "token"
    incident = make_incident()
    assert client.get("/readyz").json()["pictures"] == {"ok": True, "oldest_due_seconds": None, "waiting": 0}
    attach_file(incident=incident, actor=incident.declared_by, upload=upload("graph.png", picture()))
    UncheckedPicture.objects.update(due_at=now() - timedelta(minutes=5))
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["pictures"]["oldest_due_seconds"] >= 300
    assert "longer than two minutes" in answer.json()["pictures"]["warning"]
    page = client.get("/metrics", headers={"Authorization": "Bearer token"}).content.decode()
    assert "debrief_picture_oldest_due_seconds 30" in page
    decode_pictures()
    assert "warning" not in client.get("/readyz").json()["pictures"]


def test_late_texts_to_import_are_a_warning(client, beating, settings):
    settings.METRICS_TOKEN = "token"
    incident = make_incident()
    assert client.get("/readyz").json()["imports"] == {"ok": True, "oldest_due_seconds": None, "waiting": 0}
    begin_import(incident=incident, actor=incident.declared_by, text="[10:00] amina: Down", options=ImportOptions())
    ImportBatch.objects.update(touched_at=now() - timedelta(minutes=5))
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["imports"]["oldest_due_seconds"] >= 300
    assert "longer than two minutes" in answer.json()["imports"]["warning"]
    page = client.get("/metrics", headers={"Authorization": "Bearer token"}).content.decode()
    assert "debrief_import_oldest_due_seconds 30" in page
    read_waiting()
    assert "warning" not in client.get("/readyz").json()["imports"]


def late_delivery(address: str, **fields) -> Delivery:
    hour_ago, later = now() - timedelta(hours=1), now() + timedelta(hours=1)
    common = {"kind": "digest", "dedup_key": address, "attempts": 3, "due_at": hour_ago, "next_attempt_at": later}
    return Delivery.objects.create(**common | fields, address=address)


def test_one_address_that_takes_nothing_is_a_warning_only(client, beating):
    late_delivery("full@example.com")
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert "Some messages are late" in answer.json()["deliveries"]["warning"]


def test_not_ready_when_nothing_has_passed_to_anybody(client, beating):
    late_delivery("one@example.com")
    sent = late_delivery("sent@example.com", state=State.SENT)
    passed = Attempt.objects.create(delivery=sent, succeeded=True, at=now() - timedelta(minutes=50))
    late_delivery("other@example.com")
    assert client.get("/readyz").status_code == 200
    Delivery.objects.filter(state=State.WAITING).update(due_at=now() - timedelta(minutes=40))
    late_delivery("earlier@example.com")
    assert client.get("/readyz").status_code == 503, "one from before the last that passed does not hide the others"
    passed.at = now() - timedelta(hours=2)
    passed.save()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["deliveries"]["ok"]) == (503, False)
    assert "warning" not in answer.json()["deliveries"]


def test_a_server_that_puts_everything_off_is_a_warning_within_a_minute(client, beating):
    for name in ("one", "other"):
        late_delivery(f"{name}@example.com", due_at=now() - timedelta(seconds=55), attempts=1)
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert "put off several messages" in answer.json()["deliveries"]["warning"]


def test_not_ready_when_a_pause_lasts(client, beating):
    late_delivery("one@example.com")
    ChannelPause.objects.create(channel="email", until=now(), answer="421 busy")
    assert client.get("/readyz").status_code == 503


@pytest.mark.parametrize(("holds", "status"), [("attachments", 503), ("database", 503), ("backups", 200)])
def test_only_a_disk_that_pages_need_makes_it_unready(client, beating, monkeypatch, tmp_path, holds, status):
    full = disk.Volume(holds, tmp_path, 1, 10**9)
    monkeypatch.setattr(disk, "LEAST_FREE", 500 * disk.MB)
    monkeypatch.setattr(health, "volumes", lambda: [full])
    answer = client.get("/readyz")
    assert answer.status_code == status
    said = answer.json()["disk"]["why" if status == 503 else "warning"]
    assert f"that of the {holds}" in said


@pytest.mark.parametrize(
    ("free", "size", "is_short"),
    [
        (400, 2_000, True),
        (600, 2_000, False),
        (4_900, 100_000, True),
        (6_000, 4_000_000, False),
        (4_000, 4_000_000, True),
    ],
)
def test_five_percent_count_up_to_a_hundred_gigabytes(tmp_path, free, size, is_short):
    assert disk.Volume("attachments", tmp_path, free * disk.MB, size * disk.MB).is_short is is_short


def test_ready_while_deliveries_are_due_later_or_decided(client, beating):
    person = make_user()
    common = {"kind": "digest", "recipient": person, "address": person.email}
    Delivery.objects.create(**common, dedup_key="one", due_at=now() + timedelta(hours=1))
    Delivery.objects.create(**common, dedup_key="two", due_at=now() - timedelta(hours=1), state=State.SENT)
    assert client.get("/readyz").json()["deliveries"]["oldest_due_seconds"] is None
    assert client.get("/readyz").status_code == 200


def test_not_ready_with_pending_migrations(client, beating):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'catalogue' AND name = '0002_seed'")
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["migrations"] == {"ok": False, "pending": 1}
    with pytest.raises(SystemExit, match=r"catalogue\.0002_seed"):
        refuse_other_data()


def test_not_ready_on_a_newer_database(client, beating):
    assert client.get("/readyz").json()["version"] == {"ok": True}
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('incidents', '9999_later', now())")
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["migrations"]["ok"] is True
    assert "comes from a newer version of Debrief: it has incidents.9999_later" in answer.json()["version"]["why"]
    with pytest.raises(SystemExit, match=r"Install the newer version"):
        refuse_other_data()


def test_a_worker_starts_on_an_up_to_date_database():
    refuse_other_data()


def test_not_ready_without_broker(client, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
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
    assert "debrief_beat_age_seconds +Inf" in page


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
