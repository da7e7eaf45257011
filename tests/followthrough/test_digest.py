"""The digest as its reader gets it: what stands in it, why, and what is dropped at the last moment."""

from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.enums import AuditAction, Role
from accounts.models import AuditEvent
from actions.enums import ActionStatus
from core import clock
from followthrough.emails.digest import digest_content, visible_digests
from followthrough.services.reminders import plan_reminders
from incidents.enums import Status
from notifications.enums import State
from notifications.models import Delivery
from notifications.services import sending
from tests.factories.accounts import make_team, make_user
from tests.factories.actions import make_action_item, make_incident, make_postmortem

MONDAY = date(2023, 5, 15)
NINE_IN_NAIROBI = datetime(2023, 5, 15, 6, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def at_nine(settings):
    settings.BASE_URL = "https://debrief.example.com"
    settings.MAIL_SERVER = settings.MAIL_SERVER | {"host": ""}
    with clock.frozen(NINE_IN_NAIROBI) as stopped:
        yield stopped


@pytest.fixture
def amina():
    return make_user("Amina Otieno", zone="Africa/Nairobi")


def written(person) -> Delivery:
    """The person's digest, planned and written in full (no mail server is configured)."""
    plan_reminders()
    sending.send_waiting(seconds=30)
    return Delivery.objects.filter(recipient=person).latest("pk")


def test_every_line_says_what_when_and_why_with_an_absolute_link(amina) -> None:
    closed = make_incident(title="Shop unreachable", status=Status.CLOSED)
    item = make_action_item(
        closed, owner=amina, title="Review <earlier> deployments", due_on=MONDAY - 3 * DAY, kind="prevent"
    )
    soon = make_action_item(owner=amina, title="Alert on hit rate", due_on=MONDAY + DAY)
    postmortem = make_postmortem(make_incident(title="Checkout slow"), owner=amina, due_on=MONDAY)
    mail = written(amina)
    assert mail.subject == "Debrief: 1 action item overdue, 1 due soon, 1 postmortem due today"
    for words in (
        "Monday 15 May 2023, 09:00 EAT",
        "Review <earlier> deployments",
        "Overdue by 3 days, was due Fri 12 May",
        f"{item.reference}, from {closed.reference}, prevent",
        f"{soon.reference}, from {soon.incident.reference}\n",
        "You own it. The incident is closed, but this is still open.",
        f"https://debrief.example.com{item.get_absolute_url()}",
        "Due tomorrow, Tue 16 May",
        f"https://debrief.example.com{soon.get_absolute_url()}",
        "Postmortem: Checkout slow",
        "Due today, Mon 15 May",
        "You are the author.",
        f"https://debrief.example.com{postmortem.get_absolute_url()}",
        "Why you get this",
    ):
        assert words in mail.text, words
    assert mail.text.index("Review") < mail.text.index("Checkout") < mail.text.index("hit rate")
    assert "Review &lt;earlier&gt; deployments" in mail.html
    assert f'href="https://debrief.example.com{item.get_absolute_url()}"' in mail.html
    assert 'href="/' not in mail.html
    assert "<script" not in mail.html


def test_a_manager_reads_whose_it_is(amina) -> None:
    boss, gone = make_user("Grace Wanjiru"), make_user("Zawadi Left", is_active=False)
    team = make_team("Platform", managers=(boss,))
    for owner in (amina, gone, None):
        make_action_item(owner=owner, team=team, due_on=MONDAY - DAY)
    with clock.frozen(NINE_IN_NAIROBI + timedelta(hours=4)):
        text = written(boss).text
    assert "Amina Otieno is the owner. You manage Platform." in text
    assert "Zawadi Left can no longer log in. You manage Platform." in text
    assert "It has no owner. You manage Platform." in text


@pytest.mark.parametrize(
    "change",
    [
        {"status": ActionStatus.DONE},
        {"owner": None},
        {"due_on": MONDAY + 30 * DAY},
    ],
)
def test_what_changed_between_planning_and_sending_is_dropped(amina, change) -> None:
    changed = make_action_item(owner=amina, title="Changed meanwhile", due_on=MONDAY)
    make_action_item(owner=amina, title="Still to do", due_on=MONDAY)
    plan_reminders()
    for field, value in change.items():
        setattr(changed, field, value)
    changed.save()
    mail = written(amina)
    assert "Still to do" in mail.text
    assert "Changed meanwhile" not in mail.text + mail.html
    assert mail.subject == "Debrief: 1 action item due today"


def test_a_digest_with_nothing_left_is_void_with_words(amina) -> None:
    item = make_action_item(owner=amina, due_on=MONDAY)
    plan_reminders()
    item.status = ActionStatus.DONE
    item.save()
    mail = written(amina)
    assert mail.state == State.VOID
    assert mail.void_reason == "Everything in it has since been finished, rescheduled or reassigned."
    assert mail.text == ""


def test_an_incident_made_private_meanwhile_is_dropped(amina) -> None:
    incident = make_incident()
    make_action_item(incident, owner=amina, title="Now private", due_on=MONDAY)
    make_action_item(owner=amina, title="Still to do", due_on=MONDAY)
    plan_reminders()
    incident.is_private = True
    incident.save()
    mail = written(amina)
    assert "Now private" not in mail.text + mail.html
    assert "Still to do" in mail.text


def test_late_sending_counts_days_from_the_day_it_is_read(amina, at_nine) -> None:
    make_action_item(owner=amina, due_on=MONDAY)
    plan_reminders()
    at_nine.forward(2 * DAY)
    assert "Overdue by 2 days, was due Mon 15 May" in written(amina).text


def test_only_who_sees_every_incident_in_it_may_read_somebody_elses_digest(amina, manager, admin) -> None:
    private = make_incident(is_private=True, members=(amina,))
    make_action_item(private, owner=amina, due_on=MONDAY)
    make_action_item(owner=amina, due_on=MONDAY)
    digest = written(amina)
    assert visible_digests([(amina, digest)]) == {digest.pk}
    assert visible_digests([(admin, digest)]) == {digest.pk}
    assert visible_digests([(manager, digest)]) == set()


def test_a_manager_sees_that_such_a_digest_went_out_but_not_its_words(amina, manager, as_user) -> None:
    make_action_item(make_incident(is_private=True, members=(amina,)), owner=amina, title="Secret", due_on=MONDAY)
    digest = written(amina)
    client = as_user(manager)
    assert digest.get_absolute_url() in client.get("/settings/deliveries/").content.decode()
    shown = client.get(digest.get_absolute_url()).content.decode()
    assert "Secret" not in shown
    assert "do not have access" in shown
    assert client.get(f"{digest.get_absolute_url()}mail.html").status_code == 404


def test_long_digests_are_cut_and_say_so(amina) -> None:
    incident = make_incident()
    for _ in range(45):
        make_action_item(incident, owner=amina, due_on=MONDAY)
    mail = written(amina)
    assert mail.subject == "Debrief: 45 action items due today"
    assert mail.text.count("You own it.") == 40
    assert "And 5 more: https://debrief.example.com" in mail.text


@pytest.mark.parametrize("people", [1, 30])
def test_lines_cost_the_same_for_one_digest_and_many(people, django_assert_num_queries) -> None:
    for _ in range(people):
        make_action_item(owner=make_user(zone="Africa/Nairobi"), due_on=MONDAY)
    plan_reminders()
    deliveries = list(Delivery.objects.select_related("recipient"))
    with django_assert_num_queries(4):
        assert len(digest_content(deliveries)) == people


def test_an_admin_who_reads_of_a_private_incident_is_logged(amina, admin, as_user) -> None:
    private = make_incident(is_private=True, members=(amina,))
    make_action_item(private, owner=amina, due_on=MONDAY)
    digest = written(amina)
    client = as_user(admin)
    client.get("/settings/deliveries/")
    assert not AuditEvent.objects.filter(action=AuditAction.PRIVATE_READ).exists()
    assert "The message as text" in client.get(digest.get_absolute_url()).content.decode()
    assert AuditEvent.objects.filter(action=AuditAction.PRIVATE_READ).values_list("actor", "subject").get() == (
        admin.pk,
        private.reference,
    )


@pytest.mark.parametrize(
    ("lost", "words"),
    [
        ({"role": Role.REPORTER}, "is not a responder."),
        ({"is_active": False}, "can no longer log in."),
    ],
)
def test_the_manager_hears_of_an_undated_item_whose_owner_cannot_do_it_any_more(amina, lost, words) -> None:
    owner = make_user("Ana Silva")
    item = make_action_item(owner=owner, team=make_team(managers=(amina,)))
    type(owner).objects.filter(pk=owner.pk).update(**lost)
    mail = written(amina)
    assert mail.subject == "Debrief: 1 action item without an active owner"
    assert item.reference in mail.text
    assert f"Ana Silva {words}" in mail.text


def test_the_lead_hears_of_a_private_one_that_its_owner_does_not_see(amina) -> None:
    private = make_incident(is_private=True, lead=amina, members=(amina,))
    item = make_action_item(private, owner=make_user("Ana Silva"))
    mail = written(amina)
    assert item.reference in mail.text
    assert "Ana Silva is not a member of the private incident and can no longer see it." in mail.text


def test_one_that_found_an_owner_meanwhile_is_left_out(amina, responder) -> None:
    item = make_action_item(team=make_team(managers=(amina,)))
    plan_reminders()
    type(item).objects.filter(pk=item.pk).update(owner=responder)
    assert list(digest_content(Delivery.objects.filter(recipient=amina)).values()) == [[]]
