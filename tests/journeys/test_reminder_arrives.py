"""From an action item that nobody looked at to a mail in its owner's inbox: real beats, workers and mail server."""

from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from incidents.enums import Status
from notifications.enums import State
from notifications.models import Delivery, Heartbeat
from tests.factories.accounts import make_team, make_user
from tests.factories.actions import make_action_item, make_incident
from tests.notifications.mail_server import running
from tests.processes import broker, python, wait_until

CELERY = ("-m", "celery", "-A", "tests.journeys.quick_beat")


def next_working_morning(zone: str) -> datetime:
    """Ten o'clock on the next day that is a Tuesday, in that zone."""
    local = datetime.now(UTC).astimezone(ZoneInfo(zone))
    day = local + timedelta(days=(1 - local.weekday()) % 7 or 7)
    return day.replace(hour=10, minute=0, second=0, microsecond=0)


@pytest.mark.django_db(transaction=True)
def test_the_owner_of_an_overdue_item_gets_a_mail_although_the_incident_is_long_closed(tmp_path) -> None:
    morning = next_working_morning("Africa/Nairobi")
    amina = make_user("Amina Otieno", zone="Africa/Nairobi", email="amina@example.com")
    grace = make_user("Grace Wanjiru", zone="Africa/Nairobi", email="grace@example.com")
    earlier = make_user("Chidi Okafor", zone="Africa/Lagos", email="chidi@example.com")
    team = make_team("Platform", managers=(grace,), members=(amina,))
    closed = make_incident(
        title="Shop unreachable",
        status=Status.CLOSED,
        declared_at=morning - timedelta(days=30),
        resolved_at=morning - timedelta(days=30),
    )
    overdue = make_action_item(
        closed, owner=amina, team=team, title="Alert on evictions", due_on=morning.date() - timedelta(days=1)
    )
    make_action_item(closed, owner=amina, title="Write the runbook", due_on=morning.date())
    make_action_item(closed, owner=earlier, title="It is eight there", due_on=morning.date())

    with ExitStack() as stack:
        box = stack.enter_context(running())
        options = {
            "log": tmp_path / "processes.log",
            "REDIS_URL": stack.enter_context(broker()),
            "EMAIL_URL": f"smtp://127.0.0.1:{box.port}",
            "BASE_URL": "http://localhost:8000",
            "DEBRIEF_CLOCK_OFFSET_SECONDS": str((morning - datetime.now(UTC)).total_seconds()),
        }
        for n in range(2):  # any number of beats may run
            schedule = ("--schedule", str(tmp_path / f"beat{n}"), "--pidfile", "")
            stack.enter_context(python(*CELERY, "beat", *schedule, **options))
        stack.enter_context(python(*CELERY, "worker", "--concurrency", "2", "--loglevel", "INFO", **options))

        def is_done() -> bool:
            return Delivery.objects.filter(state=State.SENT).count() == 2

        wait_until(is_done, f"both mails are sent. {options['log']}")
        beat = Heartbeat.objects.get(name="beat").at
        wait_until(
            lambda: Heartbeat.objects.get(name="beat").at > beat + timedelta(seconds=3), "some more ticks passed"
        )

    assert sorted(mail["X-RcptTo"] for mail in box.mails) == ["amina@example.com", "grace@example.com"]
    (mail,) = box.to("amina@example.com")
    assert mail["Subject"] == "Debrief: 1 action item overdue, 1 due today"
    for kind in ("plain", "html"):
        body = mail.get_body((kind,)).get_content()
        for words in ("Alert on evictions", "1 day over", "The incident is closed", "Write the runbook"):
            assert words in body
        assert f"http://localhost:8000/action-items/{overdue.pk}/" in body
    escalated = box.to("grace@example.com")[0].get_body(("plain",)).get_content()
    assert "Amina Otieno owns it. You manage Platform." in escalated
    assert "Write the runbook" not in escalated
