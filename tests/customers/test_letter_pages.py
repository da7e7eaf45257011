"""The pages of letters: begun from a row, written, signed off, given, taken along as a file."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import AuditAction
from accounts.models import AuditEvent
from core.pdf import is_pdf_installed
from customers.models import Letter, Told
from incidents.models import Incident
from notifications.kinds import find
from notifications.models import Delivery
from tests.factories.accounts import make_user
from tests.factories.customers import make_customer, make_update
from tests.factories.incidents import make_incident
from tests.factories.letters import current, give, make_affected, make_letter, sign, write


@pytest.fixture
def incident(responder):
    found = make_incident("Internal title", by=responder, level=2)
    make_update(found, "Paying **failed**.")
    found.refresh_from_db()
    return found


@pytest.fixture
def affected(incident, reporter):
    make_customer("Baobab Books", owner=reporter)
    return make_affected(incident)


@pytest.fixture
def letter(affected, responder):
    return make_letter(affected, by=responder, text="Dear Baobab Books, paying **failed**.")


def at(name, letter, *more):
    return reverse(name, args=[letter.pk, *more])


def seen(letter):
    return {"version": current(letter).seen}


def test_sales_begin_it_from_their_customer_and_change_it(as_user, affected, reporter):
    client = as_user(reporter)
    where = affected.customer.get_absolute_url()
    assert "Write a letter" in client.get(where).content.decode()
    answer = client.post(reverse("letter_begin", args=[affected.pk]))
    letter = Letter.objects.get()
    assert answer.url == letter.get_absolute_url()
    page = client.get(answer.url).content.decode()
    assert "Dear Baobab Books," in page
    assert "Paying <strong>failed</strong>." in page
    assert "The lead, communications or a manager signs it off." in page
    assert "Internal title" not in page
    form = client.get(at("letter_edit", letter)).context["form"]
    data = {name: form[name].value() for name in ("version", "facts", "client_uuid")} | {"text": "Dear you."}
    assert client.post(at("letter_edit", letter), data).status_code == 302
    assert client.post(at("letter_edit", letter), data).status_code == 302  # sent twice
    assert letter.versions.count() == 2
    assert client.post(at("letter_sign", letter), seen(letter)).status_code == 403
    assert "draft" in client.get(where).content.decode()


def test_asking_for_the_sign_off_tells_who_may_sign_and_lists_the_letter(as_user, letter, reporter, manager):
    client = as_user(reporter)
    assert "Ask for sign-off" in client.get(letter.get_absolute_url()).content.decode()
    for _ in range(2):
        client.post(at("letter_ask", letter), seen(letter))
    rows = Delivery.objects.filter(kind="letter_waits")
    told = [row.recipient for row in rows]
    assert told == [manager]  # nobody leads it
    message = find("letter_waits").render(list(rows))[rows[0].pk]
    assert "Baobab Books waits for your sign-off" in message.subject
    for person in (reporter, manager):
        assert "Letter to Baobab Books" in as_user(person).get(reverse("letter_list")).content.decode()
    assert "Letters that wait (1)" in as_user(manager).get(reverse("customer_list")).content.decode()
    sign(letter, manager)
    assert "No letter waits" in client.get(reverse("letter_list")).content.decode()
    assert find("letter_waits").still_due(list(rows))


def test_lists_say_what_is_out_of_date_and_which_version_the_customer_has(as_user, incident, letter, manager):
    client, where = as_user(manager), letter.affected.customer.get_absolute_url()
    sign(letter, manager)
    give(letter, manager)
    write(letter, manager, "Dear you, it is over.")
    sign(letter, manager)
    for address in (where, reverse("affected_list", args=[incident.pk])):
        assert "the customer has version 2" in client.get(address).content.decode()
    assert "The customer has version 2." in client.get(letter.get_absolute_url()).content.decode()
    assert "out of date" not in client.get(where).content.decode()
    make_update(incident, "Paying failed for many.")
    assert "signed off, out of date" in client.get(where).content.decode()


def test_a_letter_with_a_gap_is_not_asked_for(as_user, affected, reporter, responder):
    letter = make_letter(affected, by=responder, text="Dear you, [what happened?]")
    answer = as_user(reporter).post(at("letter_ask", letter), seen(letter))
    assert answer.status_code == 422
    assert not Delivery.objects.filter(kind="letter_waits").exists()


def test_a_conflict_shows_both_and_keeps_what_was_typed(as_user, letter, responder, manager):
    client = as_user(responder)
    old = seen(letter) | {"text": "Mine, *typed*.", "client_uuid": uuid4()}
    write(letter, manager, "Theirs.")
    answer = client.post(at("letter_edit", letter), old)
    text = answer.content.decode()
    assert (answer.status_code, "<p>Theirs.</p>" in text, "Mine, *typed*." in text) == (409, True, True)
    again = old | {"version": answer.context["form"]["version"].value()}
    assert client.post(at("letter_edit", letter), again).status_code == 302
    assert current(letter).text == "Mine, *typed*."


@pytest.mark.parametrize("text", ["", "See INC-12", "# Heading"])
def test_words_that_are_refused_stand_in_the_form(as_user, letter, responder, text):
    data = seen(letter) | {"text": text, "client_uuid": uuid4()}
    answer = as_user(responder).post(at("letter_edit", letter), data)
    assert answer.status_code == 422
    assert text in answer.content.decode()


def test_each_other_name_is_ticked_before_it_is_signed_off(as_user, letter, manager, responder):
    make_customer("Kilima, Ltd")
    make_customer("O'Hara & Sons")
    write(letter, responder, "As Kilima and O'Hara & Sons know.")
    client = as_user(manager)
    assert "O&#x27;Hara &amp; Sons</label>" in client.get(letter.get_absolute_url()).content.decode()
    answer = client.post(at("letter_sign", letter), seen(letter) | {"confirmed": ["Kilima, Ltd"]})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Confirm each other customer that it names: O&#x27;Hara &amp; Sons." in text
    boxes = [" ".join(box.split(">")[0].split()) for box in text.split("<input") if 'name="confirmed"' in box]
    assert ["checked" in box for box in boxes] == [True, False]  # what was ticked stays
    both = seen(letter) | {"confirmed": ["Kilima, Ltd", "O'Hara & Sons"]}
    assert client.post(at("letter_sign", letter), both).status_code == 302
    page = client.get(letter.get_absolute_url()).content.decode()
    assert "signed off by" in " ".join(page.split())
    assert "confirmed that it names Kilima, Ltd, O&#x27;Hara &amp; Sons." in page


def test_a_change_after_the_sign_off_is_shown_to_have_ended_it(as_user, letter, responder, manager):
    sign(letter, manager)
    client = as_user(responder)
    assert "must be signed off again" in client.get(at("letter_edit", letter)).content.decode()
    write(letter, responder, "Other words.")
    page = " ".join(client.get(letter.get_absolute_url()).content.decode().split())
    assert f"Version 2 was signed off by {manager.name}. It was changed since, so it must be signed off again." in page
    assert "I mailed it" not in page


def test_one_press_gives_it_and_twice_is_once(as_user, letter, reporter, manager, affected):
    sign(letter, manager)
    client = as_user(reporter)
    data = seen(letter) | {"how": "mail", "client_uuid": uuid4()}
    assert {client.post(at("letter_give", letter), data).status_code for _ in range(2)} == {302}
    assert Told.objects.get().letter == current(letter)
    page = client.get(affected.customer.get_absolute_url()).content.decode()
    assert "by mail, with the letter" in page
    assert "given</span>" in page
    assert client.post(at("letter_discard", letter), seen(letter)).status_code == 422


def test_what_changed_since_stands_on_the_page_and_in_the_file(as_user, letter, manager, incident):
    sign(letter, manager)
    make_update(incident, "It is over.")
    client = as_user(manager)
    page = client.get(letter.get_absolute_url()).content.decode()
    assert "The approved words changed." in page
    assert "I mailed it" not in page
    assert "Out of date" in client.get(at("letter_file", letter, "markdown")).content.decode()
    data = seen(letter) | {"how": "mail", "client_uuid": uuid4()}
    assert client.post(at("letter_give", letter), data).status_code == 409


@pytest.mark.parametrize(("kind", "ending", "label"), [("html", "html", "HTML"), ("markdown", "md", "Markdown")])
def test_only_what_is_signed_off_leaves_without_a_mark(as_user, letter, responder, manager, kind, ending, label):
    client = as_user(responder)
    draft = client.get(at("letter_file", letter, kind))
    assert "Draft: not signed off" in draft.content.decode()
    sign(letter, manager)
    answer = client.get(at("letter_file", letter, kind))
    text = answer.content.decode()
    assert "Draft" not in text
    assert ("<strong>failed</strong>" if kind == "html" else "**failed**") in text
    assert not [word for word in ("src=", "href=", "<script", "Internal title") if word in text]
    name = f"letter-baobab-books.{ending}"
    assert name in answer.headers["Content-Disposition"]
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    events = AuditEvent.objects.filter(action=AuditAction.EXPORTED)
    assert {event.detail["file"] for event in events} == {f"letter to Baobab Books as {label}"}


@pytest.mark.skipif(not is_pdf_installed(), reason="WeasyPrint is an optional extra.")
def test_as_pdf(as_user, letter, responder):
    answer = as_user(responder).get(at("letter_file", letter, "pdf"))
    assert answer.content.startswith(b"%PDF-")


def test_without_weasyprint_the_page_says_so(as_user, letter, responder):
    if not is_pdf_installed():
        page = as_user(responder).get(letter.get_absolute_url()).content.decode()
        assert "No PDF: WeasyPrint is not installed here." in page
        assert as_user(responder).get(at("letter_file", letter, "pdf")).status_code == 422
    assert as_user(responder).get(at("letter_file", letter, "json")).status_code == 404


def test_of_a_private_incident_only_those_who_see_it(as_user, letter, incident, reporter, responder, admin):
    Incident.objects.filter(pk=incident.pk).update(is_private=True)
    for person in (reporter, make_user("Joy Mutua"), make_user("Li Wei", role="manager")):
        for name in ("letter", "letter_edit"):
            assert as_user(person).get(at(name, letter)).status_code == 404
        assert as_user(person).get(at("letter_file", letter, "html")).status_code == 404
    assert as_user(admin).get(at("letter_file", letter, "html")).status_code == 200
    actions = AuditEvent.objects.filter(actor=admin).values_list("action", flat=True)
    assert {AuditAction.EXPORTED, AuditAction.PRIVATE_READ} <= set(actions)


def test_sales_see_no_letter_to_a_customer_of_somebody_else(as_user, letter, reporter):
    other = as_user(make_user("Joy Mutua", role="reporter"))
    assert other.get(letter.get_absolute_url()).status_code == 404
    assert other.post(reverse("letter_begin", args=[letter.affected_id])).status_code == 404
    assert as_user(reporter).get(letter.get_absolute_url()).status_code == 200


def test_a_discarded_one_is_gone_and_another_can_be_begun(as_user, letter, responder, affected):
    client = as_user(responder)
    assert client.post(at("letter_discard", letter), seen(letter)).status_code == 302
    assert client.get(letter.get_absolute_url()).status_code == 404
    client.post(reverse("letter_begin", args=[affected.pk]))
    assert Letter.objects.kept().exclude(pk=letter.pk).exists()


def test_what_is_typed_in_a_letter_that_somebody_discarded_is_kept(as_user, letter, responder):
    client = as_user(responder)
    form = client.get(at("letter_edit", letter)).context["form"]
    typed = {name: form[name].value() for name in ("version", "facts", "client_uuid")} | {"text": "Mine, *typed*."}
    client.post(at("letter_discard", letter), seen(letter))
    answer = client.post(at("letter_edit", letter), typed)
    page = answer.content.decode()
    assert (answer.status_code, "Mine, *typed*." in page, "discarded this letter" in page) == (409, True, True)


def test_which_names_were_confirmed_is_not_for_sales(as_user, letter, responder, manager, reporter):
    make_customer("Mara Safaris Holdings")
    write(letter, responder, "Mara Safaris Holdings had it too.")
    as_user(manager).post(at("letter_sign", letter), seen(letter) | {"confirmed": ["Mara Safaris Holdings"]})
    said = "Whoever signed it off confirmed"
    assert said in as_user(manager).get(letter.get_absolute_url()).content.decode()
    assert said not in as_user(reporter).get(letter.get_absolute_url()).content.decode()


def test_the_pages_ask_as_often_for_fifty_as_for_one(as_user, letter, responder, manager, incident):
    client = as_user(manager)

    def queries(where):
        client.get(where)
        with CaptureQueriesContext(connection) as counted:
            client.get(where)
        return len(counted)

    table = reverse("affected_list", args=[incident.pk])
    one = (queries(table), queries(letter.get_absolute_url()))
    for number in range(49):
        make_customer(f"Customer {number}")
        make_letter(make_affected(incident, f"Customer {number}"), by=responder)
    for number in range(20):
        write(letter, responder, f"Customer {number}, version {number}.")
        sign(letter, manager, f"Customer {number}")
        give(letter, responder)
    write(letter, responder, "As long as the first one.")
    assert (queries(table), queries(letter.get_absolute_url())) == one
