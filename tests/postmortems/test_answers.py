"""Which factors and measures an action item answers: on its form, its page, in lists, and in its history."""

import csv
import uuid
from io import StringIO

import pytest
from django.urls import reverse

from actions.models import ActionItem
from actions.services.items import ActionDetails, create_action_item, edit_action_item
from core.errors import Conflict, DomainError
from postmortems.services.answers import Answers
from tests.factories.actions import make_action_item, make_factor, make_incident, make_measure, make_postmortem

FORM = {"title": "Alert", "kind": "prevent", "priority": "3"}


def answer(item, actor, *, version=None, **answers):
    """Edits nothing but what the item answers."""
    details = ActionDetails(item.title, additions=(Answers(**answers),))
    return edit_action_item(item=item, actor=actor, details=details, base_version=version or item.version)


def history(item):
    return [(event.field, event.before, event.after) for event in item.events.all()]


def test_it_answers_rows_of_its_own_postmortem_only(responder):
    item = make_action_item()
    ours, theirs = make_postmortem(item.incident), make_postmortem(make_incident())
    factor, measure = make_factor(ours, "No alert"), make_measure(ours, "Alert")
    item = answer(item, responder, factors=(factor,), measures=(measure,))
    assert history(item) == [("factors", "", "No alert"), ("measures", "", "Alert")]
    with pytest.raises(DomainError, match="its own postmortem"):
        answer(item, responder, factors=(make_factor(theirs),))
    answer(item, responder, factors=())
    assert list(item.factors.all()) == []
    assert list(item.measures.all()) == [measure]


def test_a_new_one_that_answers_what_it_cannot_is_not_stored(responder):
    incident, factor = make_incident(), make_factor(make_postmortem(make_incident()))
    details = ActionDetails("Alert", additions=(Answers(factors=(factor,)),))
    with pytest.raises(DomainError, match="its own postmortem"):
        create_action_item(incident=incident, actor=responder, details=details, client_uuid=uuid.uuid4())
    assert not ActionItem.objects.exists()


def test_answers_chosen_beside_a_form_that_is_out_of_date_are_refused(responder):
    item = make_action_item()
    factor = make_factor(make_postmortem(item.incident))
    answer(item, responder, factors=(factor,))
    with pytest.raises(Conflict):
        answer(item, responder, version=1, factors=())
    assert list(item.factors.all()) == [factor]


def test_agreeing_on_one_from_a_measure(as_user, responder):
    incident = make_incident()
    measure = make_measure(make_postmortem(incident), "Alert before\ncustomers notice")
    elsewhere = make_measure(make_postmortem(make_incident()), "Elsewhere")
    address = f"/incidents/{incident.pk}/action-items/new/?measure={measure.pk}&measure={elsewhere.pk}&factor=x"
    form = as_user(responder).get(address).context["form"]
    assert form.initial["title"] == "Alert before customers notice"
    assert form.initial["measures"] == [measure.pk]
    sent = FORM | {"measures": [measure.pk], "client_uuid": str(uuid.uuid4()), "due_on": "2033-06-01"}
    answers = [as_user(responder).post(address, sent) for _ in range(2)]
    item = ActionItem.objects.get()
    assert [answer["Location"] for answer in answers] == [item.get_absolute_url()] * 2
    assert list(item.measures.all()) == [measure]


def test_the_form_offers_what_its_own_postmortem_says_and_takes_nothing_else(as_user, responder):
    item = make_action_item()
    client, address = as_user(responder), reverse("action_edit", args=[item.pk])
    assert "it answers" not in client.get(address).content.decode()
    factor = make_factor(make_postmortem(item.incident), "No alert on evictions")
    elsewhere = make_factor(make_postmortem(make_incident()), "Elsewhere")
    assert "No alert on evictions" in client.get(address).content.decode()
    sent = FORM | {"title": item.title, "version": "1"}
    assert client.post(address, sent | {"factors": [elsewhere.pk]}).status_code == 422
    assert client.post(address, sent | {"factors": [factor.pk]}).status_code == 302
    assert list(item.factors.all()) == [factor]
    assert "checked" in client.get(address).content.decode()


def test_the_page_the_list_and_the_export_say_what_it_answers(as_user, responder):
    item, other = make_action_item(owner=responder), make_action_item(owner=responder)
    postmortem = make_postmortem(item.incident)
    answer(item, responder, factors=(make_factor(postmortem, "No alert"), make_factor(postmortem, "No limit")))
    client = as_user(responder)
    page = client.get(item.get_absolute_url()).content.decode()
    assert "Linked factors and measures" in page
    assert "No limit" in page
    assert "changed the linked factors" in page
    assert "Not linked to a factor or measure" in client.get(other.get_absolute_url()).content.decode()
    assert "factors: No alert; No limit" in client.get(reverse("action_list")).content.decode()
    lines = csv.DictReader(StringIO(b"".join(client.get(reverse("action_csv"))).decode("utf-8-sig")))
    found = {line["number"]: (line["factors"], line["measures"]) for line in lines}
    assert found == {item.reference: ("No alert; No limit", ""), other.reference: ("", "")}


def test_the_list_asks_for_all_rows_at_once(
    as_user, responder, django_assert_max_num_queries, django_assert_num_queries
):
    client, address = as_user(responder), reverse("action_list")
    item = make_action_item()
    answer(item, responder, factors=(make_factor(make_postmortem(item.incident)),))
    with django_assert_max_num_queries(13) as few:
        client.get(address)
    for _ in range(5):
        item = make_action_item()
        answer(item, responder, factors=(make_factor(make_postmortem(item.incident)),))
    with django_assert_num_queries(len(few)):
        client.get(address)
