"""The banner that tells managers and admins what does not work."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import disk
from core.clock import now
from importing.models import ImportBatch
from importing.services.batches import ImportOptions, begin_import
from importing.services.reading import read_waiting
from incidents.models import UncheckedPicture
from incidents.services.attachments import attach_file
from incidents.services.decoding import decode_pictures
from notifications.enums import State
from notifications.models import Attempt, ChannelPause, Delivery, Heartbeat
from tests.core.pictures import picture, upload
from tests.factories.incidents import make_incident

BANNER = "banner-danger"
PAGES = ("/", "/settings/deliveries/", "/incidents/", "/no-such-page/")


def seen(client, page="/") -> str:
    return " ".join(client.get(page).content.decode().split())


@pytest.mark.usefixtures("healthy")
def test_nothing_is_said_while_all_is_well(as_user, manager) -> None:
    assert BANNER not in seen(as_user(manager))


@pytest.mark.parametrize("page", PAGES)
def test_without_beat_every_page_of_managers_and_admins_says_so(as_user, manager, admin, page) -> None:
    for person in (manager, admin):
        shown = seen(as_user(person), page)
        assert "The scheduler (beat) has not run yet, so no message, digest or reminder is sent." in shown
        assert "Nothing is lost" in shown
        assert "The worker" not in shown, "it has nothing to do, so nothing is known of it"


def test_others_are_not_told_and_it_costs_them_nothing(as_user, responder, reporter, client) -> None:
    for reader in (as_user(responder), as_user(reporter), client):
        assert BANNER not in seen(reader, "/login/" if reader is client else "/")


def test_a_worker_that_does_nothing(as_user, manager) -> None:
    Heartbeat.objects.create(name="beat", at=now())
    worker = Heartbeat.objects.create(name="worker", at=now() - timedelta(minutes=12))
    assert "The worker has done nothing for 12 min" in seen(as_user(manager))
    worker.at = now() + timedelta(hours=33)
    worker.save()
    assert "The worker does not run" in seen(as_user(manager))


@pytest.mark.usefixtures("healthy")
def test_a_pause_with_the_servers_words(as_user, manager) -> None:
    ChannelPause.objects.create(channel="email", until=now(), answer="mail:25 takes no mail now: 421 <busy>")
    shown = seen(as_user(manager))
    assert "E-mail is paused: mail:25 takes no mail now: 421 &lt;busy&gt;." in shown


@pytest.mark.usefixtures("healthy")
def test_late_messages_whatever_was_tried_since(as_user, manager, settings) -> None:
    settings.MAIL_SERVER = settings.MAIL_SERVER | {"host": "mail.example.com"}
    late = {"due_at": now() - timedelta(minutes=25), "next_attempt_at": now() + timedelta(hours=1), "attempts": 2}
    Delivery.objects.create(kind="told", address="a@example.com", dedup_key="1", **late)
    assert "the oldest has been due for 25 min" in seen(as_user(manager))
    assert "Mails cannot be sent" not in seen(as_user(manager), "/follow-through/"), "others pass"


@pytest.mark.usefixtures("healthy")
def test_a_server_that_puts_everything_off_is_named_within_a_minute(as_user, manager) -> None:
    put_off = {"due_at": now() - timedelta(seconds=55), "next_attempt_at": now() + timedelta(minutes=1), "attempts": 1}
    Delivery.objects.create(kind="told", address="a@example.com", dedup_key="1", **put_off)
    assert BANNER not in seen(as_user(manager)), "one address alone may be full"
    Delivery.objects.create(kind="told", address="b@example.com", dedup_key="2", **put_off)
    assert "No message gets through: the mail server put off several" in seen(as_user(manager))
    passed = Delivery.objects.create(address="c@example.com", dedup_key="3", state=State.SENT, due_at=now())
    Attempt.objects.create(delivery=passed, succeeded=True, at=now())
    assert BANNER not in seen(as_user(manager))


@pytest.mark.usefixtures("healthy")
def test_late_pictures(as_user, manager, settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path
    incident = make_incident()
    attach_file(incident=incident, actor=incident.declared_by, upload=upload("graph.png", picture()))
    assert BANNER not in seen(as_user(manager))
    UncheckedPicture.objects.update(due_at=now() - timedelta(minutes=5))
    assert "Pictures are late: the oldest has been waiting for 5 min.</strong> None are lost" in seen(as_user(manager))
    assert "Mails cannot be sent" not in seen(as_user(manager), "/follow-through/")
    decode_pictures()
    assert BANNER not in seen(as_user(manager))


@pytest.mark.usefixtures("healthy")
def test_late_texts_to_import(as_user, manager) -> None:
    incident = make_incident()
    begin_import(incident=incident, actor=incident.declared_by, text="[10:00] amina: Down", options=ImportOptions())
    assert BANNER not in seen(as_user(manager))
    ImportBatch.objects.update(touched_at=now() - timedelta(minutes=5))
    assert "Imports are late: the oldest text has been waiting for 5 min.</strong> None are" in seen(as_user(manager))
    read_waiting()
    assert BANNER not in seen(as_user(manager))


@pytest.mark.usefixtures("healthy")
def test_it_costs_a_manager_one_query_and_others_none(as_user, manager, responder) -> None:
    ChannelPause.objects.create(channel="email", until=now(), answer="421 busy")
    for person, count in ((manager, 1), (responder, 0)):
        with CaptureQueriesContext(connection) as asked:
            as_user(person).get("/incidents/")
        assert sum("notifications_heartbeat" in query["sql"] for query in asked) == count


def test_no_digest_is_promised_that_cannot_go(as_user, manager, responder, settings) -> None:
    settings.MAIL_SERVER = settings.MAIL_SERVER | {"host": "mail.example.com"}
    for person in (manager, responder):
        assert "Mails cannot be sent at present: it comes once they can." in seen(as_user(person), "/follow-through/")
    assert "and once mails can be sent again" in seen(as_user(manager), "/settings/deliveries/")
    for name in ("beat", "worker"):
        Heartbeat.objects.create(name=name, at=now())
    for page in ("/follow-through/", "/settings/deliveries/"):
        assert "can be sent again" not in seen(as_user(manager), page)
        assert "Mails cannot be sent" not in seen(as_user(manager), page)


@pytest.mark.usefixtures("healthy")
def test_a_disk_with_little_space(as_user, manager, monkeypatch) -> None:
    monkeypatch.setattr(disk, "LEAST_FREE", 10**18)
    assert "A disk is nearly full: that of the " in seen(as_user(manager))
