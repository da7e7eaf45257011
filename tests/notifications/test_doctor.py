"""`manage.py doctor`."""

import socket
import threading
from io import StringIO

import pytest
from aiosmtpd.controller import Controller
from django.core.management import CommandError, call_command
from django.db import connection

from core.clock import now
from notifications.doctor import servers
from notifications.doctor.findings import Grade
from notifications.doctor.mail import mail
from notifications.doctor.place import address, folders
from notifications.models import Heartbeat


def grades(findings):
    return {finding.about: finding.grade for finding in findings}


class Inbox:
    def __init__(self):
        self.messages = []

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.messages.append(envelope)
        return "250 kept as 42"


@pytest.fixture
def mail_server(settings):
    inbox = Inbox()
    controller = Controller(inbox, hostname="127.0.0.1", port=free_port())
    controller.start()
    settings.MAIL_SERVER = settings.MAIL_SERVER | {"host": "127.0.0.1", "port": controller.port}
    yield inbox
    controller.stop()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_a_healthy_database():
    found = grades(servers.database())
    assert found == {"database": Grade.GOOD, "migrations": Grade.GOOD, "clock": Grade.GOOD}


def test_pending_migrations():
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'catalogue' AND name = '0002_seed'")
    assert grades(servers.database())["migrations"] is Grade.BAD


def test_a_clock_that_is_wrong(monkeypatch):
    ahead = now().replace(year=now().year + 1)
    monkeypatch.setattr(servers, "now", lambda: ahead)
    assert grades(servers.database())["clock"] is Grade.BAD


def test_beat():
    assert grades(servers.beat()) == {"beat": Grade.BAD}
    Heartbeat.objects.create(name="beat", at=now())
    assert grades(servers.beat()) == {"beat": Grade.GOOD}


def test_mail_is_really_sent_and_the_dialogue_is_shown(mail_server):
    words = [finding.words for finding in mail("chief@example.org")]
    assert any(line.lower().startswith("> rcpt to:<chief@example.org>") for line in words)
    assert "< 250 kept as 42" in words
    assert "took a test message" in words[-1]
    (envelope,) = mail_server.messages
    assert b"Debrief can send mail" in envelope.content


def test_without_a_recipient_only_the_server_is_greeted(mail_server):
    assert list(mail(""))[-1].grade is Grade.GOOD
    assert mail_server.messages == []


def test_a_mail_server_that_is_away(settings):
    settings.MAIL_SERVER = settings.MAIL_SERVER | {"host": "127.0.0.1", "port": 1}
    (finding,) = mail("chief@example.org")
    assert finding.grade is Grade.BAD
    assert "refused" in finding.words


def test_the_mail_password_is_not_shown(settings):
    """A server that asks for a login and refuses it."""
    heard = []
    listener = socket.create_server(("127.0.0.1", 0))

    def serve():
        conversation, _ = listener.accept()
        with conversation, conversation.makefile("rwb", buffering=0) as wire:
            wire.write(b"220 here\r\n")
            for line in wire:
                heard.append(line)
                verb = line.split()[0].upper()
                wire.write(b"250-here\r\n250 AUTH PLAIN LOGIN\r\n" if verb == b"EHLO" else b"535 no\r\n")

    threading.Thread(target=serve, daemon=True).start()
    settings.MAIL_SERVER = settings.MAIL_SERVER | {
        "host": "127.0.0.1",
        "port": listener.getsockname()[1],
        "username": "debrief",
        "password": "top secret",
    }
    words = "\n".join(finding.words for finding in mail(""))
    listener.close()
    assert "535" in words
    for line in heard:
        if line.upper().startswith(b"AUTH"):
            assert line.split()[-1].decode() not in words


def test_no_mail_server_is_odd_not_bad():
    assert [finding.grade for finding in mail("")] == [Grade.ODD]


def test_the_address(live_server, settings):
    settings.BASE_URL = live_server.url
    assert [finding.grade for finding in address()] == [Grade.GOOD]
    settings.BASE_URL = f"http://127.0.0.1:{free_port()}"
    assert [finding.grade for finding in address()] == [Grade.BAD]


def test_folders_that_cannot_be_written(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    assert grades(folders())["attachments"] is Grade.GOOD
    (tmp_path / "file").write_text("")
    settings.MEDIA_ROOT = tmp_path / "file"
    assert grades(folders()) == {"attachments": Grade.BAD}


def test_the_command_fails_when_something_is_bad(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    out = StringIO()
    with pytest.raises(CommandError, match="need"):
        call_command("doctor", "--skip-address", stdout=out)
    assert "BAD   broker" in out.getvalue()
    assert "BAD   beat" in out.getvalue()
