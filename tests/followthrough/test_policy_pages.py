"""The pages of policies: their list and order, the form, what a change would alter, and what is refused."""

from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.enums import AuditAction
from accounts.models import AuditEvent
from catalogue.enums import Deadline, NoticeTo
from catalogue.models import Policy, PolicyNotice, Service
from core import clock
from followthrough.models import Reminder
from followthrough.selectors import impact
from followthrough.services.reminders import plan_reminders
from incidents.enums import Status
from tests.factories.accounts import make_team, make_user
from tests.factories.actions import make_action_item, make_incident, make_postmortem

MONDAY = date(2023, 5, 15)
DAY = timedelta(days=1)
DAYS = {"owner_days": "0", "done_days": "10", "verified_days": "", "postmortem_days": "5", "review_days": "3"}
NO_DAYS = dict.fromkeys(DAYS, "")
NO_NOTICE = {"notices-0-deadline": "", "notices-0-days": "0"}


@pytest.fixture(autouse=True)
def at_nine():
    with clock.frozen(datetime(2023, 5, 15, 8, 0, tzinfo=UTC)) as stopped:
        yield stopped


def notice(at: int, **fields) -> dict[str, str]:
    """The fields of one notice as the browser sends them."""
    said = {"deadline": "done", "days": "1", "side": "after", "to": "owner", "person": ""} | fields
    return {f"notices-{at}-{name}": str(value) for name, value in said.items()}


def typed(name: str, *notices: dict[str, str], **fields) -> dict[str, str]:
    """The form of a policy as the browser sends it."""
    said = {"name": name, "service": "", "team": "", "severity": "", "kind": "", "priority": "", "about": ""}
    count = {"notices-TOTAL_FORMS": str(len(notices)), "notices-INITIAL_FORMS": "0"}
    found = said | DAYS | count | {key: str(value) for key, value in fields.items()}
    for one in notices:
        found |= one
    return found


def test_the_list_says_what_each_applies_to_and_in_which_order(as_user, manager):
    shown = as_user(manager).get("/settings/policies/").content.decode()
    assert "the severity SEV1" in shown
    assert "an owner at once, done within 14, verified within 30, postmortem within 5" in shown
    assert shown.index(">SEV1<") < shown.index(">SEV2<")


def test_the_list_warns_of_severities_without_a_policy(as_user, manager):
    client, words = as_user(manager), "No policy applies to everything of SEV3"
    assert words not in client.get("/settings/policies/").content.decode()
    Policy.objects.filter(name="SEV3").update(is_active=False)
    assert words in client.get("/settings/policies/").content.decode()


def test_a_policy_is_added_with_its_notices_and_audited(as_user, manager):
    shop, boss = Service.objects.create(name="Shop"), make_user("Grace Wanjiru", role="manager")
    sent = typed(
        "Shop",
        notice(0, days=3, side="before"),
        notice(1, to="person", person=boss.pk, days=10, is_weekly="on", is_urgent="on"),
        notice(2, deadline="", days=0),
        service=shop.pk,
    )
    assert as_user(manager).post("/settings/policies/new/", sent).status_code == 302
    policy = Policy.objects.get(name="Shop")
    assert (policy.service, policy.done_days, policy.verified_days, policy.position) == (shop, 10, None, 6)
    rows = list(policy.notices.values_list("deadline", "days", "is_weekly", "to", "person", "is_urgent"))
    assert rows == [
        (Deadline.DONE, -3, False, NoticeTo.OWNER, None, False),
        (Deadline.DONE, 10, True, NoticeTo.PERSON, boss.pk, True),
    ]
    event = AuditEvent.objects.get(action=AuditAction.POLICY_CHANGED, subject="Policy Shop")
    assert event.detail["applies_to"] == ["the service Shop"]


