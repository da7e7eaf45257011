"""Status, severity, roles: the table, the guards, the one entry each, who is told."""

from datetime import timedelta
from itertools import product
from uuid import uuid4

import pytest

from core.clock import now
from core.errors import Conflict, DomainError
from core.lifecycle import find_move
from incidents.enums import EntryKind, Milestone, Origin, Status
from incidents.models import Incident
from incidents.services.changes import SeverityChange, StatusChange, change_severity, change_status
from incidents.services.postmortem_columns import note_postmortem_published, require_postmortem
from incidents.services.roles import RoleChange, assign_role
from incidents.transitions import MOVES
from notifications.models import Delivery
from tests.factories.accounts import make_team, make_user
from tests.factories.incidents import make_entry, make_incident, make_private_incident, make_service, resolve

ALLOWED = {
    ("investigating", "identify", "identified"),
    ("investigating", "mitigate", "mitigated"),
    ("investigating", "resolve", "resolved"),
    ("investigating", "cancel", "cancelled"),
    ("identified", "mitigate", "mitigated"),
    ("identified", "resolve", "resolved"),
    ("identified", "look_again", "investigating"),
    ("identified", "cancel", "cancelled"),
    ("mitigated", "resolve", "resolved"),
    ("mitigated", "impact_is_back", "identified"),
    ("mitigated", "look_again", "investigating"),
    ("mitigated", "cancel", "cancelled"),
    ("resolved", "close", "closed"),
    ("resolved", "reopen", "investigating"),
    ("resolved", "watch_again", "mitigated"),
    ("resolved", "cancel", "cancelled"),
    ("closed", "reopen", "investigating"),
    ("closed", "watch_again", "mitigated"),
    ("cancelled", "take_up", "investigating"),
}
ACTIONS = sorted({move.action for move in MOVES})


@pytest.mark.parametrize(("status", "action"), list(product(Status.values, ACTIONS)))
def test_every_status_and_every_action(status, action, responder):
    incident = make_incident()
    merged = {"duplicate_of": make_incident()} if status == Status.MERGED else {}
    Incident.objects.filter(pk=incident.pk).update(status=status, **merged)
    target = next((to for start, name, to in ALLOWED if (start, name) == (status, action)), None)
    if target is None:
        with pytest.raises(DomainError, match=r"From here you can|was merged into"):
            change_status(incident=incident, actor=responder, change=StatusChange(action=action, reason="because"))
        incident.refresh_from_db()
        assert incident.status == status
    else:
        assert (
            change_status(
                incident=incident, actor=responder, change=StatusChange(action=action, reason="because")
            ).status
            == target
        )


@pytest.mark.parametrize("move", [move for move in MOVES if move.needs_reason], ids=lambda move: move.action)
def test_going_back_asks_for_a_reason(move, responder):
    incident = make_incident()
    Incident.objects.filter(pk=incident.pk).update(status=min(move.sources))
    with pytest.raises(DomainError) as refused:
        change_status(incident=incident, actor=responder, change=StatusChange(action=move.action))
    assert refused.value.field == "reason"


def test_mitigated_then_logged_later_is_one_told_entry_at_the_earlier_time(responder):
    incident = make_incident()
    count, at = incident.entries.count(), now() - timedelta(minutes=25)
    change_status(incident=incident, actor=responder, change=StatusChange(action="mitigate", at=at, note="Rolled back"))
    incident.refresh_from_db()
    assert incident.mitigated_at == at
    assert incident.entries.count() == count + 1
    entry = incident.entries.get(kind=EntryKind.STATUS)
    assert (entry.text, entry.origin, entry.happened_at) == ("Rolled back", Origin.TOLD, at)


def test_without_words_the_entry_is_the_systems(responder):
    incident = make_incident()
    change_status(incident=incident, actor=responder, change=StatusChange(action="identify"))
    assert incident.entries.get(kind=EntryKind.STATUS).origin == Origin.SYSTEM


