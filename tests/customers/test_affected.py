"""Which customers an incident affects: by report, by service, by hand; told, linked, moved."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.clock import now
from core.errors import DomainError
from customers.enums import AffectedSource, ToldHow
from customers.models import AffectedCustomer, Customer, Told
from customers.selectors.affected import affected_page
from customers.services.affected import Period, add_affected, add_users_of, edit_affected, remove_affected
from customers.services.customers import CustomerDetails, edit_customer, merge_customers
from customers.services.linking import link_affected, link_report
from customers.services.redacting import redact_report
from customers.services.reports import join_report
from customers.services.telling import take_back, tell_customer
from customers.services.unlinking import unlink_report
from incidents.services.changes import StatusChange, change_status
from incidents.services.merging.merge import merge_incident
from incidents.services.merging.undo import undo_merge
from incidents.services.redacting import redact_words
from tests.factories.customers import make_customer, make_report
from tests.factories.incidents import make_incident, make_service
from tests.factories.letters import make_affected, make_letter


@pytest.fixture
def incident(responder):
    return make_incident("Checkout fails", by=responder, is_customer_facing=False)


def affected(incident):
    """Name as the row says it, the customer's name or nothing, and how it is known."""
    return [
        (row.name, row.customer.name if row.customer else "", row.source)
        for row in incident.affected_customers.select_related("customer").order_by("pk")
    ]


def joined(reporter, responder, incident, customer="Baobab Books", **facts):
    return join_report(report=make_report(reporter, customer=customer, **facts), actor=responder, incident=incident)


def told(row, by):
    return tell_customer(affected=row, actor=by, how=ToldHow.CALL, client_uuid=uuid4())


def is_facing(incident):
    incident.refresh_from_db()
    return incident.is_customer_facing


def test_a_linked_report_makes_its_customer_affected_since_when_it_says(reporter, responder, incident):
    make_customer("Baobab Books")
    began = now() - timedelta(hours=2)
    report = joined(reporter, responder, incident, "BAOBAB  books", since_at=began)
    assert affected(incident) == [("Baobab Books", "Baobab Books", AffectedSource.REPORT)]
    assert incident.affected_customers.get().since_at == began
    assert report.known_customer.name == "Baobab Books"
    earlier = began - timedelta(hours=1)
    joined(reporter, responder, incident, "Baobab Books", since_at=earlier)
    assert incident.affected_customers.get().since_at == earlier


def test_it_goes_with_the_last_report_that_names_it(reporter, responder, incident):
    reports = [joined(reporter, responder, incident) for _ in range(2)]
    for report in reports:
        assert incident.affected_customers.count() == 1
        unlink_report(report=report, actor=responder, incident=incident)
    assert affected(incident) == []
    assert not is_facing(incident)


def test_it_stays_where_somebody_added_it_edited_it_or_told_it(reporter, responder, incident):
    add_affected(incident=incident, actor=responder, names=["By hand"])
    reports = [joined(reporter, responder, incident, name) for name in ("By hand", "Edited", "Told", "Untouched")]
    _, edited, one_told, _ = incident.affected_customers.order_by("pk")
    edit_affected(affected=edited, actor=responder, period=Period(until_at=now()))
    told(one_told, responder)
    for report in reports:
        unlink_report(report=report, actor=responder, incident=incident)
    assert [(name, source) for name, _, source in affected(incident)] == [
        ("By hand", "hand"),
        ("Edited", "hand"),
        ("Told", "hand"),
    ]


def test_several_by_hand_known_ones_linked_others_kept_as_typed(responder, incident):
    make_customer("Kilima, Ltd")
    names = ["kilima, LTD ", "=cmd()|“x”", "🦒 Twiga", "🦒 twiga", "  "]
    added = add_affected(incident=incident, actor=responder, names=names)
    assert (added.added, added.present) == (3, 0)
    assert affected(incident) == [
        ("kilima, LTD", "Kilima, Ltd", "hand"),
        ("=cmd()|“x”", "", "hand"),
        ("🦒 twiga", "", "hand"),
    ]
    assert is_facing(incident)
    assert incident.entries.latest("seq").text == "3 affected customers added by hand."
    again = add_affected(incident=incident, actor=responder, names=["Kilima, Ltd", "Simba"])
    assert (again.added, again.present) == (1, 1)


