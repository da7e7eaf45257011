"""Is it known? What a reporter is shown while typing, and *Yes, this one*."""

from uuid import uuid4

import pytest
from django.urls import reverse

from core.clock import now
from core.errors import Conflict, DomainError
from customers.enums import ReportState
from customers.models import AffectedCustomer, Report
from customers.selectors.known import known_problems
from customers.services.known_problems import ReportWords, report_known_problem
from customers.services.reports import join_report
from incidents.services.changes import StatusChange, change_status
from notifications.models import Delivery
from tests.factories.accounts import make_user
from tests.factories.customers import make_customer, make_report, make_update
from tests.factories.incidents import make_incident, make_private_incident, resolve

SECRET = "Ledger replica lost its disk"


@pytest.fixture
def incident(responder):
    found = make_incident(SECRET, by=responder, is_customer_facing=True)
    make_update(found, "Paying with M-Pesa fails for some customers.")
    found.refresh_from_db()
    return found


def numbers(text, reader):
    known = known_problems(text, reader)
    return [] if known.is_unlike else [problem.number for problem in known.problems]


@pytest.mark.parametrize(
    "typed", ["cannot pay with mpesa, M-Pesa says no", "paying fails", "customer can't pay by M-Pesa", "M-Pesa"]
)
def test_open_problems_are_found_by_what_customers_were_told(reporter, incident, typed):
    assert numbers(typed, reporter) == [incident.pk]


def test_what_is_unlike_is_said_and_the_open_problems_stay(as_user, reporter, incident):
    page = as_user(reporter).post(reverse("report_known_typed"), {"text": "The printer eats paper"})
    shown = " ".join(page.content.decode().split())
    assert "None of these looks like it" in shown
    assert "Paying with M-Pesa fails" in shown
    resolve(incident)
    page = as_user(reporter).post(reverse("report_known_typed"), {"text": "The printer eats paper"})
    assert "No known problem looks like it." in page.content.decode()


def test_what_was_said_first_still_names_the_problem(reporter, incident):
    make_update(incident, "We switched to another provider and are watching.")
    assert numbers("M-Pesa payments hang", reporter) == [incident.pk]


def test_titles_are_never_compared_nor_shown(as_user, reporter, incident):
    assert numbers("ledger replica disk", reporter) == []
    page = as_user(reporter).post(
        reverse("report_known_typed"), {"text": "paying fails"}, headers={"HX-Request": "true"}
    )
    assert "Paying with M-Pesa fails" in page.content.decode()
    assert SECRET not in page.content.decode()


def test_reports_of_others_lead_to_the_problem_without_their_words(as_user, reporter, responder):
    incident = make_incident(SECRET, by=responder)
    colleague = make_user("Joy Mutua", role="reporter")
    report = make_report(colleague, "The basket loses its articles", customer="Baobab Books")
    join_report(report=report, actor=responder, incident=incident)
    page = as_user(reporter).post(
        reverse("report_known_typed"), {"text": "articles vanish from the basket"}, headers={"HX-Request": "true"}
    )
    shown = page.content.decode()
    assert (incident.reference in shown, "Yes, this one" in shown) == (True, True)
    for word in (SECRET, "Baobab", "loses its articles", colleague.name):
        assert word not in shown


def test_a_customer_of_somebody_else_cannot_be_looked_for(reporter):
    make_report(make_user("Joy Mutua", role="reporter"), "The basket stays empty", customer="Baobab Books")
    assert not known_problems("Baobab Books", reporter)
    waiting = known_problems("the basket is empty", reporter)
    assert (waiting.problems, waiting.mine, waiting.others) == ([], [], 1)


@pytest.mark.parametrize("kind", ["private", "drill", "over", "inside", "cancelled"])
def test_what_reporters_may_not_hear_of_is_not_proposed(reporter, responder, kind):
    if kind == "private":
        found = make_private_incident(by=responder)
    else:
        found = make_incident(by=responder, is_drill=kind == "drill", is_customer_facing=kind != "inside")
    if kind != "inside":
        make_update(found, "Paying fails.", by=responder)
        join_report(report=make_report(reporter, "Cannot pay by card"), actor=responder, incident=found)
    if kind == "over":
        resolve(found)
    if kind == "cancelled":
        change_status(incident=found, actor=responder, change=StatusChange(action="cancel", reason="It was nothing"))
    assert numbers("paying by card fails", make_user("Joy Mutua", role="reporter")) == []


def test_own_reports_that_wait_are_shown_and_those_decided_are_not(reporter):
    report = make_report(reporter, "The basket stays empty")
    assert known_problems("basket empty again", reporter).mine == [report]
    Report.objects.update(state=ReportState.DECLINED)
    assert not known_problems("basket empty again", reporter)


def test_everyday_words_alone_mean_nothing(reporter, incident):
    make_report(make_user("Joy Mutua", role="reporter"), "The customer cannot work since this morning, please help")
    assert not known_problems("please help, the printer of a customer has a problem", reporter)


def test_it_costs_the_same_for_one_and_for_fifty(as_user, reporter, responder, incident, django_assert_max_num_queries):
    client, address = as_user(reporter), reverse("report_known_typed")

    def ask():
        client.post(address, {"text": "paying with M-Pesa fails"}, headers={"HX-Request": "true"})

    ask()
    with django_assert_max_num_queries(15) as one:
        ask()
    for n in range(49):
        make_report(responder, f"Paying with M-Pesa fails at {n}")
    make_update(incident, "M-Pesa fails still.")
    with django_assert_max_num_queries(15) as fifty:
        ask()
    assert len(one) == len(fifty)