def test_an_edit_keeps_what_was_stored_until_it_is_sent(as_user, manager):
    policy = Policy.objects.get(name="SEV2")
    client, address = as_user(manager), f"/settings/policies/{policy.pk}/"
    page = client.get(address)
    assert page.context["form"].initial["done_days"] == 30
    assert len(page.context["notices"].forms) == policy.notices.count() + 1
    seen = page.context["form"].initial["seen"]
    sent = typed("SEV2", notice(0), severity=2, is_active="on", seen=seen)
    assert client.post(address, sent).status_code == 302
    policy.refresh_from_db()
    assert (policy.done_days, policy.notices.count()) == (10, 1)
    again = client.post(address, sent | {"done_days": "11"})
    assert again.status_code == 409
    assert "Somebody else changed this policy" in again.content.decode()
    assert 'value="11"' in again.content.decode(), "what was typed is kept"
    meant = sent | {"done_days": "11", "seen": again.context["form"]["seen"].value()}
    assert client.post(address, meant).status_code == 302


def test_it_moves_up_and_down_in_the_list(as_user, manager):
    second, client = Policy.objects.get(name="SEV2"), as_user(manager)
    client.post(f"/settings/policies/{second.pk}/up/")
    assert list(Policy.objects.values_list("name", flat=True))[:3] == ["SEV2", "SEV1", "SEV3"]
    client.post(f"/settings/policies/{second.pk}/up/")
    client.post(f"/settings/policies/{second.pk}/down/")
    assert list(Policy.objects.values_list("name", flat=True))[:3] == ["SEV1", "SEV2", "SEV3"]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"name": "sev1"}, "A policy with this name already exists."),
        ({"done_days": "400"}, "365"),
        ({"notices-0-deadline": "review", "review_days": ""}, "which never come without the days until a reviewer"),
        ({"notices-0-to": "person"}, "choose the person who hears of it"),
        ({"notices-0-deadline": ""}, "Choose what this notice is about"),
        ({"notices-0-days": "-1"}, "greater than or equal to 0"),
        (NO_DAYS | NO_NOTICE, "Without days and notices this policy would ask for nothing."),
        (
            NO_DAYS | NO_NOTICE | {"kind": "detect", "postmortem_days": "5"},
            "is for action items alone. Fill in one of their days",
        ),
        ({"notices-0-person": "999999"}, "999999 is not one of the available choices"),
    ],
)
def test_what_cannot_be_saved_says_why_and_keeps_the_rest(as_user, manager, fields, words):
    refused = as_user(manager).post("/settings/policies/new/", typed("Typed name", notice(0)) | fields)
    assert refused.status_code == 422
    assert words in refused.content.decode()
    assert 'value="Typed name"' in refused.content.decode() or fields.get("name")
    assert Policy.objects.count() == 5


def test_notices_of_dates_that_people_set_need_no_days(as_user, manager):
    client = as_user(manager)
    assert client.post("/settings/policies/new/", typed("Dates", notice(0)) | NO_DAYS).status_code == 302
    assert Policy.objects.get(name="Dates").notices.count() == 1


def test_a_policy_without_days_can_be_switched_off(as_user, manager):
    stored = Policy.objects.get(name="SEV2")
    page = as_user(manager).get(f"/settings/policies/{stored.pk}/")
    sent = typed("SEV2", notice(0), severity=2, seen=page.context["form"].initial["seen"]) | NO_DAYS | NO_NOTICE
    assert as_user(manager).post(f"/settings/policies/{stored.pk}/", sent).status_code == 302
    assert not Policy.objects.get(name="SEV2").is_active


def test_notices_that_never_come_as_they_say_are_marked_when_saved_and_in_the_list(as_user, manager):
    client = as_user(manager)
    rows = [notice(at, days=days, side="before") for at, days in enumerate((30, 20, 3))]
    saved = client.post("/settings/policies/new/", typed("Early", *rows, severity=2), follow=True)
    assert Policy.objects.get(name="Early").notices.count() == 3
    shown = " ".join(saved.content.decode().split())
    assert "2 notices may never come, or not on the day named: see below." in shown
    assert [row.warning.partition(":")[0] for row in saved.context["notices"]] == [
        "Never comes where the proposed date is kept",
        "Comes with the first digest where the proposed date is kept",
        "",
        "",
    ]
    assert "20 days before lies before the action item was added, as this policy gives 10 days" in shown
    assert "2 notices may never come, or not on the day named." in client.get("/settings/policies/").content.decode()


