"""Reports of sales and support, and what responders make of them."""

import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from core.clock import frozen, now
from core.errors import Conflict, DomainError
from customers.enums import ReportState
from customers.models import Report
from customers.selectors.words import words_of
from customers.services.reports import decline_report, file_report, join_report, see_report
from incidents.enums import EntryKind, Milestone, Source
from incidents.services.changes import StatusChange, change_status
from incidents.services.details import edit_public_summary
from incidents.services.timeline import strike_entry
from notifications.models import Delivery
from tests.factories.accounts import make_user
from tests.factories.customers import make_customer, make_incident_from, make_report
from tests.factories.incidents import make_incident, make_private_incident, resolve
from tests.html import html_of

SECRET = "Database password leaked"


@pytest.fixture
def report(reporter):
    return make_report(reporter)


def steps(report):
    """What the reporter was told, in order."""
    rows = Delivery.objects.filter(recipient=report.reporter, kind="report_step").order_by("pk")
    return [row.payload["step"] for row in rows]


def focused(response):
    """The names of the fields with the cursor."""
    fields = re.findall(r"<(?:input|textarea)[^>]*\sautofocus[^>]*>", response.content.decode())
    return [re.search(r'name="(\w+)"', field)[1] for field in fields]


def test_three_questions_and_a_number(as_user, reporter):
    values = {"text": "Cannot buy ink", "customer": "Mara, Ltd. “Ink”", "since": "20m ago", "client_uuid": uuid4()}
    response = as_user(reporter).post(reverse("report_problem"), values, follow=True)
    stored = Report.objects.get()
    assert f"Your number is {stored.reference}" in response.content.decode()
    assert stored.customer == "Mara, Ltd. “Ink”"
    assert timedelta(minutes=19) < now() - stored.since_at < timedelta(minutes=21)


def test_the_cursor_is_in_the_first_empty_field(as_user, reporter):
    assert focused(as_user(reporter).get(reverse("report_problem"))) == ["text"]


def test_after_an_error_the_cursor_is_in_the_field_that_has_it(as_user, reporter):
    values = {"text": "Cannot buy", "since": "25:99", "client_uuid": uuid4()}
    assert focused(as_user(reporter).post(reverse("report_problem"), values)) == ["since"]


def test_words_that_name_no_time_are_kept_as_they_are(as_user, reporter):
    values = {"text": "Cannot buy", "since": "some time this morning", "client_uuid": uuid4()}
    as_user(reporter).post(reverse("report_problem"), values)
    stored = Report.objects.get()
    assert (stored.since, stored.since_at) == ("some time this morning", None)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"text": ""}, "Say what the customer cannot do"),
        ({"text": "Cannot buy", "since": "tomorrow 10:00"}, "future"),
        ({"text": "Cannot buy", "since": "25:99"}, "25:99"),
        ({"text": "x" * 200_001}, "at most 200000"),
    ],
)
def test_bad_input_is_told_and_kept(as_user, reporter, values, words):
    typed = {"customer": "Mara", "client_uuid": uuid4(), **values}
    response = as_user(reporter).post(reverse("report_problem"), typed)
    page = response.content.decode()
    if response.status_code == 302:
        pytest.fail("It was taken.")
    assert response.status_code == 422
    assert words in page.replace(",", "")
    assert "Mara" in page
    assert not Report.objects.exists()


def test_a_time_a_little_ahead_today_does_not_become_yesterday(as_user, reporter):
    with frozen(datetime(2026, 5, 13, 14, 17, tzinfo=UTC)):
        ahead = f"{now().astimezone(reporter.time_zone) + timedelta(minutes=4):%H:%M}"
        values = {"text": "Cannot buy", "since": ahead, "client_uuid": uuid4()}
        response = as_user(reporter).post(reverse("report_problem"), values)
    assert response.status_code == 422
    assert f"{ahead} is 4 min ahead" in response.content.decode()


def test_the_same_words_from_another_form_a_moment_later_are_recognised(as_user, reporter):
    client, typed = as_user(reporter), {"text": "Cannot buy ink", "customer": "Mara"}
    for _ in range(2):
        page = client.post(reverse("report_problem"), {**typed, "client_uuid": uuid4()}, follow=True)
    assert Report.objects.count() == 1
    assert f"You sent exactly this as {Report.objects.get().reference} a moment ago" in html_of(page)
    client.post(reverse("report_problem"), {"text": "Cannot buy ink", "customer": "Baobab", "client_uuid": uuid4()})
    assert Report.objects.count() == 2