def test_the_future_is_refused(responder):
    incident = make_incident()
    with pytest.raises(DomainError, match="future"):
        change_status(
            incident=incident, actor=responder, change=StatusChange(action="mitigate", at=now() + timedelta(minutes=5))
        )


def test_a_double_click_changes_once(responder):
    incident, key = make_incident(), uuid4()
    change_status(incident=incident, actor=responder, client_uuid=key, change=StatusChange(action="mitigate"))
    change_status(incident=incident, actor=responder, client_uuid=key, change=StatusChange(action="mitigate"))
    assert incident.entries.filter(kind=EntryKind.STATUS).count() == 1


def test_reopening_ends_resolved_and_mitigated_and_says_which_entry_did(responder):
    incident = make_incident()
    change_status(incident=incident, actor=responder, change=StatusChange(action="mitigate"))
    resolve(incident)
    change_status(incident=incident, actor=responder, change=StatusChange(action="reopen", reason="Errors again"))
    incident.refresh_from_db()
    assert (incident.mitigated_at, incident.resolved_at) == (None, None)
    reopening = incident.entries.get(text="Errors again")
    ended = incident.marks.filter(ended_for=reopening).values_list("milestone", flat=True)
    assert set(ended) == {Milestone.MITIGATED, Milestone.RESOLVED}


def test_reopening_to_watch_keeps_mitigated(responder):
    incident = make_incident()
    change_status(incident=incident, actor=responder, change=StatusChange(action="mitigate"))
    resolve(incident)
    change_status(
        incident=incident, actor=responder, change=StatusChange(action="watch_again", reason="One more night")
    )
    incident.refresh_from_db()
    assert incident.mitigated_at is not None
    assert incident.resolved_at is None


def test_closing_waits_for_the_required_postmortem(responder):
    incident = resolve(make_incident())
    require_postmortem(incident=incident, required=True)
    with pytest.raises(DomainError, match="not published yet"):
        change_status(incident=incident, actor=responder, change=StatusChange(action="close"))
    note_postmortem_published(incident=incident, at=now(), actor=responder)
    assert (
        change_status(incident=incident, actor=responder, change=StatusChange(action="close")).status == Status.CLOSED
    )


def test_a_closed_incident_can_still_be_corrected(responder):
    incident = resolve(make_incident())
    change_status(incident=incident, actor=responder, change=StatusChange(action="close"))
    assert make_entry(incident, "Found later in the logs").pk


def test_raising_to_a_high_severity_tells_the_teams_of_the_services_once(responder):
    colleague = make_user("Colleague")
    team = make_team(members=(responder, colleague))
    incident = make_incident(by=responder, level=4, services=(make_service(team=team),))
    assert not Delivery.objects.exists()
    change_severity(incident=incident, actor=responder, change=SeverityChange(level=1))
    assert [row.recipient for row in Delivery.objects.filter(kind="incident_announced")] == [colleague]
    change_severity(incident=incident, actor=responder, change=SeverityChange(level=2))
    assert Delivery.objects.filter(kind="incident_announced").count() == 1


def test_without_a_service_all_managers_are_told(responder, manager, admin, reporter):
    make_incident(by=responder, level=1)
    told = set(Delivery.objects.values_list("recipient__name", flat=True))
    assert told == {manager.name, admin.name}


def test_a_private_incident_is_announced_to_members_alone(responder, manager):
    colleague, outsider = make_user("Colleague"), make_user("Outsider")
    team = make_team(members=(colleague, outsider), managers=(manager,))
    make_private_incident(colleague, by=responder, level=1, services=(make_service(team=team),))
    assert [row.recipient for row in Delivery.objects.all()] == [colleague]


def test_whoever_is_given_a_role_is_told_and_whoever_takes_it_is_not(responder, manager):
    incident = make_incident()
    assign_role(incident=incident, actor=manager, change=RoleChange(role="lead", person=responder))
    assign_role(incident=incident, actor=manager, change=RoleChange(role="scribe", person=manager))
    assert [row.recipient for row in Delivery.objects.filter(kind="role_given")] == [responder]


