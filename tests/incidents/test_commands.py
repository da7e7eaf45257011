"""Commands typed into the composer, through its address: what they do, what they ask, and that nothing is lost."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.urls import reverse

from accounts.enums import Role
from core.clock import frozen
from incidents.enums import EntryKind, Milestone, Origin, Status, TaskState
from incidents.models import TimelineEntry
from incidents.selectors.roles import holders_by_role, lead_of
from incidents.services.changes import SeverityChange, StatusChange, change_severity, change_status
from incidents.services.commands import BY_NAME, COMMANDS
from incidents.services.leftovers import LEFT_OPEN
from incidents.services.orders import Argument
from incidents.services.roles import RoleChange, assign_role
from incidents.services.tasks import TaskDetails, add_task
from notifications.models import Delivery
from tests.factories.accounts import make_user
from tests.factories.incidents import make_checklist, make_incident, make_private_incident
from tests.html import html_of

NIGHT = datetime(2026, 5, 13, 19, 30, tzinfo=UTC)


@pytest.fixture
def incident(responder):
    with frozen(NIGHT - timedelta(hours=3)):
        return make_incident(by=responder, zone="UTC")


@pytest.fixture
def log(as_user, responder, incident):
    """Sends a text as the composer does: `log("/sev 2")`."""
    client = as_user(responder)

    def send(text, where=incident, **fields):
        fields = {"client_uuid": uuid4(), "text": text} | fields
        with frozen(NIGHT):
            response = client.post(reverse("entry_add", args=[where.pk]), fields)
        where.refresh_from_db()
        return response

    return send


def last(incident):
    return TimelineEntry.objects.filter(incident=incident).latest("seq")


def test_a_status_with_a_time_and_words_is_one_entry(log, incident):
    assert log("/status mitigated 18:45 rolled back").status_code == 302
    entry = last(incident)
    assert incident.status == Status.MITIGATED
    assert incident.mitigated_at == entry.happened_at == NIGHT - timedelta(minutes=45)
    assert (entry.text, entry.kind, entry.origin) == ("rolled back", EntryKind.STATUS, Origin.TOLD)


def test_a_status_without_a_time_is_when_enter_was_pressed_and_keeps_an_earlier_milestone(log, incident):
    log("/mitigated 18:00 seems calm")
    pressed = NIGHT - timedelta(minutes=2)
    log("/status mitigated", pressed_at=pressed.isoformat())
    assert last(incident).happened_at == pressed
    assert incident.mitigated_at == NIGHT - timedelta(minutes=90)


@pytest.mark.parametrize(
    ("first", "then", "status"),
    [
        ("identify", "/status mitigate", Status.MITIGATED),
        ("mitigate", "/status impact is back, the queue grows", Status.IDENTIFIED),
        ("resolve", "/status reopen it came back", Status.INVESTIGATING),
        ("resolve", "/status mitigated still to be watched", Status.MITIGATED),
        ("resolve", "/status closed", Status.CLOSED),
        ("identify", "/status cancel a drill", Status.CANCELLED),
    ],
)
def test_every_step_of_the_table_can_be_typed(log, incident, responder, first, then, status):
    with frozen(NIGHT - timedelta(hours=1)):
        change_status(incident=incident, actor=responder, change=StatusChange(action=first))
    assert log(then).status_code == 302
    assert incident.status == status


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("/status closed", "From here you can"),
        ("/status cancel", "Why was this not an incident?"),
        ("/status", "Say which status"),
        ("/status mitgated 18:45 rolled back", "/status mitigated 18:45 rolled back"),
        ("/sev", "a number from 1 to 5"),
        ("/sev 3 it is bad", "This is already the case"),
        ("/lead", "Say who"),
        ("/lead @zz takes over", "No responder is called @zz"),
        ("/role", "Say which role"),
        ("/role dba @ana", "“dba” is not a role. Write /role, one of lead, communications, scribe, and @name."),
        ("/escalate", "Say to whom: /escalate @name"),
        ("/escalate @zz help", "No responder is called @zz"),
        ("/role scribe", "Say who: /role scribe @name, /role scribe me or /role scribe nobody."),
        ("/star", "Write the text too"),
        ("/update all is well", "Only the lead"),
        ("/impact tomorrow 10:00 later", "This is in the future"),
        ("/impact 19:34 first calls", "19:34 is 4 min ahead. Today 19:34 or yesterday 19:34?"),
        ("19:34 first calls", "19:34 is 4 min ahead. Today 19:34 or yesterday 19:34?"),
        ("/stauts mitigated", "Did you mean /status"),
        ("/zzz", "There is no command /zzz"),
    ],
)
def test_what_cannot_be_done_comes_back_with_what_was_typed(log, incident, text, words):
    before = incident.seq
    response = log(text)
    shown = response.content.decode()
    assert response.status_code == (403 if text.startswith("/update") else 422)
    assert words in shown
    assert f">{text}</textarea>" in shown
    assert incident.seq == before


@pytest.fixture
def tasks(incident, responder):
    texts = ("Roll back the change", "Tell the bank")
    return [add_task(incident=incident, actor=responder, details=TaskDetails(text=text)) for text in texts]


@pytest.mark.parametrize("text", ["/status resolved all is well", "/status resolve 19:20 all is well"])
def test_a_command_that_ends_it_asks_about_open_tasks_and_takes_the_answer(log, incident, tasks, text):
    incident.refresh_from_db()
    before = incident.seq
    asked = log(text)
    shown = html_of(asked)
    assert (asked.status_code, incident.seq, incident.status) == (422, before, Status.INVESTIGATING)
    assert "2 tasks are still open: Roll back the change; Tell the bank." in shown
    assert "All are done" in shown
    assert f">{text}</textarea>" in asked.content.decode()
    assert log(text, meant_tasks="done").status_code == 302
    assert incident.status == Status.RESOLVED
    assert not incident.tasks.open().exists()


def test_the_browser_is_asked_about_open_tasks_and_led_to_the_postmortem(as_user, responder, incident, tasks):
    change_severity(incident=incident, actor=responder, change=SeverityChange(1))
    client, where = as_user(responder), reverse("entry_add", args=[incident.pk])
    fields, json = {"text": "/status resolved", "client_uuid": uuid4()}, {"HTTP_ACCEPT": "application/json"}
    asked = client.post(where, fields, **json)
    (question,) = asked.json()["asks"]
    assert (asked.status_code, question["button"]) == (422, "meant_tasks")
    assert [choice["value"] for choice in question["choices"]] == ["action", "done", "dropped"]
    stored = client.post(where, fields | {"meant_tasks": "dropped"}, **json).json()
    assert "Write the postmortem" in stored["undo"]
    assert {task.reason for task in incident.tasks.all()} == {LEFT_OPEN}


@pytest.mark.parametrize(("own", "listed"), [(0, 4), (1, 3)])
def test_of_tasks_from_a_checklist_it_says_only_what_can_be_chosen(log, responder, own, listed):
    make_checklist("Any", *(f"Step {n}" for n in range(listed)))
    incident = make_incident(by=responder)
    for n in range(own):
        add_task(incident=incident, actor=responder, details=TaskDetails(text=f"Own {n}"))
    shown = html_of(log("/status resolved", incident))
    assert "; and 1 more. What should happen to them?" in shown
    assert ("Make action items" in shown, "they are dropped" in shown) == (bool(own), bool(own))


def test_what_a_checklist_asked_for_becomes_no_action_item_by_an_answer_for_all(log, responder):
    make_checklist("Any", "Ask whether data is at risk")
    incident = make_incident(by=responder)
    own = add_task(incident=incident, actor=responder, details=TaskDetails(text="Refund who paid twice"))
    assert log("/status resolved", incident, meant_tasks="action").status_code == 302
    listed = incident.tasks.exclude(pk=own.pk).get()
    own.refresh_from_db()
    assert (own.state, listed.state, listed.reason) == (TaskState.ACTION, TaskState.DROPPED, LEFT_OPEN)


def test_an_escalation_to_a_user_names_them_and_tells_them(log, incident):
    ana = make_user(name="Ana Silva", email="ana@example.com")
    log("/escalate @ana packets are lost")
    assert last(incident).text == "Escalated to Ana Silva (@ana): packets are lost"
    assert Delivery.objects.filter(recipient=ana, kind="named_in_entry").exists()


def test_a_step_that_does_not_end_it_asks_about_no_task(log, incident, tasks):
    assert log("/status mitigated").status_code == 302


def test_who_may_not_call_a_command_is_told_only_that(log):
    shown = log("/update").content.decode()
    assert "Only the lead" in shown
    assert "Write the text too" not in shown


def test_a_change_takes_no_milestone_beside_it(log, incident):
    response = log("/sev 2 it spreads", milestones=["detected"])
    assert response.status_code == 422
    assert "/sev cannot have an end, a milestone" in response.content.decode()


@pytest.mark.parametrize(
    ("text", "meant", "stored"),
    [
        ("/vra full", "//vra full", "/vra full"),
        ("/strr call them", "/star call them", "call them"),
        ("/var/log is full", "", "/var/log is full"),
        ("//status was down", "", "/status was down"),
    ],
)
def test_words_that_look_like_commands_are_logged(log, incident, text, meant, stored):
    response = log(text, **({"meant_text": meant} if meant else {}))
    assert response.status_code == 302
    assert last(incident).text == stored


def test_a_command_sent_twice_runs_once_and_other_words_under_its_uuid_are_refused(log, incident):
    log("/status resolved")
    same = uuid4()
    assert log("/status mitigated still to be watched", client_uuid=same).status_code == 302
    before = incident.seq
    assert log("/status mitigated still to be watched", client_uuid=same).status_code == 302
    assert log("/status mitigated something else", client_uuid=same).status_code == 409
    assert (incident.seq, incident.status) == (before, Status.MITIGATED)


@pytest.mark.parametrize("text", ["/sev 1 it spreads", "/lead me", "/impact 18:00", "/star call them"])
def test_every_kind_of_command_runs_once(log, incident, text):
    same = uuid4()
    log(text, client_uuid=same)
    before = incident.seq
    assert log(text, client_uuid=same).status_code == 302
    assert incident.seq == before


def test_roles_are_given_by_name_to_me_and_to_nobody(log, incident, responder):
    ana = make_user("Ana Silva", email="ana@example.com")
    log("/lead @ana the database is back, the queue is not")
    assert lead_of(incident) == ana
    assert last(incident).text.endswith("Gave the role lead to Ana Silva.\n\nthe database is back, the queue is not")
    log("/role communications ana.silva")
    log("/role scribe me")
    assert holders_by_role(incident) == {"lead": ana, "communications": ana, "scribe": responder}
    log("/role communications nobody")
    assert "communications" not in holders_by_role(incident)


def test_an_escalation_says_to_whom_when_and_why(log, incident, responder):
    log("/escalate the network team: 18:40 packets are lost")
    entry = last(incident)
    assert (entry.kind, entry.text) == ("escalation", "Escalated to the network team: packets are lost")
    assert entry.happened_at == NIGHT - timedelta(minutes=50)
    log("/escalate the on-call of the provider")
    assert last(incident).text == "Escalated to the on-call of the provider."


def test_a_role_that_was_mistyped_is_asked_about(log, incident):
    assert 'value="/role scribe me 18:45 logs"' in log("/role scirbe me 18:45 logs").content.decode()
    make_user("Ana Silva", email="a.silva@example.com")
    assert 'value="/role scribe @a.silva logs"' in log("/role scribe @ana logs").content.decode()


def test_a_name_that_is_not_clear_is_asked_about(log, incident):
    make_user("Ana Silva", email="a.silva@example.com")
    make_user("Ana Costa", email="a.costa@example.com")
    shown = log("/lead @ana takes over").content.decode()
    assert 'value="/lead @a.silva takes over"' in shown
    assert 'value="/lead @a.costa takes over"' in shown


@pytest.mark.parametrize("command", [each for each in COMMANDS if each.is_entry and each.name != "star"])
def test_every_milestone_has_a_command(log, incident, command):
    log(f"/{command.name} 18:45 so it was")
    entry = last(incident)
    milestone = Milestone(entry.marks.get().milestone)
    assert getattr(incident, milestone.column) == NIGHT - timedelta(minutes=45)
    assert entry.text == "so it was"
    assert incident.status == Status.INVESTIGATING


def test_a_milestone_needs_no_words(log, incident):
    log("/impact 18:30")
    assert incident.impact_started_at == NIGHT - timedelta(hours=1)


def test_the_lead_writes_the_words_for_customers(log, incident, responder):
    assign_role(incident=incident, actor=responder, change=RoleChange(role="lead", person=responder))
    assert log("/update Orders work again.").status_code == 302
    assert incident.public_summary == "Orders work again."


def test_a_time_in_the_words_of_a_task_is_kept(log, incident):
    assert log("/task 13:50 call the vendor").status_code == 302
    assert incident.tasks.get().text == "13:50 call the vendor"


def test_a_time_in_the_words_for_customers_is_kept(log, incident, responder):
    assign_role(incident=incident, actor=responder, change=RoleChange(role="lead", person=responder))
    for words in ("13:50 Service is back", "13:50 - 14:10 Orders failed"):
        assert log(f"/update {words}").status_code == 302
        assert incident.public_summary == words


@pytest.mark.parametrize("text", ["/task call the vendor", "/update Orders work again."])
def test_a_filled_time_that_a_command_would_drop_is_refused_in_words(log, as_user, manager, incident, text):
    before = incident.seq
    client = as_user(manager)
    sent = {"client_uuid": uuid4(), "text": text, "when": "13:50"}
    with frozen(NIGHT):
        response = client.post(reverse("entry_add", args=[incident.pk]), sent)
        chip = client.post(reverse("entry_preview", args=[incident.pk]), sent).content.decode()
    assert response.status_code == 422
    assert "does not take a time" in response.content.decode()
    assert "does not take a time" in chip
    incident.refresh_from_db()
    assert incident.seq == before


@pytest.mark.parametrize(
    ("text", "before"),
    [("/lead me 18:45 all quiet", 45), ("/lead me", 20), ("/task call them", 20), ("/update All is well.", 20)],
)
def test_an_entry_of_a_command_stands_where_it_was_told_or_pressed(as_user, manager, incident, text, before):
    pressed = NIGHT - timedelta(minutes=20)
    sent = {"client_uuid": uuid4(), "text": text, "pressed_at": pressed.isoformat()}
    with frozen(NIGHT):
        assert as_user(manager).post(reverse("entry_add", args=[incident.pk]), sent).status_code == 302
    assert last(incident).happened_at == NIGHT - timedelta(minutes=before)


def test_an_update_that_waited_does_not_overwrite_newer_words(as_user, manager, incident):
    client, address = as_user(manager), reverse("entry_add", args=[incident.pk])
    with frozen(NIGHT):
        client.post(address, {"client_uuid": uuid4(), "text": "/update Orders work again."})
        pressed = (NIGHT - timedelta(hours=2)).isoformat()
        sent = {"client_uuid": uuid4(), "text": "/update Orders fail.", "pressed_at": pressed}
        assert client.post(address, sent).status_code == 409
    incident.refresh_from_db()
    assert incident.public_summary == "Orders work again."


@pytest.mark.parametrize("text", ["/lead @wanja takes over", "@wanja please look"])
def test_in_a_private_incident_one_press_makes_somebody_a_member(log, responder, text):
    secret = make_private_incident(by=responder)
    wanja = make_user("Wanja Mugo", email="wanja@example.com")
    response = log(text, secret)
    assert response.status_code == 422
    assert 'name="make_members" value="on"> Make Wanja Mugo a member' in html_of(response)
    assert not secret.members.contains(wanja)
    assert log(text, secret, make_members="on").status_code == 302
    assert secret.members.contains(wanja)


def test_three_personas(as_user, reporter, responder, manager, incident):
    statuses = []
    for user in (reporter, responder, manager):
        sent = {"text": "/star so it is", "client_uuid": uuid4()}
        statuses.append(as_user(user).post(reverse("entry_add", args=[incident.pk]), sent).status_code)
    assert statuses == [404, 302, 302]


@pytest.mark.parametrize(
    ("text", "chip"),
    [
        ("/status mitigated 18:45 x", "Mark as mitigated"),
        ("/status cancel", "Why was this not an incident?"),
        ("/status closed", "is not possible now"),
        ("/sev 1 x", "SEV3 → SEV1"),
        ("/lead me", "Lead → Amina Otieno"),
        ("/role scribe me", "Scribe → Amina Otieno"),
        ("/role Communications nobody", "Communications → nobody"),
        ("/impact 18:30", "Marks impact started; the status stays investigating"),
        ("/sev", "change the severity"),
        ("/stauts x", "Did you mean /status"),
        ("/update x", "Only the lead"),
    ],
)
def test_a_chip_says_what_it_will_do(as_user, responder, incident, text, chip):
    with frozen(NIGHT):
        shown = as_user(responder).post(reverse("entry_preview", args=[incident.pk]), {"text": text, "zone": "UTC"})
    assert chip in shown.content.decode()


def test_the_table_is_whole():
    assert len(BY_NAME) == sum(1 + len(command.aliases) for command in COMMANDS)
    for command in COMMANDS:
        assert command.hint
        assert command.explains
        assert command.argument in Argument


def test_every_command_is_described_in_the_docs():
    page = (Path(settings.ROOT) / "docs/commands-and-keys.md").read_text(encoding="utf-8")
    assert [command.name for command in COMMANDS if f"`/{command.name}" not in page] == []


def test_reporters_are_nobody_here(log, incident):
    make_user("Rita Reporter", email="rita@example.com", role=Role.REPORTER)
    assert "No responder is called @rita" in log("/lead @rita").content.decode()