@pytest.mark.parametrize("names", [[], ["\u200b", " "], ["x" * 201], [str(number) for number in range(501)]])
def test_names_that_cannot_be_added_are_refused_in_words(responder, incident, names):
    with pytest.raises(DomainError) as refused:
        add_affected(incident=incident, actor=responder, names=names)
    assert refused.value.field == "names"
    assert affected(incident) == []


def test_all_who_use_a_service_and_are_customers_today(responder, incident):
    shop, mail = make_service("Shop"), make_service("Mail")
    make_customer("Uses both", services=(shop, mail))
    make_customer("Uses one", services=(shop,))
    make_customer("Uses another", services=(mail,))
    make_customer("Left", services=(shop,), is_active=False)
    added = add_users_of(incident=incident, actor=responder, services=[shop], period=Period(now()))
    assert added.added == 2
    assert [(name, source) for name, _, source in affected(incident)] == [
        ("Uses both", "service"),
        ("Uses one", "service"),
    ]
    with pytest.raises(DomainError, match="No customer uses"):
        add_users_of(incident=incident, actor=responder, services=[make_service("Alone")])


def test_the_end_comes_after_the_start(responder, incident):
    add_affected(incident=incident, actor=responder, names=["Kilima"])
    with pytest.raises(DomainError, match="before the start"):
        edit_affected(
            affected=incident.affected_customers.get(),
            actor=responder,
            period=Period(now(), now() - timedelta(minutes=1)),
        )


def test_it_is_removed_unless_a_report_names_it_or_it_was_told(reporter, responder, incident):
    add_affected(incident=incident, actor=responder, names=["Kilima", "Simba"])
    report = joined(reporter, responder, incident, "Kilima")
    kilima, simba = incident.affected_customers.order_by("pk")
    with pytest.raises(DomainError, match=report.reference):
        remove_affected(affected=kilima, actor=responder)
    telling = told(simba, responder)
    with pytest.raises(DomainError, match="was told"):
        remove_affected(affected=simba, actor=responder)
    take_back(told=telling, actor=responder)
    remove_affected(affected=simba, actor=responder)
    assert [name for name, _, _ in affected(incident)] == ["Kilima"]


def test_told_twice_with_one_uuid_is_once(responder, incident):
    add_affected(incident=incident, actor=responder, names=["Kilima"])
    row, uuid = incident.affected_customers.get(), uuid4()
    for _ in range(2):
        tell_customer(affected=row, actor=responder, how=ToldHow.MAIL, client_uuid=uuid)
    assert Told.objects.counting().get().how == "mail"


def test_a_typed_name_is_linked_by_hand_with_its_reports(reporter, responder, incident):
    report = joined(reporter, responder, incident, "Baobab")
    known = make_customer("Baobab Books")
    link_affected(affected=incident.affected_customers.get(), actor=responder, customer=known)
    report.refresh_from_db()
    assert report.known_customer == known
    assert report.customer == "Baobab"  # as it was typed
    assert affected(incident) == [("Baobab", "Baobab Books", "report")]
    joined(reporter, responder, incident, "Baobab Books")
    assert incident.affected_customers.count() == 1


def test_a_name_is_not_linked_to_a_customer_that_was_deleted_meanwhile(reporter, responder, incident):
    add_affected(incident=incident, actor=responder, names=["Baobab"])
    gone, row = make_customer("Baobab Books"), incident.affected_customers.get()
    Customer.objects.filter(pk=gone.pk).delete()
    with pytest.raises(DomainError, match="was deleted meanwhile"):
        link_affected(affected=row, actor=responder, customer=gone)
    with pytest.raises(DomainError, match="was deleted meanwhile"):
        link_report(report=make_report(reporter), actor=responder, customer=gone)