def test_the_first_digest_brings_a_notice_that_lies_before_its_item(as_user, manager):
    owner = make_user("Amina Otieno")
    Policy.objects.exclude(name="SEV2").delete()
    sent = typed("SEV2", notice(0, days=30, side="before"), notice(1, days=20, side="before"), severity=2)
    as_user(manager).post(f"/settings/policies/{Policy.objects.get().pk}/", sent | {"is_active": "on"})
    item = make_action_item(owner=owner, due_on=MONDAY + 10 * DAY)
    trial = as_user(manager).get(f"/settings/policies/?about={item.reference}").context["trial"]
    assert [(one.on, one.when) for one in trial.planned] == [(MONDAY, "20 days before")]


def test_days_for_postmortems_beside_a_kind_are_said_to_apply_to_none(as_user, manager):
    client, words = as_user(manager), "Its days for postmortems and reviews apply to none"
    sent = typed("Detect", notice(0, deadline="review"), notice(1), kind="detect")
    saved = client.post("/settings/policies/new/", sent, follow=True)
    assert words in " ".join(saved.content.decode().split())
    assert [bool(row.warning) for row in saved.context["notices"]] == [False, True, False], "in the stored order"
    row = next(row for row in client.get("/settings/policies/").context["policies"] if row.policy.name == "Detect")
    assert row.days == ("an owner at once", "done within 10")


def test_parts_and_notices_are_closed_but_where_something_is_set_or_wrong(as_user, manager):
    sent = typed("Typed", notice(0), notice(1, deadline=""), verified_days="", review_days="", postmortem_days="900")
    page = as_user(manager).post("/settings/policies/new/", sent)
    parts = {part.key: part.is_open for part in page.context["form"].parts}
    assert parts == {"items": True, "postmortems": True, "reviews": False}
    assert [row.is_open for row in page.context["notices"]] == [False, True]


def test_before_saving_it_says_which_days_change(as_user, manager):
    policy = Policy.objects.get(name="SEV2")
    sent = typed("SEV2", notice(0), severity=2, is_active="on", see="1", review_days=7)
    page = as_user(manager).post(f"/settings/policies/{policy.pk}/", sent)
    assert page.context["proposed"] == [
        "an owner at once",
        "done within 10 (until now within 30)",
        "verified by no day (until now within 30)",
        "postmortem within 5 (until now within 7)",
        "review within 7 (until now within 5)",
    ]
    assert "Due dates that items and postmortems have stay as they are." in " ".join(page.content.decode().split())


def test_another_notice_stands_below_what_was_typed(as_user, manager):
    page = as_user(manager).post("/settings/policies/new/", typed("Typed", notice(0, days=4)) | {"add": "1"})
    assert page.status_code == 200
    assert len(page.context["notices"].forms) == 2
    assert 'value="4"' in page.content.decode()


def test_an_executive_who_left_is_named_on_the_pages_and_refused_on_saving(as_user, manager):
    gone = make_user("Peter Njoroge", role="manager", is_active=False)
    policy = Policy.objects.get(name="SEV1")
    PolicyNotice.objects.create(policy=policy, deadline=Deadline.DONE, days=14, to=NoticeTo.PERSON, person=gone)
    words = "Peter Njoroge can no longer log in. The team&#x27;s managers hear in their place, 14 days after"
    client = as_user(manager)
    assert words in client.get("/settings/policies/").content.decode()
    assert words in client.get(f"/settings/policies/{policy.pk}/").content.decode()
    sent = typed("SEV1", notice(0, to="person", person=gone.pk), severity=1, is_active="on")
    refused = client.post(f"/settings/policies/{policy.pk}/", sent)
    assert refused.status_code == 422
    assert "Peter Njoroge can no longer log in and would hear nothing" in refused.content.decode()


