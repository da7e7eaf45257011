"""What postmortems show on the page of an incident."""

from django.urls import reverse

from tests.factories.incidents import make_incident
from tests.factories.postmortems import make_over, make_postmortem, publish


def section(client, incident, part=""):
    """The section *Postmortem* of the page, or of its side when that is fetched again."""
    address = reverse("incident_parts", args=[incident.pk]) + "?names=side" if part else incident.get_absolute_url()
    shown = client.get(address).content.decode()
    return shown[shown.index('id="a-pm"') :].split("</section>")[0]


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
