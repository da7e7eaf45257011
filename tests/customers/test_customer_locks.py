"""Customers that are merged, edited or imported while others refer to them."""

from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.db import transaction

from accounts.enums import Role
from core.errors import Conflict, DomainError
from customers.enums import AffectedSource, ReportState, ToldHow
from customers.models import AffectedCustomer, Report
from customers.readers.table import read_customers
from customers.services.affected import Period, add_affected, add_users_of, edit_affected, remove_affected
from customers.services.customers import CustomerDetails, edit_customer, merge_customers
from customers.services.importing import import_customers
from customers.services.linking import link_affected, link_report
from customers.services.reports import file_report, join_report
from customers.services.telling import tell_customer
from incidents.services import lock_rows
from tests.factories.accounts import make_user
from tests.factories.customers import make_customer, make_report
from tests.factories.incidents import make_incident, make_service, resolve
from tests.factories.letters import begin_letter, fresh, make_affected, write
from tests.together import elsewhere

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def actor():
    return make_user("Amina Otieno")


@pytest.fixture
def loser(actor):
    return make_customer("Baobab", by=actor)


@pytest.fixture
def winner(actor):
    return make_customer("Baobab Books", by=actor)


@pytest.fixture
def incident(actor):
    return make_incident("Checkout fails", by=actor)


def while_merging(loser, winner, actor, job):
    """Does it while another one merges the two, and has not committed yet."""
    with transaction.atomic():
        merge_customers(customer=loser, into=winner, actor=actor)
        answer = elsewhere(job)
    found = answer()
    if isinstance(found, Exception):
        raise found
    return found


def test_names_that_are_added_meanwhile_mean_the_customer_that_stays(actor, loser, winner, incident):
    while_merging(loser, winner, actor, lambda: add_affected(incident=incident, actor=actor, names=["Baobab"]))
    assert [row.customer for row in incident.affected_customers.all()] == [winner]


def test_customers_that_use_a_service_are_added_as_the_one_that_stays(actor, winner, incident):
    service = make_service("Shop")
    loser = make_customer("Baobab", by=actor, services=(service,))
    while_merging(loser, winner, actor, lambda: add_users_of(incident=incident, actor=actor, services=[service]))
    assert [row.customer for row in incident.affected_customers.all()] == [winner]


def test_a_report_that_is_filed_meanwhile_names_the_customer_that_stays(actor, loser, winner):
    reporter = make_user("Peter Njoroge", role=Role.REPORTER)

    def file():
        return file_report(reporter=reporter, text="No payment", customer="Baobab", client_uuid=uuid4())

    assert while_merging(loser, winner, actor, file).known_customer == winner


def test_a_report_that_is_joined_meanwhile_affects_the_customer_that_stays(actor, loser, winner, incident):
    report = make_report(make_user("Peter Njoroge", role=Role.REPORTER), customer="Baobab")
    while_merging(loser, winner, actor, lambda: join_report(report=report, actor=actor, incident=incident))
    assert [row.customer for row in incident.affected_customers.all()] == [winner]


def test_names_that_are_linked_meanwhile_are_linked_to_the_customer_that_stays(actor, loser, winner, incident):
    report = make_report(make_user("Peter Njoroge", role=Role.REPORTER), customer="The bookshop")
    add_affected(incident=incident, actor=actor, names=["Bookshop"])
    row = incident.affected_customers.get()

    def link():
        link_affected(affected=row, actor=actor, customer=loser)
        link_report(report=report, actor=actor, customer=loser)

    while_merging(loser, winner, actor, link)
    assert incident.affected_customers.get().customer == winner
    assert Report.objects.get().known_customer == winner


def test_a_customer_that_is_merged_meanwhile_is_not_changed(actor, loser, winner):
    with pytest.raises(DomainError, match="was merged into"):
        while_merging(
            loser,
            winner,
            actor,
            lambda: edit_customer(actor=actor, customer=loser, details=CustomerDetails("Baobab Ltd")),
        )


def test_an_import_leaves_what_somebody_changed_meanwhile(actor, loser):
    table = read_customers("name,value\nBaobab,7\n")
    with transaction.atomic():
        edit_customer(actor=actor, customer=loser, details=CustomerDetails("Baobab", tier="Gold"))
        answer = elsewhere(lambda: import_customers(actor=actor, table=table))
    assert len(answer().changed) == 1
    loser.refresh_from_db()
    assert (loser.tier, loser.value) == ("Gold", 7)


