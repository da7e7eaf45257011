"""Templates of customer updates: managers edit them, and they are filled with what customers may know."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from accounts.models import AuditEvent
from core.clock import frozen
from customers.models import UpdateTemplate
from customers.selectors.update_templates import filled, templates_for
from incidents.services.changes import StatusChange, change_status
from tests.factories.incidents import make_incident, make_service, resolve

NIGHT = datetime(2026, 5, 13, 19, 30, tzinfo=UTC)


def names(incident):
    return [template.name for template in templates_for(incident)]


def test_those_that_fit_the_status_are_offered_first(responder):
    incident = make_incident(by=responder, level=2)
    assert names(incident) == ["We know of it", "Nothing has changed"]
    change_status(incident=incident, actor=responder, change=StatusChange(action="identify"))
    incident.refresh_from_db()
    assert names(incident) == ["We know the cause", "Nothing has changed"]
    resolve(incident)
    incident.refresh_from_db()
    assert names(incident) == ["It is over"]


def test_they_can_be_for_some_severities_and_services(responder):
    shop, search = make_service("Shop"), make_service("Search")
    UpdateTemplate.objects.all().delete()
    by_level, by_service = (UpdateTemplate.objects.create(name=name, text="Sorry.") for name in ("level", "service"))
    by_level.severities.set([1])
    by_service.services.set([shop])
    assert names(make_incident(by=responder, level=2, services=(shop, search))) == ["service"]
    assert names(make_incident(by=responder, level=1, services=(search,))) == ["level"]


def test_only_what_customers_may_know_is_filled_in_and_gaps_show(responder):
    template = UpdateTemplate(text="{service} fails since {since}. More by {next}. {other}")
    with frozen(NIGHT):
        services = make_service("db-7", customer_name=""), make_service("shop-v2", customer_name="Our shop")
        known = make_incident(by=responder, level=2, services=services, impact_started_at=NIGHT - timedelta(minutes=20))
        words = filled(template, known)
        assert words.startswith("Our shop fails since 13 May 2026 19:10 UTC. More by 13 May 2026 19:50 UTC.")
        unknown = filled(template, make_incident(by=responder, level=4))
    assert unknown.startswith("[what is affected?] fails since [since when?]. More by [next update by?].")


def test_a_template_begins_the_form(as_user, responder):
    incident = make_incident(by=responder, level=2, lead=responder)
    template = UpdateTemplate.objects.get(name="We know of it")
    where = reverse("update_new", args=[incident.pk])
    page = as_user(responder).get(f"{where}?template={template.pk}").content.decode()
    assert ("We know that [what is affected?] does not work" in page, "Begin from a template" in page) == (True, True)
    assert as_user(responder).get(f"{where}?template=999999").status_code == 200


def test_managers_add_and_change_them(as_user, manager, responder):
    client, new = as_user(manager), reverse("update_template_new")
    assert as_user(responder).get(new).status_code == 403
    response = client.post(
        new, {"name": "Slow", "text": "{service} is slow.", "status": "mitigated", "severities": [2]}
    )
    assert response.status_code == 302
    made = UpdateTemplate.objects.get(name="Slow")
    assert "Slow" in client.get(reverse("update_template_list")).content.decode()
    client.post(reverse("update_template_edit", args=[made.pk]), {"name": "Slow", "text": "It is slow."})
    made.refresh_from_db()
    assert (made.text, made.status, made.is_active, made.severities.count()) == ("It is slow.", "", False, 0)
    assert AuditEvent.objects.filter(subject="Customer update template Slow").count() == 2


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"name": "New", "text": "Since {when}"}, "There is no {when}"),
        ({"name": "New", "text": "See INC-1"}, "cannot open INC-1"),
        ({"name": "We know of it", "text": "Sorry."}, "already exists"),
        ({"name": "", "text": ""}, "required"),
    ],
)
def test_bad_input_is_kept_and_explained(as_user, manager, values, said):
    response = as_user(manager).post(reverse("update_template_new"), values)
    text = response.content.decode()
    assert (response.status_code, said in text, values["text"] in text) == (422, True, True)
