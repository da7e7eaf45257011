"""Getting the updates of the status page by e-mail: asked for, confirmed, mailed in batches, ended with one click."""

import re
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy

import pytest
from django.test import Client

from core.clock import frozen
from customers.models import StatusMailing, StatusPage, Subscriber
from customers.services.status_page import mailing
from customers.services.status_page.mailing import mail_taken_back, mail_updates
from customers.services.status_page.subscribing import end_link
from notifications.enums import State
from notifications.kinds import find
from notifications.mime import mime
from notifications.models import Delivery
from notifications.services.checking import reasons_against
from notifications.services.sending import send_waiting
from tests.factories.customers import make_update, take_words_back
from tests.factories.incidents import make_incident, make_private_incident, make_service, resolve

NOON = datetime(2026, 5, 13, 12, 0, tzinfo=UTC)
ANA = "ana@customer.example"


@pytest.fixture
def clock():
    with frozen(NOON) as stopped:
        yield stopped


@pytest.fixture(autouse=True)
def public(clock):
    return StatusPage.objects.create(is_public=True)


@pytest.fixture
def shop():
    return make_service("shop-frontend", customer_name="Online shop", on_status_page=True)


@pytest.fixture
def till():
    return make_service("till", customer_name="Tills", on_status_page=True)


@pytest.fixture
def incident(responder, shop):
    return make_incident("Fuse blew in rack 7", by=responder, level=2, lead=responder, services=(shop,))


def ask(email=ANA, **data):
    return Client().post("/status/subscribe/", {"email": email, **data})


def confirm_mail():
    delivery = Delivery.objects.filter(kind="status_confirm").latest("pk")
    return find(delivery.kind).render([delivery])[delivery.pk]


def link_in(message):
    return re.search(r"http://localhost:8000(/status/confirm/\S+)", message.text)[1]


def subscribe(email=ANA, *services):
    made = Subscriber.objects.create(email=email, since=NOON)
    made.wants_all = not services
    made.save(update_fields=["wants_all"])
    made.services.set(services)
    return made


def mailed():
    return list(Delivery.objects.filter(kind="status_update").order_by("pk"))


def test_an_address_gets_updates_once_its_owner_pressed_the_link(settings, shop, till):
    settings.MAIL_SERVER = settings.MAIL_SERVER | {"host": "mail.example"}
    answer = ask(services=[shop.pk])
    assert "Look into your mail" in answer.content.decode()
    assert not Subscriber.objects.exists()
    link = link_in(confirm_mail())
    assert "Confirm your address" in Client().get(link).content.decode()
    assert not Subscriber.objects.exists()  # a GET changes nothing: mail servers follow links
    answer = Client().post(link)
    assert "You get the updates" in answer.content.decode()
    assert answer["Referrer-Policy"] == "same-origin"  # the address is a right, and forms need their origin
    (made,) = Subscriber.objects.all()
    assert (made.email, list(made.services.all())) == (ANA, [shop])
    Client().post(link)
    assert Subscriber.objects.count() == 1


def test_the_answer_does_not_tell_whether_an_address_is_known(shop):
    unknown = ask().content
    subscribe()
    assert ask().content == unknown
    assert Delivery.objects.filter(kind="status_confirm").count() == 2
    ask("ANA@customer.example")
    link = link_in(confirm_mail())
    Client().post(link)
    assert Subscriber.objects.count() == 1


def test_one_address_is_not_sent_many_links_and_the_answer_stays(shop):
    answers = {ask().content for _ in range(5)}
    assert len(answers) == 1
    assert Delivery.objects.filter(kind="status_confirm").count() == 3


def test_one_network_cannot_ask_for_many_addresses():
    found = [ask(f"person{number}@customer.example").status_code for number in range(32)]
    assert (found.count(200), found.count(429)) == (30, 2)


@pytest.mark.parametrize(
    "email", ["", "ana", "a@b@c", "x" * 250 + "@b.example", "ana@customer.example\nBcc: all@b.example"]
)
def test_what_is_no_address_is_said(email):
    answer = ask(email)
    assert answer.status_code == 422
    assert not Delivery.objects.exists()


def test_a_link_that_was_changed_or_is_old_says_so(clock, shop):
    ask()
    link = link_in(confirm_mail())
    assert Client().post(f"{link[:-1]}x/").status_code == 404
    assert Client().get("/status/end/unknown/").status_code == 404
    clock.forward(timedelta(days=3))
    answer = Client().post(link)
    assert answer.status_code == 404
    assert "too old" in answer.content.decode()
    assert not Subscriber.objects.exists()