def values(incident, **more):
    return {"known": incident.pk, "client_uuid": uuid4(), "text": "", "customer": "", "since": "", **more}


def test_yes_this_one_needs_no_word(as_user, reporter, incident):
    response = as_user(reporter).post(reverse("report_known"), values(incident), follow=True)
    report = Report.objects.get()
    page = response.content.decode()
    assert f"Your number is {report.reference}" in page
    assert "Paying with M-Pesa fails" in page
    assert "its reporter said that it is a known problem" in page
    assert (report.state, report.incident, report.text) == (ReportState.JOINED, incident, "")
    assert not incident.entries.filter(kind="report").exists()
    assert not Delivery.objects.filter(recipient=reporter).exists()  # they pressed it themselves


def test_yes_this_one_adds_the_customer_and_what_was_typed(as_user, reporter, incident):
    customer = make_customer("Baobab Books")
    typed = values(incident, text="M-Pesa asks twice", customer="baobab books", since="20m ago")
    as_user(reporter).post(reverse("report_known"), typed)
    affected = AffectedCustomer.objects.get()
    assert (affected.customer, affected.incident, affected.source) == (customer, incident, "report")
    assert affected.since_at < now()
    entry = incident.entries.get(kind="report")
    assert ("M-Pesa asks twice" in entry.text, entry.author) == (True, reporter)


def test_the_reporter_hears_how_it_goes_on(reporter, incident):
    report_known_problem(reporter=reporter, incident=incident, words=ReportWords(), client_uuid=uuid4())
    make_update(incident, "It is a provider of ours.")
    resolve(incident)
    steps = [row.payload["step"] for row in Delivery.objects.filter(recipient=reporter).order_by("pk")]
    assert steps == ["update", "resolved"]


def test_pressed_twice_it_is_stored_once(reporter, incident):
    uuid = uuid4()
    first = report_known_problem(reporter=reporter, incident=incident, words=ReportWords(), client_uuid=uuid)
    again = report_known_problem(reporter=reporter, incident=incident, words=ReportWords(), client_uuid=uuid)
    assert (first.pk, Report.objects.count()) == (again.pk, 1)
    with pytest.raises(Conflict):
        report_known_problem(reporter=reporter, incident=incident, words=ReportWords("Else"), client_uuid=uuid)


def test_one_that_is_over_by_now_is_refused_and_nothing_typed_is_lost(as_user, reporter, incident):
    resolve(incident)
    typed = values(incident, text="M-Pesa asks twice", customer="Mara")
    response = as_user(reporter).post(reverse("report_known"), typed)
    page = response.content.decode()
    assert response.status_code == 422
    assert "not open any more" in page
    assert ("M-Pesa asks twice" in page, "Mara" in page) == (True, True)
    with pytest.raises(DomainError, match="not open any more"):
        report_known_problem(reporter=reporter, incident=incident, words=ReportWords(), client_uuid=uuid4())


def test_a_private_one_cannot_be_joined_by_its_number(as_user, reporter, responder):
    secret = make_private_incident(by=responder)
    response = as_user(reporter).post(reverse("report_known"), values(secret))
    assert (response.status_code, Report.objects.count()) == (422, 0)


def test_without_scripts_the_page_comes_back_with_all_that_was_typed(as_user, reporter, incident):
    typed = {"text": "Paying fails", "customer": "Mara, Ltd.", "since": "some time", "client_uuid": uuid4()}
    response = as_user(reporter).post(reverse("report_known_typed"), typed)
    page = response.content.decode()
    assert response.status_code == 200
    for word in (
        "Paying fails</textarea>",
        'value="Mara, Ltd."',
        "some time",
        str(typed["client_uuid"]),
        "Yes, this one",
    ):
        assert word in page
    assert not Report.objects.exists()


def test_a_pasted_thread_of_two_thousand_lines_is_taken_whole(as_user, reporter, responder):
    thread = "RE: the basket stays empty\n" + "\n".join(
        f"> line {n} of a long mail, with many words" for n in range(2000)
    )
    client = as_user(reporter)
    client.post(reverse("report_problem"), {"text": thread, "client_uuid": uuid4()})
    report = Report.objects.get()
    assert report.text.replace("\r\n", "\n") == thread
    page = client.get(reverse("report", args=[report.pk])).content.decode()
    assert "All of it" in page
    assert "line 1999" in page
    incident = make_incident(by=responder)
    join_report(report=report, actor=responder, incident=incident)
    entry = incident.entries.get(kind="report")
    assert len(entry.text) < 11_000
    assert f"the rest is in {report.reference}" in entry.text


def test_a_text_that_is_too_long_has_no_maximum_in_the_browser_which_would_cut_it_off(as_user, reporter):
    page = as_user(reporter).get(reverse("report_problem")).content.decode()
    field = page.partition("<textarea")[2].partition(">")[0]
    assert "maxlength" not in field


def test_a_character_that_no_database_keeps_is_looked_past(as_user, reporter, incident):
    answer = as_user(reporter).post(reverse("report_known_typed"), {"text": "Paying\x00 fails"})
    assert answer.status_code == 200


def test_another_customer_from_the_same_form_is_not_taken_for_a_second_press(reporter, incident):
    uuid = uuid4()
    first, second = ReportWords(customer="Acme"), ReportWords(customer="Beta")
    report_known_problem(reporter=reporter, incident=incident, words=first, client_uuid=uuid)
    with pytest.raises(Conflict):
        report_known_problem(reporter=reporter, incident=incident, words=second, client_uuid=uuid)