def test_a_report_is_linked_by_hand_and_keeps_what_was_told(reporter, responder, incident):
    report = joined(reporter, responder, incident, "Baobab")
    told(incident.affected_customers.get(), responder)
    known = make_customer("Baobab Books")
    link_report(report=report, actor=responder, customer=known)
    row = incident.affected_customers.get()
    assert (row.customer, row.source, row.tellings.count()) == (known, "report", 1)


def test_linking_a_report_reads_the_texts_of_no_others_and_asks_as_often_for_many(reporter, responder, incident):
    customers = [make_customer(f"Customer {number}") for number in range(2)]
    reports = [joined(reporter, responder, incident, f"Typed {number}") for number in range(2)]
    counts = []
    for report, customer in zip(reports, customers, strict=True):
        with CaptureQueriesContext(connection) as asked:
            link_report(report=report, actor=responder, customer=customer)
        counts.append(len(asked))
        add_affected(incident=incident, actor=responder, names=[f"By hand {number}" for number in range(20)])
        for number in range(20):
            joined(reporter, responder, incident, f"Other {number}")
    assert counts[0] == counts[1]


def test_a_name_is_linked_when_a_customer_gets_it(reporter, responder, incident):
    report = joined(reporter, responder, incident, "\uff42aobab books")
    add_affected(incident=incident, actor=responder, names=["Simba"])
    known = make_customer("Baobab Books")
    report.refresh_from_db()
    assert report.known_customer == known
    edit_customer(actor=responder, customer=known, details=CustomerDetails("Simba"))
    assert {name for _, name, _ in affected(incident)} == {"Simba"}
    assert incident.affected_customers.count() == 1


def test_a_merge_of_incidents_moves_them_and_undoing_it_moves_them_back(reporter, responder, incident):
    duplicate = make_incident("Shop is down", by=responder)
    make_customer("Baobab Books")
    joined(reporter, responder, duplicate, "Baobab Books")
    joined(reporter, responder, duplicate, "Kilima")
    add_affected(incident=incident, actor=responder, names=["Kilima"])
    told(duplicate.affected_customers.get(customer__name="Baobab Books"), responder)
    merge_incident(source=duplicate, target=incident, actor=responder)
    assert sorted(name for name, _, _ in affected(incident)) == ["Baobab Books", "Kilima"]
    assert Told.objects.get().affected.incident_id == incident.pk
    duplicate.refresh_from_db()
    undo_merge(incident=duplicate, actor=responder)
    assert sorted(name for name, _, _ in affected(duplicate)) == ["Baobab Books", "Kilima"]
    assert affected(incident) == [("Kilima", "", "hand")]
    assert Told.objects.get().affected.incident_id == duplicate.pk


def test_what_was_told_and_written_about_a_duplicate_stands_with_the_name_in_another_spelling(responder, incident):
    duplicate = make_incident("Shop is down", by=responder)
    make_letter(make_affected(duplicate, "baobab ltd"), by=responder)
    told(duplicate.affected_customers.get(), responder)
    make_affected(incident, "Baobab Ltd")
    merge_incident(source=duplicate, target=incident, actor=responder)
    (row,) = affected_page(incident, responder, "").rows
    assert (row.row.name, len(row.told), len(row.letters)) == ("Baobab Ltd", 1, 1)


def test_a_cancelled_incident_affects_nobody_by_report(reporter, responder, incident):
    joined(reporter, responder, incident)
    change_status(incident=incident, actor=responder, change=StatusChange(action="cancel", reason="A test"))
    assert affected(incident) == []