def test_a_published_update_goes_to_those_who_want_it(incident, shop, till):
    subscribe()
    subscribe("shop@customer.example", shop)
    subscribe("till@customer.example", till)
    make_update(incident, "Paying fails.", workaround="Wait.")
    assert mail_updates() == 2
    assert mail_updates() == 0
    first, second = mailed()
    assert (first.address, second.address) == (ANA, "shop@customer.example")
    message = find("status_update").render([first])[first.pk]
    assert message.subject.startswith("Online shop: disruption")
    for words in ("Paying fails.", "Wait.", "/status/end/"):
        assert words in message.text
    for internal in ("Fuse", "INC-", "shop-frontend"):
        assert internal not in f"{message.subject} {message.text} {message.html}"


def test_many_are_written_in_batches(incident, monkeypatch):
    monkeypatch.setattr(mailing, "BATCH", 2)
    for number in range(5):
        subscribe(f"person{number}@customer.example")
    make_update(incident, "Paying fails.")
    assert [mail_updates() for _ in range(4)] == [2, 2, 1, 0]
    assert len({each.address for each in mailed()}) == 5
    assert StatusMailing.objects.get().finished_at is not None


def test_who_subscribed_after_it_is_not_told_of_it(incident, clock):
    make_update(incident, "Paying fails.")
    clock.forward(timedelta(minutes=1))
    Subscriber.objects.create(email=ANA)
    assert mail_updates() == 0


def test_nothing_private_and_no_drill_is_mailed(responder, shop):
    subscribe()
    make_update(make_private_incident(by=responder, level=2, services=(shop,)), "A secret.")
    make_update(make_incident(by=responder, level=2, services=(shop,), is_drill=True), "A drill.")
    assert mail_updates() == 0


def test_what_no_longer_holds_is_not_sent(incident, responder, public):
    ana = subscribe()
    first = make_update(incident, "Paying fails.")
    mail_updates()
    (delivery,) = mailed()
    assert reasons_against([delivery]) == {}
    newer = make_update(incident, "Paying fails for some.")
    assert "newer update" in reasons_against([delivery])[delivery.pk]
    take_words_back(newer, responder)
    assert "taken back" in reasons_against([delivery])[delivery.pk]
    assert first.incident.pk == incident.pk
    ana.delete()
    assert delivery.pk in reasons_against([delivery])
    public.is_public = False
    public.save()
    assert "no longer public" in reasons_against([delivery])[delivery.pk]


def test_words_past_their_time_are_not_mailed(incident, clock):
    subscribe()
    make_update(incident, "Paying fails. We work on it.", next_in=30)
    mail_updates()
    (delivery,) = mailed()
    clock.forward(timedelta(minutes=31))
    assert "past their time" in reasons_against([delivery])[delivery.pk]
    clock.forward(timedelta(minutes=-30))
    assert reasons_against([delivery]) == {}
    resolve(incident)
    assert "past their time" in reasons_against([delivery])[delivery.pk]


def test_who_got_an_update_that_was_taken_back_hears_it(incident, responder, monkeypatch, clock):
    monkeypatch.setattr(mailing, "BATCH", 2)
    for number in range(4):
        subscribe(f"person{number}@customer.example")
    update = make_update(incident, "Paying works.")
    assert mail_updates() + mail_updates() + mail_updates() == 4
    got = [delivery.pk for delivery in mailed()[:3]]
    Delivery.objects.filter(pk__in=got).update(state="sent")
    take_words_back(update, responder)
    assert mail_taken_back() == 0  # one may be on its way
    Delivery.objects.filter(kind="status_update", state="waiting").update(state="void")
    assert [mail_taken_back() for _ in range(3)] == [2, 1, 0]
    rows = list(Delivery.objects.filter(kind="status_taken_back").order_by("pk"))
    assert reasons_against(rows) == {}
    message = find("status_taken_back").render(rows)[rows[0].pk]
    assert "no longer holds. A new one follows." in message.text
    assert message.end_link
    for internal in ("Fuse", "INC-", "Paying works.", "too early", responder.name):
        assert internal not in f"{message.subject} {message.text} {message.html}"
    make_update(incident, "Paying works for some.")
    assert set(reasons_against(rows)) == {row.pk for row in rows}


