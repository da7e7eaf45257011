"""The drill of the examples: a room to try at once, marked as a drill, that notifies nobody."""

from datetime import timedelta

import pytest

from accounts.models import User
from core.clock import now
from home.selectors.home import home
from incidents.enums import EntryKind, TaskState
from incidents.models import Incident
from incidents.selectors.roles import holders_by_role, lead_of
from incidents.services.updates import tell_overdue_updates
from incidents.services.writing import milestone_instants
from notifications.models import Delivery


@pytest.fixture
def drill(loaded):
    return Incident.objects.get(is_drill=True)


def test_it_is_under_way(drill):
    assert drill.is_example
    assert drill.is_open
    assert not drill.is_past
    assert drill.began_at == drill.impact_started_at < drill.declared_at < now()
    assert {role: person.name for role, person in holders_by_role(drill).items()} == {
        "lead": "Amina Otieno",
        "communications": "Grace Wanjiru",
    }
    assert all((drill.state.known, drill.state.tried, drill.state.next, drill.public_summary))
    assert now() < drill.update_due_at < now() + timedelta(minutes=drill.severity.update_minutes)


def test_its_timeline_reads_as_if_it_was_logged_meanwhile(drill):
    assert milestone_instants(drill) == {
        milestone: getattr(drill, milestone.column) for milestone in milestone_instants(drill)
    }
    entries = list(drill.entries.in_order())
    assert all(entry.happened_at <= entry.written_at < now() - timedelta(minutes=1) for entry in entries)
    assert [entry.seq for entry in entries if entry.kind != EntryKind.NOTE] == sorted(
        entry.seq for entry in entries if entry.kind != EntryKind.NOTE
    )
    assert drill.entries.told().filter(kind=EntryKind.NOTE).count() == 5
    assert drill.entries.filter(kind__in=[EntryKind.STATE, EntryKind.UPDATE, EntryKind.ROLE]).count() == 3
    states = list(drill.tasks.values_list("state", flat=True))
    assert (states.count(TaskState.DONE), states.count(TaskState.OPEN)) == (2, 3)


def test_the_home_page_leads_into_its_room(drill, as_user):
    amina = User.objects.get(email="amina@example.com")
    assert [found.incident for found in home(amina).drills] == [drill]
    page = as_user(amina).get("/").content.decode()
    assert drill.get_absolute_url() in page
    assert '<span class="tag">drill</span>' in page


def test_no_postmortem_is_asked_of_it(drill, as_user):
    client = as_user(lead_of(drill))
    for address in ("", "postmortem/"):
        assert "drill does not require one" in client.get(f"/incidents/{drill.pk}/{address}").content.decode()


def test_customers_see_nothing_of_it(drill):
    assert drill not in Incident.objects.customer_facing()


def test_nobody_is_told_of_it(drill):
    about = Delivery.objects.filter(payload__incident=drill.pk)
    assert not about.exists()
    Incident.objects.filter(pk=drill.pk).update(update_due_at=now() - timedelta(minutes=5))
    assert tell_overdue_updates() == 0
    assert not about.exists()