def test_two_customers_in_one_field_are_asked_about_once(as_user, reporter):
    for name in ("Kilima, Ltd", "Baobab Books"):
        make_customer(name, owner=reporter)
    client = as_user(reporter)
    typed = {"text": "Cannot buy", "customer": "Kilima, Ltd, Baobab Books", "client_uuid": uuid4()}
    asked = client.post(reverse("report_problem"), typed)
    assert asked.status_code == 422
    assert "Are these 2 customers: “Kilima, Ltd” and “Baobab Books”?" in html_of(asked)
    assert not Report.objects.exists()
    client.post(reverse("report_problem"), {**typed, "one_customer": asked.context["form"]["one_customer"].value()})
    assert Report.objects.get().customer == typed["customer"]
    client.post(reverse("report_problem"), {"text": "No tax", "customer": "Kilima, Ltd", "client_uuid": uuid4()})
    assert Report.objects.count() == 2


def test_an_unknown_name_beside_a_known_one_is_asked_about_once(as_user, reporter):
    make_customer("Nyota Hotels", owner=reporter)
    client = as_user(reporter)
    typed = {"text": "Cannot buy", "customer": "Nyota Hotels, Unknown Inc", "client_uuid": uuid4()}
    asked = client.post(reverse("report_problem"), typed)
    assert asked.status_code == 422
    assert html_of(asked).count("Are these 2 customers: “Nyota Hotels” and “Unknown Inc”?") == 1
    client.post(reverse("report_problem"), {**typed, "one_customer": typed["customer"]})
    assert Report.objects.get().customer == typed["customer"]
    typed |= {"customer": "Nyota Hotels, Ltd.", "client_uuid": uuid4()}
    assert client.post(reverse("report_problem"), typed).status_code == 302


def test_a_time_ahead_is_not_read_back_as_if_it_could_be(as_user, reporter):
    page = html_of(as_user(reporter).post(reverse("report_read"), {"since": "tomorrow 9:00"}))
    assert ("is in the future. When did it begin?" in page, "Read as" in page) == (True, False)


def test_a_long_name_is_refused_in_words_of_ours(as_user, reporter):
    typed = {"text": "Cannot buy", "customer": "x" * 300, "client_uuid": uuid4()}
    page = html_of(as_user(reporter).post(reverse("report_problem"), typed))
    assert "These are 300 characters; at most 200 fit." in page


def test_the_names_of_customers_of_others_are_not_given_away(as_user, reporter):
    for name in ("Mara Safaris", "Baobab Books"):
        make_customer(name)
    page = html_of(as_user(reporter).get(reverse("report_problem")))
    assert "Baobab Books" not in page
    values = {"text": "Cannot buy", "customer": "Mara Safaris and Baobab Books", "client_uuid": uuid4()}
    assert as_user(reporter).post(reverse("report_problem"), values).status_code == 302


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"customer": "Baobab Books"}, ""),
        ({"customer": "Mara"}, "Not among the customers you see."),
        ({"since": "half past nine"}, "kept as words"),
        ({"since": "20m ago"}, "Read as"),
    ],
)
def test_what_is_read_shows_before_sending(as_user, reporter, values, words):
    make_customer("Baobab Books", owner=reporter)
    page = html_of(as_user(reporter).post(reverse("report_read"), values))
    assert words in page
    assert bool(page.strip()) == bool(words)
    assert '<option value="Baobab Books">' in html_of(as_user(reporter).get(reverse("report_problem")))
    assert words in html_of(as_user(reporter).post(reverse("report_known_typed"), {"text": "No ink", **values}))


def test_without_mail_the_page_leads_to_the_inbox(settings, as_user, reporter):
    settings.MAIL_SERVER = settings.MAIL_SERVER | {"host": ""}
    page = html_of(as_user(reporter).get(make_report(reporter).get_absolute_url()))
    assert f'Mail is not set up here: under <a href="{reverse("message_choices")}">' in page


def test_a_double_click_files_one_report(as_user, reporter):
    values = {"text": "Cannot buy", "client_uuid": uuid4()}
    client = as_user(reporter)
    client.post(reverse("report_problem"), values)
    client.post(reverse("report_problem"), values)
    assert Report.objects.count() == 1
    with pytest.raises(Conflict):
        file_report(reporter=reporter, text="Other words", client_uuid=values["client_uuid"])
    answer = client.post(reverse("report_problem"), values | {"text": "Other words"})
    assert answer.status_code == 409
    assert "Other words" in answer.content.decode()
    assert "became REP-" in answer.content.decode()
    assert str(values["client_uuid"]) not in answer.content.decode()