def test_an_import_changes_the_customer_that_stays_when_two_are_merged_meanwhile(actor, loser, winner):
    table = read_customers("name,value\nBaobab,7\n")
    while_merging(loser, winner, actor, lambda: import_customers(actor=actor, table=table))
    loser.refresh_from_db()
    winner.refresh_from_db()
    assert (loser.merged_into, loser.value, winner.value) == (winner, None, 7)


def test_whoever_holds_an_incident_can_refer_to_a_customer_that_is_being_merged(actor, loser, winner, incident):
    add_affected(incident=incident, actor=actor, names=["Baobab"])
    other = make_incident("Mail is slow", by=actor)
    with transaction.atomic():
        lock_rows([incident.pk])
        answer = elsewhere(lambda: merge_customers(customer=loser, into=winner, actor=actor))
        AffectedCustomer.objects.create(
            incident=other, customer=winner, name=winner.name, source=AffectedSource.HAND, added_by=actor
        )
    assert answer() == winner


def test_a_name_gets_its_customer_while_the_incident_of_its_report_is_resolved(actor, incident):
    report = make_report(make_user("Peter Njoroge", role=Role.REPORTER), customer="Bookshop")
    join_report(report=report, actor=actor, incident=incident)
    with transaction.atomic():
        lock_rows([incident.pk])
        answer = elsewhere(lambda: make_customer("Bookshop", by=actor))
        resolve(incident, by=actor)
    known = answer()
    report.refresh_from_db()
    assert (report.state, report.known_customer) == (ReportState.RESOLVED, known)
    assert incident.affected_customers.get().customer == known


def test_a_report_that_is_joined_meanwhile_is_not_linked_to_a_customer_unseen(actor, winner, incident):
    report = make_report(make_user("Peter Njoroge", role=Role.REPORTER), customer="Bookshop")
    seen = Report.objects.get()
    with transaction.atomic():
        join_report(report=report, actor=actor, incident=incident)
        answer = elsewhere(lambda: link_report(report=seen, actor=actor, customer=winner))
    assert isinstance(answer(), Conflict)
    assert incident.affected_customers.get().customer is None
    link_report(report=Report.objects.get(), actor=actor, customer=winner)
    assert incident.affected_customers.get().customer == winner


def affected_again(row):
    """As another request reads it."""
    return AffectedCustomer.objects.select_related("customer", "incident").get(pk=row.pk)


@pytest.mark.parametrize(
    "do",
    [
        lambda it: remove_affected(affected=it.row, actor=it.actor),
        lambda it: edit_affected(affected=it.row, actor=it.actor, period=Period()),
        lambda it: link_affected(affected=it.row, actor=it.actor, customer=it.customer),
        lambda it: begin_letter(affected=it.row, actor=it.actor),
        lambda it: tell_customer(affected=it.row, actor=it.actor, how=ToldHow.CALL, client_uuid=uuid4()),
    ],
    ids=["remove", "edit", "link", "write", "tell"],
)
def test_whoever_was_removed_meanwhile_is_gone_for_others(actor, winner, incident, do):
    row = make_affected(incident, "Bookshop")
    it = SimpleNamespace(row=affected_again(row), actor=actor, customer=winner)
    with transaction.atomic():
        remove_affected(affected=row, actor=actor)
        answer = elsewhere(lambda: do(it))
    raised = answer()
    assert isinstance(raised, Conflict), raised
    assert "Bookshop was removed" in raised.message
    assert not incident.affected_customers.exists()
    assert incident.entries.filter(text="1 affected customer removed.").count() == 1


def test_a_letter_goes_on_after_its_customer_was_merged_meanwhile(actor, loser, winner, incident):
    make_affected(incident, "Baobab Books")
    letter = begin_letter(affected=make_affected(incident, "Baobab"), actor=actor)
    write(letter, actor, "Dear Baobab, it is over.")
    with pytest.raises(Conflict, match="linked to another customer"):
        while_merging(loser, winner, actor, lambda: write(letter, actor, "Dear Baobab, sorry."))
    write(fresh(letter), actor, "Dear Baobab Books, sorry.")
    assert letter.versions.latest("number").text == "Dear Baobab Books, sorry."


@pytest.mark.parametrize("path", ["", "remove/"])
def test_a_page_says_that_whoever_it_changes_was_removed_meanwhile(as_user, actor, incident, path):
    row = make_affected(incident, "Bookshop")
    browser, address = as_user(actor), f"/incidents/{incident.pk}/customers/{row.pk}/{path}"
    with transaction.atomic():
        remove_affected(affected=row, actor=actor)
        answer = elsewhere(lambda: browser.post(address))
    page = answer()
    assert page.status_code == 409
    assert "Bookshop was removed" in page.content.decode()
