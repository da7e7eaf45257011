"""The pages of customers: who sees which, filters, forms, told, merged, and the panel of an incident."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import CustomerScope, Role
from accounts.services.company import edit_company
from accounts.services.people import change_customer_scope
from core.clock import now
from customers.enums import ToldHow
from customers.models import AffectedCustomer, Customer, Told
from customers.selectors.affected import affected_page
from customers.selectors.customers import owners
from customers.selectors.letters import letters_of
from customers.selectors.tellings import tellings
from customers.services.affected import Period, add_affected
from customers.services.customers import ContactDetails, merge_customers
from customers.services.letters import begin_letter
from customers.services.reports import join_report
from customers.services.telling import tell_customer
from incidents.services.details import edit_public_summary
from tests.factories.accounts import make_user
from tests.factories.customers import make_customer, make_report, make_update
from tests.factories.incidents import make_incident, make_private_incident, make_service, resolve
from tests.html import html_of, text_of

EMPTY_CONTACTS = {"contact-TOTAL_FORMS": "0", "contact-INITIAL_FORMS": "0"}


def shown(client, name, *args, **query):
    response = client.get(reverse(name, args=args), query)
    assert response.status_code == 200
    return text_of(html_of(response))


def queries(client, address):
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert client.get(address).status_code == 200
    return len(found)


@pytest.fixture
def incident(responder):
    made = make_incident("The queue of the broker is full", by=responder)
    edit_public_summary(incident=made, actor=responder, text="Orders arrive *late*.")
    return made


# Who sees which


def test_sales_see_their_own_support_sees_all(as_user, reporter, admin):
    mine, other = make_customer("Mine", owner=reporter), make_customer("Other")
    client = as_user(reporter)
    assert "Mine" in shown(client, "customer_list")
    assert "Other" not in shown(client, "customer_list")
    assert client.get(other.get_absolute_url()).status_code == 404
    assert client.get(mine.get_absolute_url()).status_code == 200
    file = b"".join(client.get(reverse("customer_csv")).streaming_content).decode()
    assert "Mine" in file
    assert "Other" not in file
    change_customer_scope(actor=admin, person=reporter, scope=CustomerScope.ALL)
    assert "Other" in shown(client, "customer_list")
    assert client.get(other.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("role", [Role.RESPONDER, Role.MANAGER, Role.ADMIN])
def test_others_see_all_whatever_their_scope(as_user, role):
    make_customer("Other")
    assert "Other" in shown(as_user(make_user("Joy Mutua", role=role)), "customer_list")


def test_an_admin_sets_the_scope_on_the_persons_page(as_user, admin, manager, reporter):
    address = reverse("person_customer_scope", args=[reporter.pk])
    assert as_user(manager).post(address, {"customer_scope": "all"}).status_code == 403
    assert as_user(admin).post(address, {"customer_scope": "every"}).status_code == 422
    as_user(admin).post(address, {"customer_scope": "all"})
    reporter.refresh_from_db()
    assert reporter.customer_scope == CustomerScope.ALL
    assert "Customers they see" in shown(as_user(admin), "person", reporter.pk)


def test_a_reporter_reads_words_for_customers_and_nothing_internal(as_user, reporter, responder, incident):
    customer = make_customer("Mine", owner=reporter)
    add_affected(incident=incident, actor=responder, names=["Mine"], period=Period(now() - timedelta(hours=1)))
    page = shown(as_user(reporter), "customer", customer.pk)
    assert incident.reference in page
    assert "Orders arrive late." in page
    assert "broker" not in page
    assert responder.name not in page
    assert "broker" in shown(as_user(responder), "customer", customer.pk)


@pytest.mark.parametrize("facts", [{"is_private": True}, {"is_drill": True}])
def test_a_reporter_learns_nothing_of_private_incidents_and_drills(as_user, reporter, responder, facts):
    customer = make_customer("Mine", owner=reporter)
    hidden = make_incident("Secret", by=responder, **facts)
    add_affected(incident=hidden, actor=responder, names=["Mine"])
    client = as_user(reporter)
    assert hidden.reference not in shown(client, "customer", customer.pk)
    assert "not affected" in shown(client, "customer_list")
    row = AffectedCustomer.objects.get()
    assert client.post(reverse("customer_tell", args=[row.pk]), {"how": "call"}).status_code == 404


def test_what_is_over_is_not_said_to_be_worked_on_and_old_words_stand_behind_a_press(as_user, responder):
    customer = make_customer("Kilima")
    told, untold = make_incident(by=responder, level=2), make_incident(by=responder, level=2)
    make_update(told, "Orders are late.", workaround="Pay by invoice.")
    for incident in (told, untold):
        add_affected(incident=incident, actor=responder, names=["Kilima"])
    page = shown(as_user(responder), "customer", customer.pk)
    assert ("are working on it" in page, "Show the old words anyway" in page, "Pay by invoice." in page) == (
        True,
        False,
        True,
    )
    for incident in (told, untold):
        resolve(incident)
    page = shown(as_user(responder), "customer", customer.pk)
    assert "are working on it" not in page
    assert page.index("Show the old words anyway") < page.index("Pay by invoice.")


def test_responders_read_of_private_incidents_only_as_members(as_user, responder, manager):
    customer = make_customer("Kilima")
    hidden = make_private_incident(responder, by=responder)
    add_affected(incident=hidden, actor=responder, names=["Kilima"])
    assert hidden.reference in shown(as_user(responder), "customer", customer.pk)
    assert hidden.reference not in shown(as_user(manager), "customer", customer.pk)
    assert as_user(manager).get(reverse("affected_list", args=[hidden.pk])).status_code == 404


@pytest.mark.parametrize("name", ["customer_new", "customer_import"])
def test_those_with_their_own_customers_alone_add_none(as_user, reporter, name):
    assert as_user(reporter).get(reverse(name)).status_code == 404
    customer = make_customer("Mine", owner=reporter)
    assert as_user(reporter).get(reverse("customer_merge", args=[customer.pk])).status_code == 404


# The list


def test_filters(as_user, reporter, responder, incident):
    make_customer("Baobab Books", tier="Gold", owner=reporter, external_id="A-17")
    make_customer("Kilima", tier="Silver")
    make_customer("Former", is_active=False)
    add_affected(incident=incident, actor=responder, names=["Kilima"])
    client = as_user(responder)
    for query, names in (
        ({}, {"Baobab Books", "Kilima"}),
        ({"q": "baobab"}, {"Baobab Books"}),
        ({"q": "A-17"}, {"Baobab Books"}),
        ({"tier": "Silver"}, {"Kilima"}),
        ({"owner": reporter.pk}, {"Baobab Books"}),
        ({"owner": "none"}, {"Kilima"}),
        ({"affected": "now"}, {"Kilima"}),
        ({"state": "all"}, {"Baobab Books", "Kilima", "Former"}),
    ):
        page = client.get(reverse("customer_list"), query)
        assert {each.name for each in page.context["page"].object_list} == names, query
    assert "affected by 1 open incident" in shown(client, "customer_list")
    resolve(incident)
    assert "affected by" not in shown(client, "customer_list")


def test_the_list_and_a_customer_ask_as_often_for_many_as_for_one(as_user, reporter, responder):
    customer = make_customer("Kilima", contacts=(ContactDetails("Ana"),))
    client = as_user(responder)

    def affect():
        incident = make_incident(by=responder)
        edit_public_summary(incident=incident, actor=responder, text="Words")
        add_affected(incident=incident, actor=responder, names=["Kilima"])
        row = AffectedCustomer.objects.get(incident=incident)
        tell_customer(affected=row, actor=responder, how=ToldHow.CALL, client_uuid=uuid4())
        make_report(reporter, customer="Kilima")

    affect()
    addresses = [reverse("customer_list"), customer.get_absolute_url()]
    few = [queries(client, address) for address in addresses]
    for number in range(30):
        make_customer(f"Customer {number}", owner=responder)
        affect()
    assert [queries(client, address) for address in addresses] == few


# Forms


def test_a_customer_is_added_changed_and_keeps_what_was_typed(as_user, responder):
    client, service = as_user(responder), make_service("Shop")
    facts = {
        **EMPTY_CONTACTS,
        "contact-TOTAL_FORMS": "2",
        "name": 'Kilima, "Hills" =1',
        "tier": "Gold",
        "value": "12.000",
        "services": [service.pk],
        "contact-0-name": "Ana",
        "contact-0-email": "no address",
    }
    refused = client.post(reverse("customer_new"), facts)
    assert refused.status_code == 422
    assert "Kilima, &quot;Hills&quot; =1" in refused.content.decode()
    client.post(reverse("customer_new"), facts | {"contact-0-email": "ana@example.org"})
    customer = Customer.objects.get()
    assert (customer.name, customer.value, customer.contacts.get().email) == (
        'Kilima, "Hills" =1',
        12000,
        "ana@example.org",
    )
    twice = client.post(reverse("customer_new"), EMPTY_CONTACTS | {"name": 'KILIMA, "hills" =1'})
    assert twice.status_code == 422
    assert "already exists" in twice.content.decode()
    address = reverse("customer_edit", args=[customer.pk])
    assert client.post(address, EMPTY_CONTACTS | {"name": "Kilima", "value": "much"}).status_code == 422
    client.post(address, EMPTY_CONTACTS | {"name": "Kilima", "tier": "", "is_active": "on"})
    customer.refresh_from_db()
    assert (customer.name, customer.tier, customer.contacts.count()) == ("Kilima", "", 0)


def test_whoever_owned_a_merged_customer_does_not_read_whose_it_is_now(as_user, reporter, responder):
    other = make_user("Naomi Wanjiru", role=Role.REPORTER)
    loser = make_customer("Baobab", owner=reporter)
    winner = make_customer("Baobab Books", owner=other)
    merge_customers(customer=loser, into=winner, actor=responder)
    address = reverse("customer", args=[loser.pk])
    assert as_user(reporter).get(address).status_code == 404
    assert "Baobab Books" in as_user(other).get(address).content.decode()
    assert [list(owners(each)) for each in (reporter, other, responder)] == [[], [other], [other]]


def test_what_somebody_else_changed_meanwhile_is_not_replaced_unseen(as_user, responder):
    customer = make_customer("Kilima", contacts=(ContactDetails(name="Ana"),))
    client, address = as_user(responder), reverse("customer_edit", args=[customer.pk])
    seen = client.get(address).context["form"]["seen"].value()
    typed = EMPTY_CONTACTS | {"name": "Kilima", "tier": "Gold", "is_active": "on", "seen": seen}
    customer.contacts.create(name="Ben")
    refused = client.post(address, typed)
    assert (refused.status_code, customer.contacts.count()) == (409, 2)
    form = refused.context["form"]
    assert (form["tier"].value(), form["seen"].value() == seen) == ("Gold", False)
    assert "Somebody else changed this customer" in refused.content.decode()
    assert client.post(address, typed | {"seen": form["seen"].value()}).status_code == 302
    customer.refresh_from_db()
    assert (customer.tier, customer.contacts.count()) == ("Gold", 0)


def test_one_tier_has_one_spelling():
    make_customer("First", tier="Enterprise")
    assert make_customer("Second", tier="ENTERPRISE").tier == "Enterprise"


def test_an_owner_edits_their_customer_but_does_not_give_it_away(as_user, reporter, responder):
    mine = make_customer("Mine", owner=reporter)
    address = reverse("customer_edit", args=[mine.pk])
    as_user(reporter).post(address, EMPTY_CONTACTS | {"name": "Mine", "owner": responder.pk, "is_active": "on"})
    mine.refresh_from_db()
    assert mine.owner == reporter


def test_merging_asks_once_more_and_leads_from_the_old_page(as_user, responder):
    make_customer("Baobab Books")
    loser = make_customer("Baobab")
    client, address = as_user(responder), reverse("customer_merge", args=[loser.pk])
    like = client.get(address, {"customer": "Baobab Bookstore"})
    assert like.status_code == 422
    assert "Did you mean “Baobab” or “Baobab Books”?" in text_of(html_of(like))
    assert "same customer" in text_of(html_of(client.get(address, {"customer": "baobab"})))
    asked = shown(client, "customer_merge", loser.pk, customer="Baobab Books")
    assert "This cannot be undone." in asked
    loser.refresh_from_db()
    assert not loser.is_merged
    client.post(address, {"customer": "Baobab Books"})
    assert "was merged into Baobab Books" in shown(client, "customer", loser.pk)
    assert client.get(reverse("customer_edit", args=[loser.pk])).status_code == 404


# Told


def test_one_press_says_who_told_and_when_and_can_be_taken_back(as_user, reporter, responder, incident):
    customer = make_customer("Mine", owner=reporter)
    add_affected(incident=incident, actor=responder, names=["Mine"])
    row, client = AffectedCustomer.objects.get(), as_user(reporter)
    press = {"how": "call", "client_uuid": str(uuid4()), "back": customer.get_absolute_url()}
    for _ in range(2):
        answer = client.post(reverse("customer_tell", args=[row.pk]), press)
        assert answer["Location"] == customer.get_absolute_url()
    told = Told.objects.get()
    assert f"{reporter.name}, by phone" in shown(client, "customer", customer.pk)
    assert f"{reporter.name}, by phone" in shown(as_user(responder), "affected_list", incident.pk)
    undo = reverse("customer_untell", args=[told.pk])
    assert as_user(responder).post(undo).status_code == 403
    client.post(undo)
    assert "not yet" in shown(client, "customer", customer.pk)


@pytest.mark.parametrize("back", ["//evil.example", "https://evil.example/", "javascript:alert(1)"])
def test_it_leads_back_to_pages_of_ours_alone(as_user, responder, incident, back):
    customer = make_customer("Kilima")
    add_affected(incident=incident, actor=responder, names=["Kilima"])
    row = AffectedCustomer.objects.get()
    press = {"how": "mail", "client_uuid": str(uuid4()), "back": back}
    answer = as_user(responder).post(reverse("customer_tell", args=[row.pk]), press)
    assert answer["Location"] == customer.get_absolute_url()


# The incident


def test_the_incidents_page_says_how_many_which_tiers_and_what_is_at_risk(as_user, admin, responder, incident):
    edit_company(actor=admin, name="Acme", zone="UTC", currency="EUR")
    for number in range(3):
        make_customer(f"Big {number}", tier="Enterprise", value=40_000)
    make_customer("Small", tier="Business")
    page = shown(as_user(responder), "incident", incident.pk)
    assert "none known; add them" in page
    names = ["Big 0", "Big 1", "Big 2", "Small", "Somebody new"]
    add_affected(incident=incident, actor=responder, names=names)
    page = shown(as_user(responder), "incident", incident.pk)
    assert "5 affected: 3 Enterprise, 1 Business, 1 not in the list of customers" in page
    assert "value at risk: 120,000 EUR a year" in page


def test_the_incidents_page_and_its_table_ask_as_often_for_many_as_for_one(as_user, reporter, responder, incident):
    client = as_user(responder)

    def affect(number):
        make_customer(f"Customer {number}", tier=f"Tier {number % 5}", value=number, owner=responder)
        join_report(report=make_report(reporter, customer=f"Customer {number}"), actor=responder, incident=incident)

    affect(0)
    addresses = [incident.get_absolute_url(), reverse("affected_list", args=[incident.pk])]
    few = [queries(client, address) for address in addresses]
    for number in range(1, 30):
        affect(number)
    assert [queries(client, address) for address in addresses] == few


def test_a_table_reads_no_words_of_reports_and_what_was_told_to_its_own_rows_alone(reporter, responder, incident):
    for name in ("Kilima", "Simba", "Not in the list"):
        if name != "Not in the list":
            make_customer(name, by=responder)
        join_report(report=make_report(reporter, customer=name), actor=responder, incident=incident)
    rows = list(incident.affected_customers.order_by("pk"))
    for row in rows:
        tell_customer(affected=row, actor=responder, how=ToldHow.CALL, client_uuid=uuid4())
        begin_letter(affected=row, actor=responder)
    for row in rows:
        key = (incident.pk, row.identity)
        assert (list(tellings(responder, [row])), list(letters_of([row]))) == ([key], [key])
    with CaptureQueriesContext(connection) as asked:
        affected_page(incident, responder, "")
    assert not [query["sql"] for query in asked if '"customers_report"."text"' in query["sql"]]


def test_customers_are_added_by_hand_and_by_service(as_user, responder, incident):
    shop = make_service("Shop")
    make_customer("Uses it", services=(shop,))
    client = as_user(responder)
    client.post(reverse("affected_add", args=[incident.pk]), {"names": "Kilima\nSimba, Ltd\n", "since": "2h ago"})
    client.post(reverse("affected_by_service", args=[incident.pk]), {"services": [shop.pk]})
    page = shown(client, "affected_list", incident.pk)
    for words in ("Kilima", "Simba, Ltd", "Uses it", "by hand", "service", "not in the list"):
        assert words in page
    file = b"".join(client.get(reverse("affected_csv", args=[incident.pk])).streaming_content).decode()
    assert '"Simba, Ltd",no,' in file


@pytest.mark.parametrize("field", ["since", "until"])
def test_a_time_in_the_future_is_refused_and_kept(as_user, responder, incident, field):
    ahead = (now() + timedelta(days=3)).strftime("%-d %b %Y %H:%M")
    typed = {"names": "Kilima", field: ahead}
    refused = as_user(responder).post(reverse("affected_add", args=[incident.pk]), typed)
    assert refused.status_code == 422
    page = html_of(refused)
    assert "is in the future." in page
    assert ahead in page
    assert "Kilima" in page
    assert not AffectedCustomer.objects.exists()


def test_a_name_is_linked_later_edited_and_removed(as_user, responder, incident):
    add_affected(incident=incident, actor=responder, names=["Baobab"])
    make_customer("Baobab Books")
    row, client = AffectedCustomer.objects.get(), as_user(responder)
    args = [incident.pk, row.pk]
    refused = client.post(reverse("affected_link", args=args), {"customer": "Baobab"})
    assert "Did you mean “Baobab Books”?" in text_of(html_of(refused))
    client.post(reverse("affected_link", args=args), {"customer": "baobab books"})
    client.post(reverse("affected_edit", args=args), {"since": "3h ago", "until": "1h ago"})
    row.refresh_from_db()
    assert row.customer.name == "Baobab Books"
    assert row.until_at - row.since_at == timedelta(hours=2)
    client.post(reverse("affected_remove", args=args))
    assert not AffectedCustomer.objects.exists()


def test_a_report_is_linked_to_a_customer_on_its_page(as_user, reporter, responder):
    report = make_report(reporter, customer="Baobab")
    customer = make_customer("Baobab Books", owner=reporter)
    client = as_user(responder)
    assert "Which customer is “Baobab”?" in shown(client, "report", report.pk)
    address = reverse("report_customer", args=[report.pk])
    assert client.post(address, {"customer": "Nobody"}).status_code == 422
    assert as_user(reporter).post(address, {"customer": "Baobab Books"}).status_code == 404
    client.post(address, {"customer": "Baobab Books"})
    report.refresh_from_db()
    assert report.known_customer == customer
    assert "typed “Baobab”" in shown(as_user(reporter), "report", report.pk)


def test_whoever_leaves_hands_their_customers_over(as_user, reporter, responder, admin):
    mine = make_customer("Mine", owner=reporter)
    client, address = as_user(admin), reverse("person_deactivate", args=[reporter.pk])
    assert "1 customers go to" in text_of(html_of(client.get(address)))
    client.post(address, {"customers": responder.pk})
    mine.refresh_from_db()
    assert mine.owner == responder


def test_no_label_of_one_form_leads_into_the_other(as_user, responder, incident):
    make_customer("Baobab Books", services=(make_service("Carts"),))
    page = as_user(responder).get(reverse("affected_list", args=[incident.pk])).content.decode()
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert "id_by_service_since" in ids
    assert sorted(ids) == sorted(set(ids))