def test_before_saving_it_says_what_would_change(as_user, manager):
    shop = Service.objects.create(name="Shop")
    incident = make_incident()
    incident.services.add(shop)
    owner = make_user("Amina Otieno")
    item = make_action_item(incident, owner=owner, due_on=MONDAY + 9 * DAY)
    make_action_item(owner=owner, due_on=MONDAY + 9 * DAY)
    hidden = make_incident(is_private=True)
    hidden.services.add(shop)
    make_action_item(hidden, title="Secret work")
    sent = typed("Shop", notice(0, days=20, side="before"), service=shop.pk, about=item.reference, see="1")
    page = as_user(manager).post("/settings/policies/new/", sent)
    found, shown = page.context["impact"], page.content.decode()
    assert page.status_code == 200
    assert not Policy.objects.filter(name="Shop").exists()
    assert (found.under, found.moved) == (1, 1)
    assert [(one.before, one.after) for one in found.shown] == [("SEV2", "Shop")]
    assert found.day == MONDAY + DAY
    assert (found.before.people, found.after.people) == (0, 1)
    assert "Secret work" not in shown
    assert "“Shop” applies: it names the service Shop." in shown
    item.refresh_from_db()
    assert item.due_on == MONDAY + 9 * DAY


def test_a_new_policy_where_none_applied_and_other_days_of_the_same_one_are_counted(as_user, manager):
    Policy.objects.exclude(name="SEV2").delete()
    low = make_incident(severity_id=4)
    make_action_item(low)
    make_action_item(make_incident(severity_id=2))
    client = as_user(manager)
    added = client.post("/settings/policies/new/", typed("Low", notice(0), severity=4, see="1")).context["impact"]
    assert (added.under, added.moved, added.altered) == (1, 1, 0)
    assert [(one.before, one.after) for one in added.shown] == [("none", "Low")]
    policy = Policy.objects.get(name="SEV2")
    sent = typed("Renamed", notice(0), severity=2, is_active="on", see="1")
    page = client.post(f"/settings/policies/{policy.pk}/", sent)
    assert (page.context["impact"].moved, page.context["impact"].altered) == (0, 1)
    assert "the same policy would apply, with other days or notices" in " ".join(page.content.decode().split())


def test_many_mails_are_asked_about_once_more(as_user, manager, monkeypatch):
    monkeypatch.setattr("followthrough.views.policies.ASK_FROM", 3)
    monkeypatch.setattr(impact, "ASK_FROM", 3)
    for _ in range(3):
        make_action_item(owner=make_user(), due_on=MONDAY + 9 * DAY)
    client = as_user(manager)
    policy = Policy.objects.get(name="SEV2")
    sent = typed("SEV2", notice(0, days=30, side="before"), severity=2, is_active="on")
    asked = client.post(f"/settings/policies/{policy.pk}/", sent)
    assert asked.status_code == 422
    words = " ".join(asked.content.decode().split())
    assert "It would send 3 mails on 16 May, where 0 go out now." in words
    assert "Save, and send 3 mails" in words
    policy.refresh_from_db()
    assert policy.done_days == 30
    assert client.post(f"/settings/policies/{policy.pk}/", sent | {"meant_mails": "1"}).status_code == 302
    policy.refresh_from_db()
    assert policy.done_days == 10


def test_of_much_that_is_open_only_a_part_is_read_and_the_page_says_so(as_user, manager, monkeypatch):
    monkeypatch.setattr("followthrough.views.policies.ASK_FROM", 30)
    monkeypatch.setattr(impact, "ASK_FROM", 30)
    monkeypatch.setattr(impact, "MOST_READ", 10)
    incident = make_incident()
    for _ in range(40):
        make_action_item(incident, owner=make_user(), due_on=MONDAY + 9 * DAY)
    policy = Policy.objects.get(name="SEV2")
    sent = typed("SEV2", notice(0, days=30, side="before"), severity=2, is_active="on")
    asked = as_user(manager).post(f"/settings/policies/{policy.pk}/", sent)
    assert asked.status_code == 422
    found = asked.context["impact"]
    assert (found.step, found.before.people, found.altered) == (4, 0, 40)
    assert found.after.people in range(36, 45), "an estimate: the manager is among the people, too"
    words = " ".join(asked.content.decode().split())
    assert "one in 4 people and things was read" in words
    assert f"Save, and send about {found.after.people} mails" in words