def test_reporters_see_their_own_and_responders_all(as_user, reporter, responder, report):
    colleague = make_user("Colleague", role="reporter")
    address = reverse("report", args=[report.pk])
    assert as_user(reporter).get(address).status_code == 200
    assert as_user(colleague).get(address).status_code == 404
    assert as_user(responder).get(address).status_code == 200


@pytest.mark.parametrize("step", ["join", "decline", "declare"])
def test_a_reporter_decides_nothing(as_user, reporter, report, step):
    assert as_user(reporter).post(reverse(f"report_{step}", args=[report.pk])).status_code == 404


def test_the_reporter_is_told_each_step_once(responder, report):
    see_report(report=report, actor=responder)
    see_report(report=report, actor=responder)
    incident = make_incident(by=responder)
    join_report(report=report, actor=responder, incident=incident)
    resolve(incident)
    assert steps(report) == ["seen", "joined", "resolved"]
    report.refresh_from_db()
    assert report.state == ReportState.RESOLVED


def test_declaring_from_it_makes_its_words_the_first_entry(responder, report):
    incident = make_incident_from(report, by=responder)
    entry = incident.entries.get(kind=EntryKind.REPORT)
    assert report.text in entry.text
    assert incident.reported_at == entry.happened_at
    assert [mark.milestone for mark in entry.marks.all()] == [Milestone.REPORTED]
    assert incident.detection_source == "employee"


def test_a_report_is_decided_once(responder, report):
    decline_report(report=report, actor=responder, answer="It works as it should: ask them to log in.")
    with pytest.raises(DomainError, match="somebody else was faster"):
        join_report(report=report, actor=responder, incident=make_incident(by=responder))
    assert steps(report) == ["declined"]


def test_words_for_a_report_that_somebody_decided_meanwhile_come_back_to_copy(as_user, responder, report):
    client, incident = as_user(responder), make_incident(by=responder)
    decline_report(report=report, actor=responder, answer="It works as it should.")
    refused = client.post(reverse("report_decline", args=[report.pk]), {"answer": "We are looking at <it>."})
    shown = refused.content.decode()
    assert refused.status_code == 422
    assert "somebody else was faster" in shown
    assert '<pre class="typed">We are looking at &lt;it&gt;.</pre>' in shown
    assert reverse("report_decline", args=[report.pk]) not in shown
    refused = client.post(reverse("report_join", args=[report.pk]), {"incident": incident.pk})
    assert (refused.status_code, "somebody else was faster" in refused.content.decode()) == (422, True)


def test_an_incident_that_cannot_take_it_stays_chosen(as_user, responder, report):
    make_incident("The other one", by=responder)
    cancelled = make_incident(by=responder)
    change_status(
        incident=cancelled, actor=responder, change=StatusChange(action="cancel", reason="No incident after all")
    )
    refused = as_user(responder).post(reverse("report_join", args=[report.pk]), {"incident": cancelled.pk})
    shown = html_of(refused)
    assert (refused.status_code, "was cancelled. Link the report" in shown) == (422, True)
    assert f'<option value="{cancelled.pk}" selected>' in shown


def test_declining_needs_words(as_user, responder, report):
    response = as_user(responder).post(reverse("report_decline", args=[report.pk]), {"answer": " "})
    assert response.status_code == 422
    report.refresh_from_db()
    assert report.state == ReportState.NEW


def test_a_report_cannot_be_joined_to_what_one_cannot_see(as_user, responder, report):
    secret = make_private_incident()
    response = as_user(responder).post(reverse("report_join", args=[report.pk]), {"incident": secret.pk})
    assert response.status_code == 422
    assert "Choose an incident that you can see" in response.content.decode()


def test_a_reporter_reads_words_for_customers_and_no_inner_word(as_user, reporter, responder, report):
    incident = make_incident(SECRET, by=responder, is_customer_facing=True)
    edit_public_summary(incident=incident, actor=responder, text="Buying is slow; we are on it.")
    join_report(report=report, actor=responder, incident=incident)
    for address in (reverse("report", args=[report.pk]), reverse("home"), reverse("report_problem")):
        page = as_user(reporter).get(address).content.decode()
        assert SECRET not in page
        assert "Buying is slow; we are on it." in page


def test_words_written_after_the_status_changed_outrank_what_follows_from_it(as_user, reporter, responder):
    incident = make_incident(by=responder, is_customer_facing=True)
    edit_public_summary(incident=incident, actor=responder, text="We switched over.")
    change_status(incident=incident, actor=responder, change=StatusChange(action="mitigate"))
    client = as_user(reporter)
    assert "It works again" in client.get(reverse("home")).content.decode()
    edit_public_summary(incident=incident, actor=responder, text="Orders are slow. We are on it.")
    for where in (reverse("home"), reverse("report_problem")):
        page = client.get(where).content.decode()
        assert "Latest update" in page
        assert "It works again" not in page
    incident.refresh_from_db()
    assert words_of(incident).until is None


