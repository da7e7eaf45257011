"""The page and the form say when the facilitator took part in the incident."""

import pytest
from django.urls import reverse

from incidents.services.tasks import TaskDetails, add_task
from postmortems.selectors.parts import Part, parts_in
from postmortems.services.postmortems import PostmortemDetails, change_details
from tests.factories.accounts import make_user
from tests.factories.incidents import make_entry
from tests.factories.postmortems import make_postmortem
from tests.html import html_of


@pytest.fixture
def postmortem(responder):
    return make_postmortem(author=responder)


def appoint(postmortem, facilitator, actor):
    change_details(postmortem=postmortem, actor=actor, details=PostmortemDetails(actor, facilitator, None))


def test_role_entry_and_task_count_as_taking_part(postmortem, responder, manager):
    incident, other = postmortem.incident, make_user("Brian Kimani")
    for n in range(2):
        make_entry(incident, f"Entry {n}", by=manager)
    add_task(incident=incident, actor=responder, details=TaskDetails(text="Call them", person=other))
    parts = parts_in(incident)
    assert parts[manager.pk] == Part(entries=2)
    assert parts[other.pk] == Part(tasks=1)
    assert parts[responder.pk].roles == ("Lead",)
    assert parts[other.pk].words == "1 task"
    assert not Part()


def test_the_page_says_so_as_advice(as_user, postmortem, responder, manager):
    make_entry(postmortem.incident, "Restarted it", by=manager)
    client = as_user(responder)
    address = reverse("postmortem_details", args=[postmortem.incident_id])
    form = html_of(client.get(address))
    assert "Grace Wanjiru (took part: 1 entry)" in form
    assert "Amina Otieno (took part: lead" in form
    assert client.post(address, {"owner": responder.pk, "facilitator": manager.pk}).status_code == 302
    assert "Took part in the incident: 1 entry." in html_of(client.get(postmortem.get_absolute_url()))


def test_of_somebody_who_did_not_it_says_nothing(as_user, postmortem, responder, admin):
    appoint(postmortem, admin, responder)
    assert "Took part in the incident" not in html_of(as_user(responder).get(postmortem.get_absolute_url()))
    form = html_of(as_user(responder).get(reverse("postmortem_details", args=[postmortem.incident_id])))
    assert "Daniel Mwangi</option>" in form
