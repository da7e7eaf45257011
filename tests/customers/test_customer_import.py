"""Customers from a table: encodings, columns by many names, problems line by line, and all or nothing."""

import csv
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import AuditEvent
from customers.models import Contact, Customer
from customers.readers.table import read_customers, read_value
from customers.selectors.import_plan import LONGEST, import_plan
from customers.services.importing import import_customers
from tests.factories.accounts import make_user
from tests.factories.customers import make_customer, make_report
from tests.factories.incidents import make_service

ADDRESS = "/customers/import/"


def plan(text):
    return import_plan(read_customers(text))


def outcomes(text):
    return [(line.line.number, line.outcome.value, line.problem) for line in plan(text).lines]


def imported(by, text):
    return import_customers(actor=by, table=read_customers(text))


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("12000", 12000),
        ("12,000", 12000),
        ("12.000", 12000),
        ("€ 12 000", 12000),
        ("12\u00a0000 EUR", 12000),
        ("12'000", 12000),
        ("1.234.567,89", 1234568),
        ("12000.40", 12000),
        ("0", 0),
        ("-5", None),
        ("12k", None),
        ("much", None),
        ("1,5,3", None),
    ],
)
def test_values_as_people_write_them(typed, value):
    assert read_value(typed) == value


@pytest.mark.parametrize(
    "head",
    [
        "name;value;owner",
        "Customer Name;ARR;Account Owner",
        "company;Value (EUR);owner_e-mail",
        "ACCOUNT;annual value;Owner E-Mail",
    ],
)
def test_columns_by_many_names(head):
    assert read_customers(f"{head}\nKilima;1;x").columns == {"name", "value", "owner"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_encodings(as_user, responder, encoding):
    content = "name,tier\nMüller & Söhne,Größe\n".encode(encoding)
    file = SimpleUploadedFile("customers.csv", content)
    page = as_user(responder).post(ADDRESS, {"file": file})
    shown = page.content.decode()
    assert page.status_code == 200
    assert "Müller &amp; Söhne" in shown
    assert ("Windows-1252" in shown) is (encoding == "cp1252")


def test_odd_names_go_in_as_they_are_and_come_out_without_formulas(as_user, responder):
    names = ['Kilima, "Hills" & Co', "=HYPERLINK(1)", "🦒 Twiga", "O'Neil; Sons"]
    written = StringIO()
    csv.writer(written).writerows([["name"], *([name] for name in names)])
    imported(responder, written.getvalue())
    assert set(Customer.objects.values_list("name", flat=True)) == set(names)
    file = b"".join(as_user(responder).get(reverse("customer_csv")).streaming_content).decode()
    assert "'=HYPERLINK(1)" in file
    assert import_plan(read_customers(file)).doing == []  # the file imported again changes nothing


def test_each_problem_is_said_of_its_line_and_the_rest_goes_in(responder):
    make_user("Ana Silva", email="ana@example.com")
    make_user("Two Names", email="one@example.com")
    make_user("Two Names", email="two@example.com")
    make_service("Shop")
    text = "\n".join(
        [
            "name,tier,value,owner,services,id,contact e-mail",
            "Good,Gold,12000,Ana Silva,Shop,A-1,x@example.org",
            ",Gold,,,,,",
            "Value,,much,,,,",
            "Owner,,,Nobody Here,,,",
            "Shared,,,Two Names,,,",
            "Service,,,,Shop; Moon,,",
            "good ,,,,,,",
            "Same id,,,,,A-1,",
            "Mail,,,,,,no address",
            f"{'x' * 201},,,,,,",
            f"Tier,{'x' * 41},,,,,",
            "Later,,,ana@example.com,,,",
        ]
    )
    done = imported(responder, text)
    assert set(Customer.objects.values_list("name", flat=True)) == {"Good", "Later"}
    problems = {line.line.number: line.problem for line in done.left_out}
    assert sorted(problems) == list(range(3, 13))
    assert problems[3] == "The name is missing."
    assert "much" in problems[4]
    assert "Nobody Here" in problems[5]
    assert "e-mail address" in problems[6]
    assert problems[7] == "There is no service called Moon."
    assert problems[8] == "The same name as in line 2."
    assert problems[9] == "The same id as in line 2."
    good = Customer.objects.get(name="Good")
    assert (good.tier, good.value, good.owner.name, good.external_id) == ("Gold", 12000, "Ana Silva", "A-1")
    assert [each.name for each in good.services.all()] == ["Shop"]
    assert good.contacts.get().email == "x@example.org"
    assert AuditEvent.objects.filter(action="customer_changed").get().detail["left out"] == 10


def test_a_known_customer_is_found_by_id_then_by_name_and_empty_cells_change_nothing(responder):
    known = make_customer("Baobab", tier="Gold", value=5, external_id="A-1")
    named = make_customer("Kilima", tier="Gold")
    done = imported(responder, "id,name,tier,value\nA-1,Baobab Books,gold,7\nB-2,KILIMA,,\n")
    known.refresh_from_db()
    named.refresh_from_db()
    assert (known.name, known.tier, known.value) == ("Baobab Books", "Gold", 7)
    assert (named.name, named.tier, named.external_id) == ("Kilima", "Gold", "B-2")
    assert len(done.changed) == 2
    assert done.changed[0].changes == ("value: 5 → 7", "name: Baobab → Baobab Books")
    assert len(plan("id,name\nA-1,Baobab Books\n").same) == 1


def test_ids_and_names_of_two_customers_are_no_guess(responder):
    make_customer("Baobab", external_id="A-1")
    make_customer("Kilima", external_id="B-2")
    assert outcomes("id,name\nA-1,Kilima\nC-3,Baobab\n") == [
        (2, "left out", "The id is that of Baobab, the name that of Kilima."),
        (3, "left out", "Baobab has another id: A-1."),
    ]


def test_contacts_are_added_once(responder):
    text = "name,contact,contact e-mail\nKilima,Wanjiku,w@example.org\n"
    for _ in range(2):
        imported(responder, text)
    assert Contact.objects.count() == 1


def test_quotes_that_are_not_closed_are_said_and_what_stood_before_goes_in(as_user, responder):
    text = 'name,tier\nFirst,Gold\n"Open,Gold\nNever read,Gold\n'
    assert [line.outcome.value for line in plan(text).lines] == ["new", "left out"]
    page = as_user(responder).post(ADDRESS, {"text": text, "import": "1"}).content.decode()
    assert "1 added" in page
    assert "quotes here are not closed" in page
    assert "&quot;Open,Gold\nNever read,Gold" in page  # to be mended


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Paste a table"),
        ("\n \n", "Paste a table"),
        ("name\n", "no line below"),
        ("foo,bar\n1,2\n", "“foo”, “bar”"),
        ("Kilima,Gold,12\nSimba,Gold,13\n", "No column is called"),
        ("name\n" + "\n".join(f"c{number}" for number in range(5001)), "this table has 5,001"),
    ],
)
def test_tables_that_cannot_be_read_are_refused_whole(as_user, responder, text, words):
    page = as_user(responder).post(ADDRESS, {"text": text, "import": "1"})
    assert page.status_code == 422
    assert words in page.content.decode()
    assert not Customer.objects.exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"name\n" + b"x" * (50 * 1024 * 1024), "has 50.0 MB"), (b"PK\x03\x04\x00\x00\x00\x01" * 10, "is no text")],
)
def test_files_that_cannot_be_read_are_refused_whole(as_user, responder, content, words):
    page = as_user(responder).post(ADDRESS, {"file": SimpleUploadedFile("big.csv", content)})
    assert page.status_code == 422
    assert words in page.content.decode()