def test_words_of_private_incidents_and_drills_stay_inside(as_user, reporter, responder):
    for incident in (make_private_incident(by=responder), make_incident(by=responder, is_drill=True)):
        edit_public_summary(incident=incident, actor=responder, text="Never to be said.")
    assert "Never to be said." not in as_user(reporter).get(reverse("home")).content.decode()


def test_the_lists_cost_the_same_for_one_and_for_fifty(as_user, responder, reporter, django_assert_max_num_queries):
    client = as_user(responder)
    make_report(reporter)
    with django_assert_max_num_queries(8) as one:
        client.get(reverse("report_list"))
    for n in range(49):
        make_report(reporter, f"Report {n}")
    with django_assert_max_num_queries(8) as fifty:
        client.get(reverse("report_list"))
    assert len(one) == len(fifty)


def test_reports_follow_their_incident_and_the_reporter_hears_each_turn(responder, reporter):
    incident, report = make_incident(), make_report(reporter)
    join_report(report=report, actor=responder, incident=incident)
    for action, state in (
        ("resolve", "resolved"),
        ("reopen", "joined"),
        ("mitigate", "joined"),
        ("resolve", "resolved"),
        ("close", "resolved"),
    ):
        change_status(incident=incident, actor=responder, change=StatusChange(action=action, reason="because"))
        report.refresh_from_db()
        assert report.state == state
    steps = [row.payload["step"] for row in Delivery.objects.filter(recipient=reporter).order_by("pk")]
    assert steps == ["joined", "resolved", "back", "resolved"]


def test_reports_of_a_cancelled_incident_wait_for_an_answer_again(responder, reporter):
    incident, report = make_incident(), make_report(reporter)
    join_report(report=report, actor=responder, incident=incident)
    change_status(
        incident=incident, actor=responder, change=StatusChange(action="cancel", reason="A test of the alarm")
    )
    report.refresh_from_db()
    assert (report.state, report.incident) == ("new", None)
    with pytest.raises(DomainError, match="was cancelled"):
        join_report(report=report, actor=responder, incident=incident)


def test_a_report_is_told_once_also_when_it_is_joined_again(responder, reporter):
    incident, report = make_incident(), make_report(reporter)
    join_report(report=report, actor=responder, incident=incident)
    told = incident.entries.get(kind=EntryKind.REPORT)
    assert (told.source, told.external_id) == (Source.REPORT, str(report.pk))
    strike_entry(entry=told, actor=responder, reason="It was no incident.")
    change_status(
        incident=incident, actor=responder, change=StatusChange(action="cancel", reason="A test of the alarm")
    )
    change_status(incident=incident, actor=responder, change=StatusChange(action="take_up", reason="It was one"))
    join_report(report=report, actor=responder, incident=incident)
    assert incident.entries.get(kind=EntryKind.REPORT).struck_at is None


def test_reported_is_when_somebody_reported_it_not_since_when_it_was_so(responder, reporter):
    report = make_report(reporter, since="09:15", since_at=now() - timedelta(hours=3))
    incident = make_incident_from(report, by=responder)
    assert incident.reported_at == report.created_at
    assert incident.impact_started_at is None
    assert "(typed “09:15”)" in incident.entries.get(kind="report").text


def test_messages_of_a_cancelled_incident_with_words_for_customers_can_be_rendered(responder, reporter):
    incident, report = make_incident(is_customer_facing=True), make_report(reporter)
    edit_public_summary(incident=incident, actor=responder, text="Buying does not work.")
    join_report(report=report, actor=responder, incident=incident)
    incident.refresh_from_db()
    assert words_of(incident) is not None
    change_status(
        incident=incident, actor=responder, change=StatusChange(action="cancel", reason="A test of the alarm")
    )
    incident.refresh_from_db()
    assert words_of(incident) is None


def test_a_joined_report_says_that_customers_notice(responder, report):
    incident = make_incident(by=responder)
    join_report(report=report, actor=responder, incident=incident)
    incident.refresh_from_db()
    assert incident.is_customer_facing


def test_a_resolved_report_without_words_does_not_say_that_we_are_working_on_it(as_user, reporter, responder, report):
    join_report(report=report, actor=responder, incident=resolve(make_incident(by=responder)))
    page = as_user(reporter).get(reverse("report", args=[report.pk])).content.decode()
    assert "It is resolved." in page
    assert "working on it" not in page
