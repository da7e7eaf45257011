"""The kinds of messages that incidents register: still due, who may read them, how they read."""

import pytest

from incidents.models import Incident
from incidents.services.changes import StatusChange, change_status
from incidents.services.members import set_privacy
from incidents.services.roles import RoleChange, assign_role
from notifications.kinds import Kind, find
from notifications.models import Delivery
from tests.factories.accounts import make_team, make_user
from tests.factories.customers import make_report
from tests.factories.incidents import make_incident, make_private_incident, make_service


@pytest.fixture
def colleague():
    return make_user("Colleague")


@pytest.fixture
def announced(responder, colleague):
    shop = make_service(team=make_team(members=(responder, colleague)))
    make_incident("Shop & till down", by=responder, level=1, services=(shop,), summary="Nobody can buy")
    return Delivery.objects.get(kind="incident_announced")


def kind(delivery) -> Kind:
    found = find(delivery.kind)
    assert found is not None
    return found


def why_not(delivery):
    return kind(delivery).still_due([delivery]).get(delivery.pk, "")


def read_by(person, delivery):
    return delivery.pk in kind(delivery).visible_to([(person, delivery)])


def message(delivery):
    return kind(delivery).render([delivery])[delivery.pk]


def incident(delivery):
    return Incident.objects.get(pk=delivery.payload["incident"])


def test_an_announcement_says_what_is_wrong_and_where_to_go(announced):
    said = message(announced)
    assert said.subject.endswith("SEV1: Shop & till down")
    assert "Nobody can buy" in said.text
    assert "Shop &amp; till down" in said.html
    assert f"/incidents/{announced.payload['incident']}/" in said.text


def test_a_drill_says_so_everywhere(responder, manager):
    make_incident(by=responder, level=1, is_drill=True)
    said = message(Delivery.objects.get())
    assert "[Drill]" in said.subject
    assert "This is a drill." in said.text
    assert "(drill)" in said.html


def test_a_cancelled_incident_is_announced_no_more(announced, responder):
    assert why_not(announced) == ""
    change_status(incident=incident(announced), actor=responder, change=StatusChange(action="cancel", reason="A test"))
    assert "was cancelled" in why_not(announced)


def test_a_role_that_was_passed_on_is_not_told_any_more(responder, manager, colleague):
    made = make_incident(by=manager)
    assign_role(incident=made, actor=manager, change=RoleChange(role="lead", person=responder))
    told = Delivery.objects.get(kind="role_given")
    assert why_not(told) == ""
    assert message(told).subject.startswith("You are lead of")
    assign_role(incident=made, actor=manager, change=RoleChange(role="lead", person=colleague))
    assert "somebody else" in why_not(told)


def test_who_can_no_longer_see_the_incident_cannot_read_its_messages(announced, responder, colleague, admin, reporter):
    assert read_by(colleague, announced)
    assert not read_by(reporter, announced)
    set_privacy(incident=incident(announced), actor=admin, is_private=True)
    assert not read_by(colleague, announced)
    assert read_by(admin, announced)


def test_a_report_is_read_by_its_reporter_and_by_responders(reporter, responder):
    from_reporter = make_report(reporter)
    row = Delivery(pk=1, kind="report_step", payload={"report": from_reporter.pk, "step": "seen"})
    other = make_user("Other", role="reporter")
    assert [read_by(person, row) for person in (reporter, responder, other)] == [True, True, False]


@pytest.mark.parametrize("step", ["seen", "joined", "resolved", "back", "declined"])
def test_each_step_of_a_report_reads_differently(step, reporter):
    row = Delivery(pk=1, kind="report_step", payload={"report": make_report(reporter).pk, "step": step}, reason="")
    others = {"seen", "joined", "resolved", "back", "declined"} - {step}
    subject = message(row).subject
    for other in others:
        row.payload["step"] = other
        assert message(row).subject != subject


def test_a_batch_asks_the_database_as_often_as_one(responder, django_assert_num_queries):
    def batch(size):
        made = [make_private_incident(by=responder) for _ in range(size)]
        people = [make_user() for _ in range(size)]
        rows = [Delivery(pk=i, kind="incident_announced", payload={"incident": each.pk}) for i, each in enumerate(made)]
        return list(zip(people, rows, strict=True))

    for size in (1, 12):
        pairs = batch(size)
        with django_assert_num_queries(2):
            kind(pairs[0][1]).visible_to(pairs)