def test_unknown_columns_are_named_and_nothing_is_stored_by_a_preview(as_user, responder):
    page = as_user(responder).post(ADDRESS, {"text": "name,Shoe size\nKilima,43\n"}).content.decode()
    assert "“Shoe size”" in page
    assert "Import 1 customer?" in " ".join(page.split())
    assert not Customer.objects.exists()


def test_reports_with_a_name_that_comes_in_are_linked(responder, reporter):
    report = make_report(reporter, customer="kilima")
    imported(responder, "name\nKilima\n")
    report.refresh_from_db()
    assert report.known_customer.name == "Kilima"


def test_five_thousand_go_in_with_the_queries_of_five(responder, django_assert_max_num_queries):
    make_service("Shop")
    lines = "\n".join(
        f"Customer {number},Tier {number % 4},{number},Shop,w{number}@example.org" for number in range(5000)
    )
    with django_assert_max_num_queries(45):  # in batches of a thousand rows
        imported(responder, f"name,tier,value,services,contact e-mail\n{lines}")
    assert Customer.objects.count() == 5000


def test_the_limits_are_those_of_the_tables():
    columns = {f"contact_{name}": Contact._meta.get_field(name) for name in ("name", "email", "phone")}
    columns |= {name: Customer._meta.get_field(name) for name in ("name", "tier", "external_id")}
    assert {name: field.max_length for name, field in columns.items()} == LONGEST
