"""`manage.py doctor`."""

import socket
import threading
from base64 import b64encode
from datetime import timedelta
from io import StringIO

import pytest
from aiosmtpd.controller import Controller
from django.core.management import CommandError, call_command
from django.db import connection

from core.clock import now
from notifications.doctor import servers
from notifications.doctor.findings import Grade
from notifications.doctor.installation import address, folders, pdf
from notifications.doctor.mail import mail
from notifications.models import Delivery, Heartbeat


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
    assert found == {"database": Grade.OK, "migrations": Grade.OK, "clock": Grade.OK}


def test_a_newer_database():
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('incidents', '9999_later', now())")
    assert grades(servers.database())["version"] is Grade.FAILED


def test_what_a_restore_left(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    (tmp_path / ".restore/earlier").mkdir(parents=True)
    assert grades(folders()) == {"attachments": Grade.OK, "folder": Grade.WARNING}


def test_pending_migrations():
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'catalogue' AND name = '0002_seed'")
    assert grades(servers.database())["migrations"] is Grade.FAILED


def test_a_clock_that_is_wrong(monkeypatch):
    ahead = now().replace(year=now().year + 1)
    monkeypatch.setattr(servers, "now", lambda: ahead)
    assert grades(servers.database())["clock"] is Grade.FAILED


def test_beat_and_worker():
    assert grades(servers.beat()) == {"beat": Grade.FAILED, "worker": Grade.FAILED}
    Heartbeat.objects.create(name="beat", at=now())
    assert grades(servers.beat()) == {"beat": Grade.OK, "worker": Grade.FAILED}
    worker = Heartbeat.objects.create(name="worker", at=now() + timedelta(hours=33))
    (words,) = [finding.text for finding in servers.beat() if finding.about == "worker"]
    assert "in the future" in words
    worker.at = now()
    worker.save()
    assert grades(servers.beat()) == {"beat": Grade.OK, "worker": Grade.OK}


def test_late_deliveries():
    Delivery.objects.create(kind="told", address="a@example.com", dedup_key="1", due_at=now() - timedelta(minutes=11))
    assert [one.grade for one in servers.beat() if one.about == "deliveries"] == [Grade.FAILED, Grade.WARNING]


def test_mail_is_really_sent_and_the_dialogue_is_shown(mail_server):
    words = [finding.text for finding in mail("chief@example.org")]
    assert any(line.lower().startswith("> rcpt to:<chief@example.org>") for line in words)
    assert "< 250 kept as 42" in words
    assert "accepted a test message" in words[-1]
    (envelope,) = mail_server.messages
    assert b"Debrief can send mail" in envelope.content


def test_without_a_recipient_only_the_server_is_greeted(mail_server):
    assert list(mail(""))[-1].grade is Grade.OK
    assert mail_server.messages == []


def test_a_mail_server_that_is_away(settings):
    settings.MAIL_SERVER = settings.MAIL_SERVER | {"host": "127.0.0.1", "port": 1}
    (finding,) = mail("chief@example.org")
    assert finding.grade is Grade.FAILED
    assert "refused" in finding.text


@pytest.mark.parametrize("mechanism", ["PLAIN", "LOGIN"])
def test_the_mail_password_is_not_shown(settings, mechanism):
    """A server that asks for a login and refuses it."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve():
        conversation, _ = listener.accept()
        with conversation, conversation.makefile("rwb", buffering=0) as wire:
            wire.write(b"220 here\r\n")
            for line in wire:
                answers = {
                    b"EHLO": f"250-here\r\n250 AUTH {mechanism}\r\n".encode(),
                    b"AUTH": b"535 no\r\n" if mechanism == "PLAIN" else b"334 UGFzc3dvcmQ6\r\n",
                }
                wire.write(answers.get(line.split()[0].upper(), b"535 no\r\n"))

    threading.Thread(target=serve, daemon=True).start()
    settings.MAIL_SERVER = settings.MAIL_SERVER | {
        "host": "127.0.0.1",
        "port": listener.getsockname()[1],
        "username": "debrief",
        "password": "top secret",
    }
    findings = list(mail(""))
    listener.close()
    text = "\n".join(finding.text for finding in findings)
    assert findings[-1].grade is Grade.FAILED
    assert "< 535 no" in text
    assert "> (login)" in text
    for secret in (b"top secret", b"\0debrief\0top secret"):
        assert b64encode(secret).decode() not in text


def test_without_a_mail_server_there_is_a_warning():
    assert [finding.grade for finding in mail("")] == [Grade.WARNING]


def test_the_address(live_server, settings):
    settings.BASE_URL = live_server.url
    assert [finding.grade for finding in address()] == [Grade.OK, Grade.OK]
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2
    findings = list(address())
    assert [finding.grade for finding in findings] == [Grade.OK, Grade.WARNING]
    assert "are 0, and TRUSTED_PROXIES is 2" in findings[1].text
    settings.BASE_URL = f"http://127.0.0.1:{free_port()}"
    assert [finding.grade for finding in address()] == [Grade.FAILED]


def test_folders_that_cannot_be_written(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    assert grades(folders())["attachments"] is Grade.OK
    (tmp_path / "file").write_text("")
    settings.MEDIA_ROOT = tmp_path / "file"
    assert grades(folders()) == {"attachments": Grade.FAILED}


def test_the_command_fails_when_a_check_fails(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    out = StringIO()
    with pytest.raises(CommandError, match="checks failed"):
        call_command("doctor", "--skip-address", stdout=out)
    assert "FAILED   broker" in out.getvalue()
    assert "FAILED   beat" in out.getvalue()


def test_pdf_is_optional_and_said():
    (found,) = pdf()
    assert (found.grade, found.about) == (Grade.OK, "PDF")
    assert "can be written" in found.text or "requirements/pdf.txt" in found.text
