"""What postmortems show on the page of an incident."""

from datetime import date
from uuid import uuid4

from django.urls import reverse

from incidents.enums import Status
from incidents.services.changes import StatusChange, change_status
from incidents.services.creating import IncidentDetails
from incidents.services.past_incidents import PastHistory, record_past_incident
from incidents.services.postmortem_columns import require_postmortem
from postmortems.models import Postmortem
from postmortems.services.postmortems import open_postmortem
from tests.factories.incidents import make_incident
from tests.factories.postmortems import make_over, make_postmortem, publish
from tests.html import html_of


def section(client, incident, part=""):
    """The section *Postmortem* of the page, or of its side when that is fetched again."""
    address = reverse("incident_parts", args=[incident.pk]) + "?names=side" if part else incident.get_absolute_url()
    shown = client.get(address).content.decode()
    return shown[shown.index('id="a-pm"') :].split("</section>")[0]


def test_the_reason_why_none_is_required_is_the_real_one(as_user, responder):
    drill = make_incident(by=responder, level=2, is_drill=True)
    changed, cancelled = make_incident(by=responder, level=2), make_incident(by=responder, level=2)
    require_postmortem(incident=changed, required=False)
    change_status(incident=cancelled, actor=responder, change=StatusChange("cancel", reason="A test"))
    details = IncidentDetails(title="Long over", level=2, zone="UTC")
    history = PastHistory(status=Status.RESOLVED, milestones={}, wants_postmortem=False)
    past = record_past_incident(actor=responder, details=details, history=history, client_uuid=uuid4())
    said = {
        drill: "a drill does not require one",
        cancelled: "a cancelled incident does not require one",
        past: "the incident was recorded afterwards, without asking for one",
        changed: "SEV2 did not require one then; its rule was changed since",
    }
    for incident, words in said.items():
        assert f"No postmortem; {words}." in section(as_user(responder), incident)


def test_an_incident_without_one_says_why_and_offers_to_open_it(as_user, responder):
    incident = make_over(lead=responder, level=4)
    for part in ("", "side"):
        shown = section(as_user(responder), incident, part)
        assert "SEV4 does not require one" in shown
        assert f'action="{reverse("postmortem_open", args=[incident.pk])}"' in shown
        assert "csrfmiddlewaretoken" in shown


def test_it_says_where_the_postmortem_stands(as_user, responder):
    postmortem = make_postmortem(author=responder)
    client = as_user(responder)
    draft = section(client, postmortem.incident)
    assert "draft" in draft
    assert reverse("postmortem_edit", args=[postmortem.incident_id]) in draft
    publish(postmortem, responder)
    for part in ("", "side"):
        published = section(client, postmortem.incident, part)
        assert "published" in published
        assert reverse("postmortem_edit", args=[postmortem.incident_id]) not in published


def test_one_that_is_open_still_names_the_severity_that_demands_it(as_user, responder):
    incident = make_incident(by=responder, level=1)
    assert "SEV1 requires a postmortem" in section(as_user(responder), incident)


def test_once_the_incident_is_over_writing_it_is_the_first_button(as_user, responder):
    postmortem = make_postmortem(author=responder)
    Postmortem.objects.update(due_on=date(2030, 12, 6))
    client, incident = as_user(responder), postmortem.incident

    def buttons():
        shown = html_of(client.get(incident.get_absolute_url()))
        return shown[shown.index('class="page-actions"') : shown.index('<details class="menu"')]

    edit = reverse("postmortem_edit", args=[incident.pk])
    assert f'class="btn btn-primary" href="{edit}"> Write the postmortem, due 6 Dec 2030 </a>' in buttons()
    assert buttons().count("btn-primary") == 1
    publish(postmortem, responder)
    assert "Write the postmortem" not in buttons()
    assert "Close the incident" in buttons()


def test_while_the_incident_is_open_its_own_step_comes_first(as_user, responder):
    incident = make_incident(by=responder)
    open_postmortem(incident=incident, actor=responder)
    shown = as_user(responder).get(incident.get_absolute_url()).content.decode()
    assert "Write the postmortem" not in shown
    assert "Mark as identified" in shown
