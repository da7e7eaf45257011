"""People called by @name in an entry are told once, by a delivery."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from incidents.forms.understanding import LOOKED_AT
from incidents.services.changes import StatusChange, change_status
from incidents.services.timeline import EntryCorrection, correct_entry, redact_entry, strike_entry
from notifications.kinds import find
from notifications.models import Delivery
from tests.factories.accounts import make_user
from tests.factories.incidents import make_entry, make_incident, make_private_incident


@pytest.fixture
def ana():
    return make_user("Ana Silva", email="a.silva@example.com")


@pytest.fixture
def incident(responder):
    return make_incident(by=responder)


def told():
    return list(Delivery.objects.filter(kind="named_in_entry"))


def kind():
    found = find("named_in_entry")
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("@ana.silva please look at the queue", 1),
        ("thanks @A.Silva and again @ana.silva", 1),
        ("mail to x@a.silva went out", 0),
        ("the decorator `@ana.silva` is gone", 0),
        ("@nobody.here", 0),
        ("nothing", 0),
    ],
)
def test_who_is_named_is_told_once(incident, ana, text, count):
    make_entry(incident, text)
    assert [delivery.recipient for delivery in told()] == [ana] * count


def test_naming_oneself_tells_nobody(incident):
    make_entry(incident, "@amina.otieno looks at it")
    assert told() == []


def test_a_correction_tells_only_those_who_were_not_told(incident, ana):
    entry = make_entry(incident, "@ana.silva please look")
    ben = make_user("Ben Otto")
    both = EntryCorrection("@ana.silva @ben.otto please look", entry.happened_at)
    correct_entry(entry=entry, actor=incident.declared_by, correction=both, reason="forgot somebody")
    assert {delivery.recipient for delivery in told()} == {ana, ben}
    assert len(told()) == 2


def test_a_name_in_the_words_of_a_step_counts(incident, ana):
    change_status(
        incident=incident,
        actor=incident.declared_by,
        change=StatusChange(action="mitigate", note="thanks to @ana.silva"),
    )
    assert len(told()) == 1


def test_the_message_says_who_where_and_what(incident, ana, responder):
    make_entry(incident, "@ana.silva <please> look")
    (delivery,) = told()
    message = kind().render([delivery])[delivery.pk]
    assert message.subject.startswith(f"{incident.reference}: {responder.name} mentioned you")
    assert "@ana.silva <please> look" in message.text
    assert "&lt;please&gt;" in message.html
    assert f"/incidents/{incident.pk}/?entry=" in message.text
    assert delivery.reason == f"{responder.name} mentioned you in {incident.reference}."


@pytest.mark.parametrize("take_back", [strike_entry, redact_entry])
def test_an_entry_that_was_taken_back_is_told_no_more(incident, ana, admin, take_back):
    entry = make_entry(incident, "@ana.silva please look")
    (delivery,) = told()
    assert kind().still_due([delivery]) == {}
    take_back(entry=entry, actor=admin, reason="wrong room")
    assert "struck through" in kind().still_due([delivery])[delivery.pk]


def test_in_a_private_incident_only_a_member_is_told(responder, ana):
    secret = make_private_incident(ana, by=responder)
    make_entry(secret, "@ana.silva please look")
    (delivery,) = told()
    stranger = make_user("Stranger")
    assert kind().visible_to([(ana, delivery)]) == {delivery.pk}
    assert kind().visible_to([(stranger, delivery)]) == set()


NOBODY = "No responder is called @zoe, so nobody is notified by that."


def preview(client, incident, text):
    return client.post(reverse("entry_preview", args=[incident.pk]), {"text": text}).content.decode()


def test_the_preview_says_which_name_nobody_has(as_user, responder, incident, ana):
    client = as_user(responder)
    assert NOBODY in preview(client, incident, "@ana.silva asked @zoe to look")
    assert NOBODY in preview(client, incident, "looking at it with @zoe")
    for text in ("@ana.silva looks", "looking at it with @an", "the decorator `@zoe` is gone"):
        assert "No responder" not in preview(client, incident, text)


def test_the_preview_looks_at_whole_names_at_the_beginning_of_a_long_text_alone(as_user, responder, incident):
    begun = f"it is @zoe {'words ' * LOOKED_AT}"[: LOOKED_AT - 4]
    assert NOBODY in preview(as_user(responder), incident, f"{begun}\n@zac.across.the.end and @zed behind it")


def test_the_preview_asks_for_nobody_where_no_name_stands(as_user, responder, incident, ana):
    client = as_user(responder)

    def queries(text):
        with CaptureQueriesContext(connection) as asked:
            preview(client, incident, text)
        return len(asked)

    plain = queries("looking at it")
    assert plain == queries("`@zoe` is a decorator") < queries("looking at it with @ana.silva now")


@pytest.mark.parametrize("text", ["@zoe please look", "/sev 2 says @zoe"])
def test_who_named_nobody_is_told_so_after_sending(as_user, responder, incident, text):
    client, where = as_user(responder), reverse("entry_add", args=[incident.pk])
    queued = client.post(where, {"text": text, "client_uuid": uuid4()}, headers={"Accept": "application/json"})
    assert f'<p class="note note-warn">{NOBODY}</p>' in queued.json()["notice"]
    assert "No responder" not in queued.json()["undo"]
    page = client.post(where, {"text": text.replace("2", "1"), "client_uuid": uuid4()}, follow=True)
    assert NOBODY in page.content.decode()
    assert "@zoe" in incident.entries.told().last().text
    assert "No responder" not in client.get(incident.get_absolute_url()).content.decode()


def test_a_correction_and_a_step_that_name_nobody_say_so(as_user, responder, incident):
    client, entry = as_user(responder), make_entry(incident, "Somebody looks")
    fields = {"text": "@zoe looks", "when": "1m ago", "base_seq": entry.changed_seq, "reason": "who"}
    swapped = client.post(
        reverse("entry_correct", args=[incident.pk, entry.pk]), fields, headers={"HX-Request": "true"}
    )
    _, notice = swapped.content.decode().split('<div id="notice" hx-swap-oob="innerHTML">')
    assert f'<p class="note note-warn">{NOBODY}</p>' in notice
    assert 'id="undo"' not in notice, "the offer to undo the entry before stays"
    step = client.post(reverse("change_status", args=[incident.pk, "mitigate"]), {"note": "by @zoe"}, follow=True)
    assert NOBODY in step.content.decode()
