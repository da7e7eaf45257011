"""From a factor or measure without an action item to one, and back; and action items that are linked to nothing."""

from datetime import timedelta

import pytest
from django.urls import reverse

from actions.models import ActionItem
from catalogue.enums import ActionKind
from catalogue.models import Policy
from core.addresses import local_path
from core.clock import today
from postmortems.enums import FactorKind, MeasureKind, SectionKind
from postmortems.services.analysis import add_factor, add_measure
from tests.factories.actions import make_action_item
from tests.factories.postmortems import make_postmortem, section_of
from tests.html import html_of


@pytest.fixture
def postmortem(responder):
    return make_postmortem(author=responder)


@pytest.fixture
def factor(postmortem, responder):
    return add_factor(postmortem=postmortem, actor=responder, kind=FactorKind.DETECTION_GAP, text="No alert")


def link_in(page):
    """The address behind *No action item: add one*."""
    return page.split('class="btn btn-sm btn-gap" href="')[1].split('"')[0].replace("&amp;", "&")


@pytest.mark.parametrize("writing", [True, False])
def test_the_words_lead_to_a_prefilled_item_and_back(as_user, responder, postmortem, factor, writing):
    client = as_user(responder)
    section = section_of(postmortem, SectionKind.ROOT_CAUSE)
    page = reverse("section", args=[postmortem.incident_id, section.pk]) if writing else postmortem.get_absolute_url()
    link = link_in(html_of(client.get(page)))
    form = client.get(link).context["form"]
    due = today(postmortem.incident.time_zone) + timedelta(days=30)
    assert (form.initial["due_on"], form.initial["kind"]) == (due, ActionKind.DETECT)
    assert form.initial["title"] == "No alert"
    assert f'href="{page}#' in client.get(link).content.decode()  # Cancel

    sent = {"title": "Alert on errors", "kind": "detect", "priority": "2", "factors": [factor.pk]}
    made = client.post(link, sent | {"due_on": due.isoformat()})
    assert made.headers["Location"] == f"{page}#{'row' if writing else 'factor'}-{factor.pk}"
    assert ActionItem.objects.get().factors.get() == factor
    assert "No action item: add one" not in client.get(page).content.decode()


def test_the_date_follows_the_rule_of_the_severity(as_user, responder, postmortem):
    Policy.objects.filter(name="SEV2").update(done_days=3)
    measure = add_measure(postmortem=postmortem, actor=responder, kind=MeasureKind.UNSTATED, text="Test  restores")
    address = reverse("action_new", args=[postmortem.incident_id])
    initial = as_user(responder).get(address, {"measure": measure.pk}).context["form"].initial
    assert initial["due_on"] == today(postmortem.incident.time_zone) + timedelta(days=3)
    assert initial["title"] == "Test restores"
    assert "due_on" not in as_user(responder).get(address).context["form"].initial


def test_what_helped_needs_none(as_user, responder, postmortem):
    add_factor(postmortem=postmortem, actor=responder, kind=FactorKind.MITIGATOR, text="It was night")
    assert "add one" not in as_user(responder).get(postmortem.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    "address", ["//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", "", "back"]
)
def test_back_leads_nowhere_else(as_user, responder, postmortem, address):
    assert local_path(address) == ""
    sent = {"title": "Alert on errors", "kind": "detect", "priority": "2"}
    new = reverse("action_new", args=[postmortem.incident_id])
    made = as_user(responder).post(f"{new}?{'back='}{address}", sent)
    assert made.headers["Location"] == ActionItem.objects.get().get_absolute_url()


def test_items_linked_to_nothing_are_named_where_they_can_be_linked(as_user, responder, postmortem, factor):
    item = make_action_item(incident=postmortem.incident, title="Loose", owner=responder)
    section = section_of(postmortem, SectionKind.SUMMARY)
    page = reverse("section", args=[postmortem.incident_id, section.pk])
    client = as_user(responder)
    for address in (page, postmortem.get_absolute_url()):
        shown = html_of(client.get(address))
        edit = f"{reverse('action_edit', args=[item.pk])}?back={address}"
        assert f'href="{edit}' in shown, address
    back = client.post(
        f"{reverse('action_edit', args=[item.pk])}?back={page}",
        {"title": "Loose", "kind": "detect", "priority": "2", "factors": [factor.pk], "version": item.version},
    )
    assert back.headers["Location"] == page
    assert "not linked to a factor or measure" not in html_of(client.get(page))