def test_trying_shows_which_applies_and_what_it_sends_to_whom_and_when(as_user, manager):
    owner, boss = make_user("Amina Otieno"), make_user("Grace Wanjiru")
    team = make_team("Payments", managers=(boss,), members=(owner,))
    item = make_action_item(owner=owner, team=team, due_on=MONDAY + 4 * DAY)
    trial = as_user(manager).get(f"/settings/policies/?about={item.reference}").context["trial"]
    assert trial.match.why.startswith("“SEV2” applies: it names the severity SEV2")
    assert [(one.on, one.who, one.because) for one in trial.planned][:4] == [
        (MONDAY + DAY, ("Amina Otieno",), "owns it"),
        (MONDAY + 4 * DAY, ("Amina Otieno",), "owns it"),
        (MONDAY + 7 * DAY, ("Amina Otieno",), "owns it"),
        (MONDAY + 7 * DAY, ("Grace Wanjiru",), "manages the team"),
    ], "what comes on a Saturday stands in the digest of Monday"


def test_trying_says_what_has_come_and_was_not_told_yet_and_nothing_twice(as_user, manager, at_nine):
    owner = make_user("Amina Otieno", zone="UTC")
    item = make_action_item(owner=owner, created_by=owner, due_on=MONDAY - 5 * DAY)
    client, address = as_user(manager), f"/settings/policies/?about={item.reference}"

    def of_owner() -> list[date]:
        planned = client.get(address).context["trial"].planned
        return [one.on for one in planned if one.who == ("Amina Otieno",)]

    before = of_owner()
    assert before[:2] == [MONDAY, MONDAY + 7 * DAY], "the day after it was due has come"
    at_nine.forward(timedelta(hours=2))
    assert plan_reminders() == 2
    assert of_owner()[:1] == [MONDAY + 7 * DAY]
    at_nine.forward(6 * DAY)
    plan_reminders()
    at_nine.forward(DAY)
    plan_reminders()
    assert list(Reminder.objects.filter(person=owner).values_list("local_date", flat=True)) == before[:2]


def test_trying_a_postmortem_an_incident_without_one_and_what_nobody_may_see(as_user, manager):
    author = make_user("Amina Otieno")
    incident = make_incident(status=Status.RESOLVED)
    make_postmortem(incident, owner=author, due_on=MONDAY)
    client = as_user(manager)
    trial = client.get(f"/settings/policies/?about={incident.reference}").context["trial"]
    assert [one.due_on for one in trial.asked] == [MONDAY]
    assert trial.planned[0].who == ("Amina Otieno",)
    bare = client.get(f"/settings/policies/?about={make_incident().reference}")
    assert "It has no postmortem yet. Opened today, it would be due 22 May 2023." in bare.content.decode()
    hidden = client.get(f"/settings/policies/?about={make_incident(is_private=True).reference}")
    assert "There is none with this number, or you may not see it." in hidden.content.decode()
    wrong = client.get("/settings/policies/?about=REP-1")
    assert "Enter an action item, such as ACT-57" in wrong.content.decode()


@pytest.mark.parametrize("count", [1, 30])
def test_pages_cost_the_same_for_one_and_many(as_user, manager, count, django_assert_max_num_queries):
    Policy.objects.exclude(name="SEV2").delete()
    item = make_action_item(owner=make_user(), team=make_team(managers=(make_user(),)), due_on=MONDAY)
    for number in range(count):
        policy = Policy.objects.create(name=f"Policy {number}", severity_id=2, position=10 + number)
        PolicyNotice.objects.create(policy=policy, deadline=Deadline.DONE, days=number)
        PolicyNotice.objects.create(policy=Policy.objects.get(name="SEV2"), deadline=Deadline.DONE, days=number)
    client = as_user(manager)
    client.get("/settings/policies/")
    with django_assert_max_num_queries(25):
        client.get(f"/settings/policies/?about={item.reference}")
    with django_assert_max_num_queries(20):
        client.get(f"/settings/policies/{Policy.objects.get(name='SEV2').pk}/")
