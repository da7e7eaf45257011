"""A secret word in every text from inside of an incident that customers are told of: no reporter reads it anywhere."""

import pytest
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.test import Client
from django.urls import reverse

from accounts.enums import Role
from accounts.models import User
from catalogue.models import Service
from customers.enums import Pace
from customers.models import Customer, CustomerMeasure, CustomerSummary, Letter, LetterVersion, Update
from customers.services.affected import add_affected
from customers.services.follows import follow
from customers.services.reports import join_report
from customers.services.summaries import hand_over_summary
from incidents.models import Incident
from notifications.kinds import find
from notifications.models import Delivery
from tests.factories.accounts import make_user
from tests.factories.customers import make_customer, make_draft, make_report, make_update
from tests.factories.incidents import make_entry, make_incident, make_service, resolve
from tests.factories.letters import make_letter
from tests.project.access import IN
from tests.project.access_table import TABLE
from tests.project.test_planted_words import WORD, WORDS, plant

TOLD = "Paying fails for some."
LEARNED = "A limit was too low."
CHANGED = "We raised the limit."


@pytest.fixture
def reporter() -> User:
    return make_user("Peter Njoroge", role=Role.REPORTER)


@pytest.fixture
def incident(reporter) -> Incident:
    """Over, with everything that customers are told, and the word in all that they are not."""
    lead = make_user(f"Amina {WORD}")
    service = make_service("Shop", customer_name="Our shop")
    found = make_incident(by=lead, level=2, lead=lead, services=(service,))
    make_entry(found)
    join_report(report=make_report(reporter), actor=lead, incident=found)
    make_customer("Baobab Books", owner=reporter, by=lead)
    make_customer(f"{WORD} Ltd", owner=lead, by=lead, tier=WORD, external_id=WORD)
    add_affected(incident=found, actor=lead, names=["Baobab Books", f"{WORD} Ltd"])
    make_update(found, "Paying fails.")
    found.refresh_from_db()
    follow(person=reporter, pace=Pace.EACH, incident=found)
    resolve(found)
    told = make_update(found, TOLD)
    hand_over_summary(incident=found, text=LEARNED, measures=[CHANGED])
    make_letter(found.affected_customers.get(customer__owner=reporter), by=lead)
    make_draft(found)
    return hidden(found, told)


def hidden(found: Incident, told: Update) -> Incident:
    """Plants the word, and puts back what customers are told."""
    found.refresh_from_db()
    kept = {name: getattr(found, name) for name in ("public_summary", "public_summary_html")}
    report = found.reports.get()
    assert {"incidents.Incident", "incidents.TimelineEntry", "customers.Update"} <= plant(found)
    Incident.objects.filter(pk=found.pk).update(**kept)
    Update.objects.published().update(text=told.text, html=told.html, workaround="")  # the status page has them all
    CustomerSummary.objects.update(text=LEARNED, html=f"<p>{LEARNED}</p>")
    CustomerMeasure.objects.update(text=CHANGED, html=f"<p>{CHANGED}</p>")
    letter = LetterVersion.objects.get()
    LetterVersion.objects.update(text=LEARNED, html=f"<p>{LEARNED}</p>", confirmed="", facts=letter.facts)
    found.reports.filter(pk=report.pk).update(text=report.text, customer="", since="", answer="")
    Service.objects.update(name=WORDS)
    return found


def pages(incident: Incident, reporter: User) -> list[str]:
    """Every address at which a reporter gets in, and those of what is theirs."""
    named = [name for name, row in TABLE.items() if "get" in row.methods and row.of_public()["reporter"] == IN]
    plain = [reverse(name) for name in named if TABLE[name].path == "" and not _has_arguments(name)]
    own = [
        reverse("report", args=[incident.reports.get().pk]),
        reverse("customer_summary", args=[incident.pk]),
        reverse("customer", args=[Customer.objects.get(owner=reporter).pk]),
        *(reverse(name, args=[Letter.objects.get().pk]) for name in ("letter", "letter_edit")),
        *(reverse("letter_file", args=[Letter.objects.get().pk, kind]) for kind in ("html", "markdown")),
        f"{reverse('customer_list')}?affected=now&state=all",
        f"{reverse('follow_list')}?incident={incident.pk}",
        f"{reverse('what_to_say')}?seen=nothing",
    ]
    return plain + own


def content(response: HttpResponseBase) -> str:
    """All that it says, also of a table that is sent in parts; not of the live stream, which does not end."""
    if isinstance(response, StreamingHttpResponse):
        return b"".join(response).decode() if response.get("Content-Type", "").startswith("text/csv") else ""
    return response.content.decode(errors="replace") if isinstance(response, HttpResponse) else ""


def _has_arguments(name: str) -> bool:
    try:
        return bool(TABLE[name].args(None))
    except AttributeError:
        return True


def test_no_page_of_a_reporter_tells_anything_from_inside(incident, reporter):
    client, found = Client(), {}
    client.force_login(reporter, backend="allauth.account.auth_backends.AuthenticationBackend")
    for address in pages(incident, reporter):
        response = client.get(address)
        text = content(response)
        if response.status_code == 200 and WORD in text:
            found[address] = text.partition(WORD)[0][-80:]
    assert found == {}
    said = client.get(reverse("what_to_say")).content.decode()
    learned = client.get(reverse("customer_summary", args=[incident.pk])).content.decode()
    assert (TOLD in said, LEARNED in learned, CHANGED in learned) == (
        True,
        True,
        True,
    )  # else not finding the word would say nothing
    shown = client.get(reverse("customer", args=[Customer.objects.get(owner=reporter).pk])).content.decode()
    listed = content(client.get(reverse("customer_csv")))
    assert (TOLD in shown, "Baobab Books" in listed) == (True, True)
    somebody_elses = Customer.objects.get(name__contains=WORD)
    assert client.get(reverse("customer", args=[somebody_elses.pk])).status_code == 404


def test_the_word_stands_in_the_table_of_whoever_sees_all_customers(incident):
    client = Client()
    client.force_login(incident.declared_by, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert WORD in content(client.get(reverse("customer_csv")))


def test_no_message_to_a_reporter_tells_anything_from_inside(incident, reporter):
    rows = Delivery.objects.filter(recipient=reporter)
    assert {row.kind for row in rows} >= {"report_step", "customer_update", "customer_summary"}
    for row in rows:
        message = find(row.kind).render([row])[row.pk]
        assert WORD not in f"{message.subject} {message.text} {message.html} {row.reason}", row.kind