def test_merging_two_customers_moves_everything_and_keeps_what_was_told(reporter, responder, incident):
    other = make_incident("Mail is slow", by=responder)
    service = make_service("Shop")
    loser = make_customer("Baobab", value=7, services=(service,), external_id="A-1")
    winner = make_customer("Baobab Books", tier="Gold")
    report = joined(reporter, responder, incident, "Baobab")
    for each in (incident, other):
        add_affected(incident=each, actor=responder, names=["Baobab Books"])
    told(incident.affected_customers.get(customer=loser), responder)
    merge_customers(customer=loser, into=winner, actor=responder)
    loser.refresh_from_db()
    winner.refresh_from_db()
    assert (loser.merged_into, loser.is_active) == (winner, False)
    assert (winner.tier, winner.value, list(winner.services.all())) == ("Gold", 7, [service])
    assert [incident.affected_customers.get().customer, other.affected_customers.get().customer] == [winner, winner]
    assert Told.objects.get().affected == incident.affected_customers.get()
    report.refresh_from_db()
    assert report.known_customer == winner
    assert make_report(reporter, customer="baobab").known_customer == winner
    third = make_customer("Baobab Group")
    merge_customers(customer=winner, into=third, actor=responder)
    loser.refresh_from_db()
    assert loser.merged_into == third
    with pytest.raises(DomainError, match="was merged into"):
        merge_customers(customer=loser, into=third, actor=responder)
    with pytest.raises(DomainError, match="into itself"):
        merge_customers(customer=third, into=third, actor=responder)


def test_redacting_a_report_takes_the_typed_name_away(reporter, responder, admin, incident):
    report = joined(reporter, responder, incident, "Secret Ltd")
    redact_report(report=report, actor=admin, reason="A name")
    assert affected(incident) == []


@pytest.mark.parametrize("linked", [True, False])
def test_redacting_a_report_takes_the_typed_name_from_a_row_that_stays(reporter, responder, admin, incident, linked):
    report = joined(reporter, responder, incident, "Jane Doe")
    row = incident.affected_customers.get()
    if linked:
        link_affected(affected=row, actor=responder, customer=make_customer("Baobab Books"))
    told(row, responder)
    redact_report(report=report, actor=admin, reason="A name")
    shown = "Baobab Books" if linked else f"[redacted: {report.reference}]"
    assert affected(incident) == [(shown, "Baobab Books" if linked else "", AffectedSource.HAND)]
    assert Told.objects.get().affected == row


def test_a_redacted_report_takes_its_name_from_an_incident_that_it_left(reporter, responder, admin, incident):
    report = joined(reporter, responder, incident, "Jane Doe")
    told(incident.affected_customers.get(), responder)
    unlink_report(report=report, actor=responder, incident=incident)
    redact_report(report=report, actor=admin, reason="A name")
    assert affected(incident) == [(f"[redacted: {report.reference}]", "", AffectedSource.HAND)]


def test_a_name_that_another_report_says_stays_when_one_is_redacted(reporter, responder, admin, incident):
    report = joined(reporter, responder, incident, "Nyota Hotels", text="A password")
    joined(reporter, responder, incident, "NYOTA hotels", text="Cannot pay")
    row = incident.affected_customers.get()
    redact_report(report=report, actor=admin, reason="A password")
    assert incident.affected_customers.get() == row
    assert affected(incident) == [("Nyota Hotels", "", AffectedSource.REPORT)]


def test_redacting_words_reaches_typed_names(responder, admin, incident):
    add_affected(incident=incident, actor=responder, names=["Secret Ltd", "Secret Inc"])
    redact_words(incident=incident, actor=admin, words="secret", reason="A name")
    assert not AffectedCustomer.objects.filter(name__icontains="secret").exists()


def test_two_customers_on_one_line_are_asked_about(as_user, responder, incident):
    for name in ("Kilima, Ltd", "Baobab Books"):
        make_customer(name)
    address = f"/incidents/{incident.pk}/customers/add/"
    answer = as_user(responder).post(address, {"names": "Baobab Books, Kilima, Ltd"})
    assert answer.status_code == 422
    assert "names 2 customers: Baobab Books, Kilima, Ltd" in answer.content.decode()
    assert as_user(responder).post(address, {"names": "Baobab Books\nKilima, Ltd"}).status_code == 302
    assert len(affected(incident)) == 2
