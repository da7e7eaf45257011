"""Correcting, striking and redacting entries through their pages."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from accounts.enums import AuditAction
from accounts.models import AuditEvent
from catalogue.services.rules import edit_rules
from core.clock import frozen, now
from incidents.enums import Milestone
from incidents.models import TimelineEntry
from incidents.services.timeline import MEND_FOR, EntryCorrection, correct_entry
from incidents.services.undoing import undo_entry
from tests.factories.accounts import make_user
from tests.factories.incidents import make_entry, make_incident, make_private_incident
from tests.html import html_of

NIGHT = datetime(2026, 5, 13, 19, 30, 5, 250, tzinfo=UTC)  # 22:30:05 in Nairobi


@pytest.fixture
def entry(responder):
    incident = make_incident(by=responder, zone="Africa/Nairobi")
    return make_entry(incident, "Restarted the shop", happened_at=NIGHT, milestones=[Milestone.DETECTED])


def of(name, entry):
    return reverse(name, args=[entry.incident_id, entry.pk])


def filled(client, entry, **changes):
    """The correction as a browser would send it: what the form holds, with some fields changed."""
    form = client.get(of("entry_correct", entry)).context["form"]
    fields = {name: form.initial[name] for name in form.fields if form.initial.get(name)}
    return fields | {"reason": "it was wrong"} | changes


def test_reporters_find_nothing_and_responders_may(as_user, reporter, responder, manager, entry):
    for name in ("entry_correct", "entry_strike", "entry"):
        seen = [as_user(user).get(of(name, entry)).status_code for user in (reporter, responder, manager)]
        assert seen == [404, 200, 200]


def test_words_are_corrected_and_the_exact_time_stays(as_user, responder, entry):
    client = as_user(responder)
    client.post(of("entry_correct", entry), filled(client, entry, text="Restarted the cart"))
    entry.refresh_from_db()
    assert (entry.text, entry.happened_at) == ("Restarted the cart", NIGHT)
    assert entry.revisions.get().text == "Restarted the shop"


def test_a_bare_time_lies_on_the_entry_s_day_and_the_milestone_follows(as_user, responder, entry):
    client = as_user(responder)
    with frozen(NIGHT + timedelta(days=9)):
        client.post(of("entry_correct", entry), filled(client, entry, when="22:10"))
    entry.refresh_from_db()
    entry.incident.refresh_from_db()
    assert entry.happened_at == datetime(2026, 5, 13, 19, 10, tzinfo=UTC)
    assert entry.incident.detected_at == entry.happened_at


def test_a_correction_that_names_a_stranger_to_a_private_incident_asks_and_one_press_answers(as_user, responder):
    ana = make_user("Ana Silva")
    secret = make_private_incident(by=responder)
    entry = make_entry(secret, "Somebody looks at it")
    client = as_user(responder)
    sent = filled(client, entry, text="@ana.silva looks at it")
    refused = client.post(of("entry_correct", entry), sent)
    shown = html_of(refused)
    assert refused.status_code == 422
    assert 'name="make_members" value="on"> Make Ana Silva a member and correct it' in shown
    assert "@ana.silva looks at it" in shown
    assert not secret.members.filter(pk=ana.pk).exists()
    assert client.post(of("entry_correct", entry), sent | {"make_members": "on"}).status_code == 302
    entry.refresh_from_db()
    assert entry.text == "@ana.silva looks at it"
    assert secret.members.filter(pk=ana.pk).exists()


def test_a_yes_is_asked_about_everybody_who_is_named(as_user, responder):
    secret, strangers = make_private_incident(by=responder), [make_user("Ana Silva"), make_user("Ben Otto")]
    entry, client = make_entry(secret, "Somebody looks at it"), as_user(responder)
    sent = filled(client, entry, text="@ana.silva and @ben.otto look at it")
    shown = html_of(client.post(of("entry_correct", entry), sent))
    assert 'value="on"> Make Ana Silva, Ben Otto members and correct it' in shown
    client.post(of("entry_correct", entry), sent | {"make_members": "on"})
    assert set(secret.members.all()) == {responder, *strangers}


def test_milestones_follow_the_boxes(as_user, responder, entry):
    client = as_user(responder)
    client.post(of("entry_correct", entry), filled(client, entry, milestones=["acknowledged"]))
    entry.incident.refresh_from_db()
    assert entry.incident.detected_at is None
    assert entry.incident.acknowledged_at == NIGHT


def test_a_correction_may_leave_out_why_unless_an_admin_demands_it(as_user, responder, admin, entry):
    client = as_user(responder)
    TimelineEntry.objects.update(written_at=now() - MEND_FOR)
    assert (
        client.post(of("entry_correct", entry), filled(client, entry, text="New words", reason="")).status_code == 302
    )
    rules = as_user(admin).get(reverse("rules")).context["form"].initial
    assert as_user(admin).post(reverse("rules_edit"), rules | {"correction_reason_required": "on"}).status_code == 302
    entry.refresh_from_db()
    refused = as_user(responder).post(of("entry_correct", entry), filled(client, entry, text="Kept words", reason=""))
    assert refused.status_code == 422
    assert "Kept words" in refused.content.decode()
    assert AuditEvent.objects.get(action=AuditAction.POLICY_CHANGED).detail == {
        "changed": {"correction_reason_required": [False, True]}
    }


def test_its_author_mends_an_entry_at_once_and_nobody_asks_why(as_user, responder, manager, admin):
    incident = make_incident(by=responder)
    edit_rules(actor=admin, correction_reason_required=True)
    entry = make_entry(incident, "Restatred the shop", by=responder)
    for client, asks in ((as_user(responder), False), (as_user(manager), True)):
        assert ('name="reason"' in client.get(of("entry_correct", entry)).content.decode()) is asks
    sent = filled(as_user(responder), entry, text="Restarted the shop")
    del sent["reason"]
    assert as_user(responder).post(of("entry_correct", entry), sent).status_code == 302
    assert entry.revisions.get().text == "Restatred the shop"


def test_what_its_author_undid_is_folded_away(as_user, responder):
    incident = make_incident(by=responder)
    entry = make_entry(incident, "Wrong room", by=responder)
    undo_entry(entry=entry, actor=responder)
    shown = html_of(as_user(responder).get(incident.get_absolute_url()))
    fold = shown[shown.index(f'id="entry-{entry.pk}"') :].split("</li>")[0]
    assert "<summary>Amina Otieno logged this and undid it</summary>" in fold
    assert fold.index("<details") < fold.index("Wrong room")


def test_when_somebody_was_faster_both_texts_are_shown_and_nothing_is_lost(as_user, responder, manager, entry):
    client = as_user(responder)
    mine = filled(client, entry, text="My words")
    correct_entry(entry=entry, actor=manager, correction=EntryCorrection("Their words", NIGHT), reason="faster")
    response = client.post(of("entry_correct", entry), mine)
    shown = response.content.decode()
    assert response.status_code == 409
    assert "Their words" in shown
    assert "My words" in shown
    entry.refresh_from_db()
    assert entry.text == "Their words"
    again = mine | {"base_seq": response.context["form"].data["base_seq"]}
    assert client.post(of("entry_correct", entry), again).status_code == 302
    entry.refresh_from_db()
    assert entry.text == "My words"
    assert {was.text for was in entry.revisions.all()} == {"Restarted the shop", "Their words"}


def test_the_history_keeps_that_the_time_was_approximate(as_user, responder, entry):
    moved = make_entry(entry.incident, "The cart came back", happened_at=NIGHT, is_about=True)
    correct_entry(
        entry=moved,
        actor=responder,
        reason="log",
        correction=EntryCorrection(text=moved.text, happened_at=NIGHT, until_at=None, is_about=False),
    )
    assert moved.revisions.get().is_about
    shown = as_user(responder).get(reverse("incident", args=[entry.incident_id])).content.decode()
    assert "Before: about <time" in shown


def test_of_a_system_entry_only_the_time_is_corrected(as_user, responder, entry):
    system = TimelineEntry.objects.get(incident=entry.incident, origin="system")
    client = as_user(responder)
    fields = filled(client, system, when="13 May 2026 10:00")
    assert "text" not in fields
    client.post(of("entry_correct", system), fields | {"text": "Other words"})
    words = system.text
    system.refresh_from_db()
    assert system.text == words
    assert system.happened_at == datetime(2026, 5, 13, 7, 0, tzinfo=UTC)


def test_striking_asks_why_and_can_be_taken_back(as_user, responder, entry):
    client = as_user(responder)
    assert client.post(of("entry_strike", entry), {"reason": ""}).status_code == 422
    client.post(of("entry_strike", entry), {"reason": "another shop"})
    entry.refresh_from_db()
    assert entry.struck_reason == "another shop"
    client.post(of("entry_unstrike", entry))
    entry.refresh_from_db()
    assert entry.struck_at is None


def test_a_system_entry_cannot_be_struck_and_says_why(as_user, responder, entry):
    system = TimelineEntry.objects.get(incident=entry.incident, origin="system")
    response = as_user(responder).post(of("entry_strike", system), {"reason": "no"})
    assert response.status_code == 422
    assert "records a change" in response.content.decode()


def test_only_admins_redact(as_user, reporter, responder, manager, admin, entry):
    seen = [as_user(user).get(of("entry_redact", entry)).status_code for user in (reporter, responder, manager, admin)]
    assert seen == [404, 403, 403, 200]


def test_redaction_says_what_it_cannot_reach_and_asks_why(as_user, admin, entry):
    client = as_user(admin)
    assert "mails already sent" in client.get(of("entry_redact", entry)).content.decode()
    assert client.post(of("entry_redact", entry), {"reason": " "}).status_code == 422
    client.post(of("entry_redact", entry), {"reason": "a password"})
    entry.refresh_from_db()
    assert (entry.text, entry.redacted_by) == ("", admin)
    assert "Restarted the shop" not in client.get(entry.incident.get_absolute_url()).content.decode()


def test_htmx_gets_the_changed_parts(as_user, responder, entry):
    client = as_user(responder)
    response = client.post(of("entry_star", entry), {"starred": "1"}, HTTP_HX_REQUEST="true")
    assert response.headers["HX-Retarget"] == "#timeline"
    assert "starred" in response.content.decode()
    assert 'id="composer"' not in response.content.decode()


def test_whether_the_time_is_about_right_is_corrected_too(as_user, responder, entry):
    client = as_user(responder)
    client.post(of("entry_correct", entry), filled(client, entry, is_about="on"))
    entry.refresh_from_db()
    assert entry.is_about
    client.post(of("entry_correct", entry), {**filled(client, entry), "is_about": ""})
    entry.refresh_from_db()
    assert not entry.is_about
