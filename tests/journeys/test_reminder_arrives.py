"""From an action item that nobody looked at to a mail in its owner's inbox: real beats, workers and mail server."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from followthrough.services.weekly import WEEKLY
from incidents.enums import Status
from notifications.enums import State, Wanted
from notifications.models import Delivery, Heartbeat
from notifications.services.choices import choose_channels
from tests.factories.accounts import make_team, make_user
from tests.factories.actions import make_action_item, make_incident
from tests.notifications.mail_server import Mailbox, running
from tests.processes import broker, python, wait_until

CELERY = ("-m", "celery", "-A", "tests.journeys.quick_beat")


def next_working_morning(zone: str) -> datetime:
    """Ten o'clock on the next day that is a Tuesday, in that zone."""
    local = datetime.now(UTC).astimezone(ZoneInfo(zone))
    day = local + timedelta(days=(1 - local.weekday()) % 7 or 7)
    return day.replace(hour=10, minute=0, second=0, microsecond=0)


@contextmanager
def reminding(morning: datetime, folder: Path) -> Iterator[Mailbox]:
    """Two beats and a worker, for which it is that time, beside a mail server; yields its mailbox."""
    with ExitStack() as stack:
        box = stack.enter_context(running())
        options = {
            "log": folder / "processes.log",
            "REDIS_URL": stack.enter_context(broker()),
            "EMAIL_URL": f"smtp://127.0.0.1:{box.port}",
            "BASE_URL": "http://localhost:8000",
            "DEBRIEF_CLOCK_OFFSET_SECONDS": str((morning - datetime.now(UTC)).total_seconds()),
        }
        for n in range(2):  # any number of beats may run
            schedule = ("--schedule", str(folder / f"beat{n}"), "--pidfile", "")
            stack.enter_context(python(*CELERY, "beat", *schedule, **options))
        stack.enter_context(python(*CELERY, "worker", "--concurrency", "2", "--loglevel", "INFO", **options))
        yield box


def wait_for_mails(count: int) -> None:
    """Until so many are sent, and some ticks more have passed in which nothing should be."""
    wait_until(lambda: Delivery.objects.filter(state=State.SENT).count() == count, f"{count} mails are sent")
    beat = Heartbeat.objects.get(name="beat").at
    later = beat + timedelta(seconds=3)
    wait_until(lambda: Heartbeat.objects.get(name="beat").at > later, "some more ticks passed")


@pytest.mark.django_db(transaction=True)
def test_the_owner_of_an_overdue_item_gets_a_mail_although_the_incident_is_long_closed(tmp_path: Path) -> None:
    morning = next_working_morning("Africa/Nairobi")
    amina = make_user("Amina Otieno", zone="Africa/Nairobi", email="amina@example.com")
    grace = make_user("Grace Wanjiru", zone="Africa/Nairobi", email="grace@example.com")
    earlier = make_user("Chidi Okafor", zone="Africa/Lagos", email="chidi@example.com")
    team = make_team("Platform", managers=(grace,), members=(amina,))
    choose_channels(person=grace, wanted={WEEKLY: Wanted.OFF})
    month_ago, yesterday = morning - timedelta(days=30), morning.date() - timedelta(days=1)
    closed = make_incident(title="Shop unreachable", status=Status.CLOSED, declared_at=month_ago, resolved_at=month_ago)
    overdue = make_action_item(closed, owner=amina, team=team, title="Alert on evictions", due_on=yesterday)
    make_action_item(closed, owner=amina, title="Write the runbook", due_on=morning.date())
    make_action_item(closed, owner=earlier, title="It is eight there", due_on=morning.date())

    with reminding(morning, tmp_path) as box:
        wait_for_mails(2)

    assert sorted(mail["X-RcptTo"] for mail in box.mails) == ["amina@example.com", "grace@example.com"]
    (mail,) = box.to("amina@example.com")
    assert mail["Subject"] == "Debrief: 1 action item overdue, 1 due today"
    for kind in ("plain", "html"):
        body = mail.get_body((kind,)).get_content()
        for words in ("Alert on evictions", "Overdue by 1 day", "The incident is closed", "Write the runbook"):
            assert words in body
        assert f"http://localhost:8000/action-items/{overdue.pk}/" in body
    escalated = box.to("grace@example.com")[0].get_body(("plain",)).get_content()
    assert "Amina Otieno is the owner. You manage Platform." in escalated
    assert "Write the runbook" not in escalated