def test_a_reporter_can_have_no_role(reporter, manager):
    with pytest.raises(DomainError, match="not a responder"):
        assign_role(incident=make_incident(), actor=manager, change=RoleChange(role="lead", person=reporter))


def test_a_role_in_a_private_incident_needs_a_yes_to_membership(responder, manager):
    incident = make_private_incident(by=responder)
    with pytest.raises(DomainError, match="cannot see this private incident"):
        assign_role(incident=incident, actor=responder, change=RoleChange(role="lead", person=manager))
    assert not incident.members.filter(pk=manager.pk).exists()
    assign_role(incident=incident, actor=responder, make_member=True, change=RoleChange(role="lead", person=manager))
    assert incident.members.filter(pk=manager.pk).exists()


def test_the_table_has_one_move_for_each_status_and_action():
    for status, action in product(Status.values, ACTIONS):
        found = [move for move in MOVES if move.action == action and status in move.sources]
        assert len(found) <= 1
        assert find_move(MOVES, status, action) is (found[0] if found else None)


def test_a_milestone_marked_before_the_status_was_pressed_stays_where_it_is(responder):
    incident = make_incident()
    back = make_entry(incident, happened_at=now() - timedelta(minutes=25), milestones=[Milestone.MITIGATED])
    change_status(incident=incident, actor=responder, change=StatusChange(action="mitigate"))
    incident.refresh_from_db()
    assert incident.mitigated_at == back.happened_at
    change_status(
        incident=incident, actor=responder, change=StatusChange(action="impact_is_back", reason="Errors again")
    )
    incident.refresh_from_db()
    assert incident.mitigated_at is None


def test_a_time_given_with_the_status_moves_the_milestone(responder):
    incident = make_incident()
    make_entry(incident, happened_at=now() - timedelta(minutes=25), milestones=[Milestone.MITIGATED])
    at = now() - timedelta(minutes=10)
    change_status(incident=incident, actor=responder, change=StatusChange(action="mitigate", at=at))
    incident.refresh_from_db()
    assert incident.mitigated_at == at


def test_a_clock_some_seconds_ahead_means_now(responder):
    incident = make_incident()
    change_status(
        incident=incident, actor=responder, change=StatusChange(action="mitigate", at=now() + timedelta(seconds=20))
    )
    incident.refresh_from_db()
    assert incident.mitigated_at <= now()


def test_another_change_under_the_same_uuid_is_a_conflict(responder):
    incident, key = make_incident(), uuid4()
    change_status(incident=incident, actor=responder, client_uuid=key, change=StatusChange(action="identify"))
    with pytest.raises(Conflict):
        change_status(incident=incident, actor=responder, client_uuid=key, change=StatusChange(action="mitigate"))
    with pytest.raises(Conflict):
        change_status(
            incident=make_incident(), actor=responder, client_uuid=key, change=StatusChange(action="identify")
        )


def test_a_double_click_on_the_severity_changes_once_without_words_too(responder):
    incident, key = make_incident(level=4), uuid4()
    for _ in range(2):
        change_severity(incident=incident, actor=responder, client_uuid=key, change=SeverityChange(level=3))
    assert incident.entries.filter(kind=EntryKind.SEVERITY).count() == 1


def test_whoever_declares_and_leads_alone_still_reaches_the_managers(responder, manager):
    make_incident(by=responder, level=1, lead=responder)
    assert [row.recipient for row in Delivery.objects.all()] == [manager]


def test_a_severity_corrected_after_the_end_is_not_announced(responder, manager):
    incident = resolve(make_incident(by=responder, level=4))
    change_severity(incident=incident, actor=responder, change=SeverityChange(level=1))
    assert not Delivery.objects.filter(kind="incident_announced").exists()
