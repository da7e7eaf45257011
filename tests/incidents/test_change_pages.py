"""Status, severity, roles, details, impact, customer update, privacy and members, through their forms."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from core.clock import frozen
from incidents.enums import Status
from incidents.models import TimelineEntry
from incidents.selectors.roles import holders_by_role
from incidents.services.postmortem_columns import require_postmortem
from incidents.services.roles import RoleChange, assign_role
from tests.factories.accounts import make_user
from tests.factories.incidents import make_incident, make_private_incident, make_service, resolve
from tests.html import html_of

NIGHT = datetime(2026, 5, 13, 19, 30, tzinfo=UTC)  # 22:30 in Nairobi
FORMS = ["change_severity", "edit_details", "edit_impact", "edit_privacy", "attach_file"]


@pytest.fixture
def incident(responder):
    with frozen(NIGHT - timedelta(hours=1)):
        return make_incident(by=responder, zone="Africa/Nairobi", lead=responder)


def address(name, incident, *more):
    return reverse(name, args=[incident.pk, *more])


@pytest.mark.parametrize("name", FORMS)
def test_personas(as_user, reporter, responder, manager, name, incident):
    secret = make_private_incident(by=responder, lead=responder)
    seen = [as_user(user).get(address(name, incident)).status_code for user in (reporter, responder, manager)]
    hidden = [as_user(user).get(address(name, secret)).status_code for user in (reporter, responder, manager)]
    assert (seen, hidden) == ([404, 200, 200], [404, 200, 404])


@pytest.mark.parametrize("path", ["status/explode/", "roles/king/", "nonsense/"])
def test_unknown_words_in_the_address_are_nothing(as_user, responder, incident, path):
    assert as_user(responder).get(incident.get_absolute_url() + path).status_code == 404


def test_mitigated_at_an_earlier_time_is_one_step(as_user, responder, incident):
    with frozen(NIGHT):
        as_user(responder).post(
            address("change_status", incident, "mitigate"), {"when": "22:05", "note": "Rolled **back**"}
        )
    incident.refresh_from_db()
    assert (incident.status, incident.mitigated_at) == (Status.MITIGATED, NIGHT - timedelta(minutes=25))
    assert "<strong>back</strong>" in TimelineEntry.objects.latest("seq").html


def test_a_milestone_that_is_set_already_is_said_to_stay(as_user, responder, incident):
    milestone = reverse("set_milestone", args=[incident.pk, "identified"])
    client, step = as_user(responder), address("change_status", incident, "identify")
    assert "is set already" not in client.get(step).content.decode()
    with frozen(NIGHT):
        assert client.post(milestone, {"when": "22:12"}).status_code == 302
        shown = html_of(client.get(step))
        assert "Identified is set already, to 13 May 2026 22:12 EAT: with “now” it stays there." in shown
        client.post(step, {"when": "now"})
    incident.refresh_from_db()
    assert incident.identified_at == NIGHT - timedelta(minutes=18)


@pytest.mark.parametrize(
    ("first", "then", "said"),
    [
        ("identified", "mitigated", "Mitigated would be before identified, 13 May 2026 22:20 EAT. Is that right?"),
        ("detected", "impact_started", ""),
        ("mitigated", "resolved", "Resolved would be before mitigated, 13 May 2026 22:20 EAT. Is that right?"),
    ],
)
def test_a_milestone_out_of_its_order_is_asked_about_and_can_be_kept(as_user, responder, incident, first, then, said):
    client = as_user(responder)
    first, then = (reverse("set_milestone", args=[incident.pk, name]) for name in (first, then))
    with frozen(NIGHT):
        assert client.post(first, {"when": "22:20"}).status_code == 302
        asked = client.post(then, {"when": "22:10"})
        assert asked.status_code == (422 if said else 302)
        assert said in html_of(asked) or not said
        if said:
            kept = {"when": "22:10", "meant_when": "2026-05-13T22:10:00+03:00"}
            assert client.post(then, kept).status_code == 302


@pytest.mark.parametrize("typed", ["about 22:05", "~22:05"])
def test_about_in_the_time_of_a_milestone_and_of_a_step_is_kept(as_user, responder, incident, typed):
    client = as_user(responder)
    for where in (
        reverse("set_milestone", args=[incident.pk, "identified"]),
        address("change_status", incident, "mitigate"),
    ):
        with frozen(NIGHT):
            assert client.post(where, {"when": typed}).status_code == 302
        entry = TimelineEntry.objects.latest("seq")
        assert (entry.is_about, entry.happened_at) == (True, NIGHT - timedelta(minutes=25))
    with frozen(NIGHT):
        refused = client.post(address("change_severity", incident), {"level": 1, "when": typed})
    assert "without “about”" in html_of(refused)


def test_now_is_the_default(as_user, responder, incident):
    client, where = as_user(responder), address("change_status", incident, "resolve")
    assert 'value="now"' in client.get(where).content.decode()
    with frozen(NIGHT + timedelta(days=200)):
        client.post(where, {"when": "now"})
    incident.refresh_from_db()
    assert incident.resolved_at == NIGHT + timedelta(days=200)


@pytest.mark.parametrize("action", ["cancel", "look_again"])
def test_backward_steps_ask_why_and_keep_the_note(as_user, responder, incident, action):
    resolve(incident) if action == "reopen" else None
    response = as_user(responder).post(address("change_status", incident, action), {"note": "Kept words", "reason": ""})
    assert response.status_code == 422
    assert "Kept words" in response.content.decode()


def test_a_step_that_somebody_else_took_is_refused_and_the_note_kept(as_user, responder, incident):
    resolve(incident)
    response = as_user(responder).post(address("change_status", incident, "mitigate"), {"note": "Kept words"})
    shown = response.content.decode()
    assert response.status_code == 422
    assert "somebody may have changed it" in shown
    assert "Kept words" in shown


def test_closing_without_the_required_postmortem_is_refused_in_words(as_user, responder, incident):
    resolve(incident)
    require_postmortem(incident=incident, required=True)
    response = as_user(responder).post(address("change_status", incident, "close"), {})
    assert response.status_code == 422
    assert "Publish it first" in response.content.decode()


def test_a_step_sent_twice_is_one_entry(as_user, responder, incident):
    fields = {"when": "now", "note": "Found it", "client_uuid": str(uuid4())}
    for _ in range(2):
        assert as_user(responder).post(address("change_status", incident, "identify"), fields).status_code == 302
    assert TimelineEntry.objects.filter(kind="status").count() == 1


def test_in_the_dialog_a_refused_form_is_the_form_alone(as_user, responder, incident):
    headers = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "dialog"}
    client, where = as_user(responder), address("change_status", incident, "cancel")
    assert "<html" not in client.get(where, **headers).content.decode()
    refused = client.post(where, {"reason": ""}, **headers)
    assert (refused.status_code, "<html" in refused.content.decode()) == (422, False)
    done = client.post(where, {"reason": "A false alarm"}, **headers)
    assert done.headers["HX-Retarget"] == "#timeline"
    assert "Cancelled" in done.content.decode()


def test_severity_with_a_note(as_user, responder, incident):
    as_user(responder).post(address("change_severity", incident), {"level": "1", "when": "now", "note": "All are hit"})
    incident.refresh_from_db()
    assert incident.severity_id == 1
    assert TimelineEntry.objects.latest("seq").text == "All are hit"


def test_a_role_is_taken_with_one_press_and_given_to_another(as_user, responder, incident):
    client, other = as_user(responder), make_user("Brian Kimani")
    client.post(address("assign_role", incident, "scribe"), {"person": responder.pk})
    incident.refresh_from_db()
    assert holders_by_role(incident)["scribe"] == responder
    client.post(address("assign_role", incident, "scribe"), {"person": other.pk, "note": "All is written down"})
    incident.refresh_from_db()
    assert holders_by_role(incident)["scribe"] == other


def test_reporters_cannot_be_given_a_role(as_user, responder, reporter, incident):
    response = as_user(responder).post(address("assign_role", incident, "lead"), {"person": reporter.pk})
    assert response.status_code == 422


def test_a_role_in_a_private_one_asks_about_membership(as_user, responder):
    secret, outsider = make_private_incident(by=responder), make_user("Brian Kimani")
    client, where = as_user(responder), address("assign_role", secret, "scribe")
    assert "Make them a member" in client.get(where).content.decode()
    refused = client.post(where, {"person": outsider.pk})
    assert (refused.status_code, "cannot see this private incident" in refused.content.decode()) == (422, True)
    client.post(where, {"person": outsider.pk, "make_member": "on"})
    assert secret.members.filter(pk=outsider.pk).exists()


@pytest.mark.parametrize(
    ("name", "more", "fields"), [("change_status", ["mitigate"], {}), ("change_severity", [], {"level": 2})]
)
def test_a_note_that_names_a_stranger_to_a_private_incident_asks_and_one_press_answers(
    as_user, responder, name, more, fields
):
    ana, secret = make_user("Ana Silva"), make_private_incident(by=responder)
    client, where = as_user(responder), address(name, secret, *more)
    sent = fields | {"when": "now", "note": "@ana.silva rolled it back"}
    refused = client.post(where, sent)
    assert refused.status_code == 422
    assert 'name="make_members" value="on"> Make Ana Silva a member and change it' in html_of(refused)
    assert not secret.members.filter(pk=ana.pk).exists()
    assert client.post(where, sent | {"make_members": "on"}).status_code == 302
    assert secret.members.filter(pk=ana.pk).exists()
    assert TimelineEntry.objects.latest("seq").text == "@ana.silva rolled it back"


def test_details_are_edited_and_a_wrong_link_is_refused(as_user, responder, incident):
    service = make_service("Cart")
    fields = {"title": "The cart is empty", "zone": "EAT", "services": [service.pk], "call_url": "meet.example/1"}
    client, where = as_user(responder), address("edit_details", incident)
    assert client.post(where, fields | {"runbook_url": "javascript:alert(1)"}).status_code == 422
    assert client.post(where, fields).status_code == 302
    incident.refresh_from_db()
    assert (incident.title, incident.zone_word, incident.call_url) == (
        "The cart is empty",
        "EAT",
        "https://meet.example/1",
    )
    assert list(incident.services.all()) == [service]


def test_another_title_keeps_a_service_that_no_longer_runs(as_user, responder):
    cart, gone = make_service("Cart"), make_service("Old shop", is_active=False)
    make_service("Never named", is_active=False)
    incident = make_incident(by=responder)
    incident.services.set([cart, gone])
    client, where = as_user(responder), address("edit_details", incident)
    form = client.get(where).context["form"]
    assert {str(service) for service in form.fields["services"].queryset} == {"Cart", "Old shop"}
    shown = [str(box.data["value"]) for box in form["services"] if box.data["selected"]]
    assert client.post(where, {"title": "The cart is empty", "zone": "UTC", "services": shown}).status_code == 302
    assert set(incident.services.all()) == {cart, gone}
    assert TimelineEntry.objects.latest("seq").facts["columns"] == ["title"]


def rows(*spans):
    data = {"interval-TOTAL_FORMS": len(spans), "interval-INITIAL_FORMS": 0}
    for number, (start, end) in enumerate(spans):
        data |= {f"interval-{number}-started": start, f"interval-{number}-ended": end}
    return data


def test_impact_and_its_intervals(as_user, responder, incident):
    client, where = as_user(responder), address("edit_impact", incident)
    with frozen(NIGHT):
        data = {"impact_percent": "40", "impact_percent_about": "on", "impact_percent_of": "users"}
        client.post(where, data | rows(("22:00", "22:10"), ("", "22:20"), ("", "")))
    incident.refresh_from_db()
    spans = [(row.started_at, row.ended_at) for row in incident.impact_intervals.all()]
    assert incident.impact_percent == 40
    assert spans == [
        (NIGHT - timedelta(minutes=30), NIGHT - timedelta(minutes=20)),
        (None, NIGHT - timedelta(minutes=10)),
    ]
    shown = client.get(where).content.decode()
    assert 'value="13 May 2026 22:00 EAT"' in shown
    assert 'value="40"' in shown


def test_an_interval_that_ends_before_it_starts_is_refused_and_kept(as_user, responder, incident):
    with frozen(NIGHT):
        response = as_user(responder).post(address("edit_impact", incident), rows(("22:20", "22:10")))
    assert response.status_code == 422
    assert "The end is before the start" in response.content.decode()
    assert 'value="22:10"' in response.content.decode()


@pytest.mark.parametrize("broken", [{}, {"interval-TOTAL_FORMS": "x"}, {"interval-TOTAL_FORMS": "5000"}])
def test_a_broken_table_of_intervals_is_no_error_of_ours(as_user, responder, incident, broken):
    assert as_user(responder).post(address("edit_impact", incident), broken).status_code == 422


def test_privacy_asks_about_those_with_a_role(as_user, responder, manager):
    scribe = make_user("Brian Kimani")
    incident = make_incident(by=responder)
    assign_role(incident=incident, actor=responder, change=RoleChange(role="scribe", person=scribe))
    client, where = as_user(manager), address("edit_privacy", incident)
    refused = client.post(where, {"is_private": "on"})
    assert (refused.status_code, "Brian Kimani would no longer see it" in refused.content.decode()) == (422, True)
    client.post(where, {"is_private": "on", "make_holders_members": "on"})
    incident.refresh_from_db()
    assert incident.is_private
    assert set(incident.members.all()) == {scribe, manager, responder}


def test_not_everybody_changes_who_may_see_it(as_user, incident):
    client = as_user(make_user("Fatuma Ali"))
    assert client.post(address("edit_privacy", incident), {"is_private": "on"}).status_code == 403
    assert client.post(address("member_add", incident), {"person": 1}).status_code == 403


def test_members_come_and_go(as_user, responder):
    secret, other = make_private_incident(by=responder), make_user("Brian Kimani")
    client = as_user(responder)
    client.post(address("member_add", secret), {"person": other.pk})
    assert secret.members.count() == 2
    client.post(address("member_remove", secret, other.pk))
    assert secret.members.count() == 1
    response = client.post(address("member_remove", secret, responder.pk))
    assert response.status_code == 422
    assert "A private incident needs at least one member" in response.content.decode()
    assert client.post(address("member_add", secret), {"person": "999999"}).status_code == 422