def test_one_click_of_the_mail_program_ends_it(incident):
    ana = subscribe()
    make_update(incident, "Paying fails.")
    mail_updates()
    (delivery,) = mailed()
    message = find(delivery.kind).render([delivery])[delivery.pk]
    headers = message_from_bytes(mime(delivery, message), policy=policy.default)
    link = headers["List-Unsubscribe"].strip().strip("<>").removeprefix("http://localhost:8000")
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert f"http://localhost:8000{link}" == end_link(ana)
    strict = Client(enforce_csrf_checks=True)
    assert "End them" in strict.get(link).content.decode()
    assert Subscriber.objects.exists()
    assert strict.post(link, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not Subscriber.objects.exists()
    assert "no more updates" in strict.post(link).content.decode()


def test_while_it_is_not_public_nobody_subscribes_and_nothing_is_mailed(incident, public, as_user, reporter):
    ask()
    delivery = Delivery.objects.get(kind="status_confirm")
    subscribe()
    public.is_public = False
    public.save()
    make_update(incident, "Paying fails.")
    assert mail_updates() == 0
    assert ask().status_code == 404
    assert as_user(reporter).get("/status/subscribe/").status_code == 404
    assert reasons_against([delivery])[delivery.pk]


def test_only_about_one_service_is_never_about_all(incident, shop, till, clock):
    subscribe("till@customer.example", till)
    till.delete()
    make_update(incident, "Paying fails.")
    assert mail_updates() == 0


def test_a_link_about_services_that_are_gone_says_so(shop, till):
    ask(services=[till.pk])
    link = link_in(confirm_mail())
    till.delete()
    answer = Client().post(link)
    assert answer.status_code == 404
    assert "not on this page any more" in answer.content.decode()
    assert not Subscriber.objects.exists()


def test_an_address_is_forgotten_in_what_is_kept_of_the_mails_to_it(incident, manager):
    ask()
    ana, other = subscribe(), subscribe("other@customer.example")
    update = make_update(incident, "Paying fails.")
    mail_updates()
    Delivery.objects.update(state=State.SENT, finished_at=NOON)
    take_words_back(update, manager)
    mail_taken_back()
    Delivery.objects.update(state=State.SENT, text="Paying fails.", subject="Online shop: disruption")
    Client().post(end_link(ana).removeprefix("http://localhost:8000"))
    left = Delivery.objects.filter(kind__startswith="status_", text="Paying fails.").order_by("pk")
    assert [(row.kind, row.address) for row in left] == [
        ("status_update", other.email),
        ("status_taken_back", other.email),
    ]
    assert not Delivery.objects.filter(address=ANA).exists()


def test_nobody_is_shown_the_link_that_confirms(shop):
    ask()
    delivery = Delivery.objects.get(kind="status_confirm")
    assert delivery.is_secret
    assert delivery.state == State.WAITING
    assert (delivery.text, delivery.html) == ("", "")


def status_mail():
    delivery = Delivery.objects.filter(kind="status_update").latest("pk")
    return find(delivery.kind).render([delivery])[delivery.pk]


def test_the_text_has_no_markup_and_says_when_the_next_update_comes(clock, incident, shop):
    subscribe()
    make_update(incident, "Paying **fails** for [some](https://a.example).", next_in=30)
    mail_updates()
    message = status_mail()
    assert "Paying fails for some (https://a.example)." in message.text
    assert "**" not in message.text + message.html
    assert "Next update by: 13 May 2026" in message.text
    assert "Next update by" in message.html


def test_a_correction_says_that_it_is_one(incident, shop):
    subscribe()
    first = make_update(incident, "Paying fails.")
    make_update(incident, "Paying by card fails.", corrects=first)
    mail_updates()
    message = status_mail()
    assert message.subject.startswith("Correction: ")
    assert "This corrects what we wrote before" in message.text
    assert "This corrects what we wrote before" in message.html


def test_whoever_subscribed_after_the_words_that_are_corrected_reads_the_new_ones_as_such(clock, incident, shop):
    first = make_update(incident, "Paying fails.")
    clock.forward(timedelta(minutes=5))
    subscribe()
    Subscriber.objects.update(since=clock.at)
    make_update(incident, "Paying by card fails.", corrects=first)
    mail_updates()
    message = status_mail()
    assert "Correction" not in message.subject
    assert "This corrects what we wrote before" not in message.text + message.html


def test_without_a_mail_server_no_mail_is_promised(settings, as_user, manager):
    settings.MAIL_SERVER = settings.MAIL_SERVER | {"host": ""}
    assert "sends no e-mails at present" in Client().get("/status/subscribe/").content.decode()
    answer = ask().content.decode()
    assert "on its way there" not in answer
    assert "No mail can be sent" in answer
    send_waiting(seconds=5)
    delivery = Delivery.objects.get(kind="status_confirm")
    assert "contained a link that confirms a subscription" in delivery.void_reason
    page = as_user(manager).get(f"/settings/deliveries/{delivery.pk}/").content.decode()
    assert "subscribe again on the status page" in page
    assert "sign_in_link" not in page
    assert "login link" not in page
