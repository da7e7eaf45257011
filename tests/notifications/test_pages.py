"""The pages of deliveries."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest

from accounts.enums import Role
from accounts.services.invitations import invite_person
from core import clock
from incidents.services.notices import ANNOUNCED
from notifications import kinds
from notifications.enums import Channel, State
from notifications.models import Attempt, ChannelPause, Delivery
from notifications.services import queue_delivery, sending
from notifications.services.queueing import NewDelivery
from tests.factories.accounts import make_user
from tests.factories.customers import make_report
from tests.factories.incidents import make_incident, make_private_incident
from tests.html import html_of

LIST = "/settings/deliveries/"


@pytest.fixture
def sent(queue, settings) -> Delivery:
    """A delivery that was written in full and not sent, as without a mail server."""
    settings.MAIL_SERVER = settings.MAIL_SERVER | {"host": ""}
    (delivery,) = queue(1)
    sending.send_waiting(seconds=30)
    delivery.refresh_from_db()
    return delivery


@pytest.mark.parametrize("address", ["", "{pk}/", "{pk}/mail.html"])
def test_managers_and_admins_see_deliveries(as_user, reporter, responder, manager, admin, sent, address) -> None:
    address = LIST + address.format(pk=sent.pk)
    assert as_user(reporter).get(address).status_code == 404
    assert as_user(responder).get(address).status_code == 403
    assert as_user(manager).get(address).status_code == 200
    assert as_user(admin).get(address).status_code == 200


def test_the_list_says_what_became_of_each(as_user, manager, sent) -> None:
    shown = as_user(manager).get(LIST).content.decode()
    assert "Told 0" in shown
    assert sent.recipient.name in shown
    assert "no mail server is configured" in shown


def test_the_page_shows_the_message_in_full_and_why(as_user, manager, sent) -> None:
    Attempt.objects.create(delivery=sent, succeeded=False, answer="451 <try> later")
    shown = as_user(manager).get(f"{LIST}{sent.pk}/").content.decode()
    for words in ("Told 0", sent.text.strip(), "R.", sent.address, "451 &lt;try&gt; later", "no mail server"):
        assert words in shown
    assert 'sandbox src="' in shown


def test_the_html_cannot_run_or_load_anything(as_user, manager, sent) -> None:
    answer = as_user(manager).get(f"{LIST}{sent.pk}/mail.html")
    assert answer.content.decode() == sent.html
    assert answer.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert "allow" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"


def test_what_a_manager_may_not_see_is_not_there(as_user, manager, sent, told) -> None:
    told.hidden_from = {manager.email}
    client = as_user(manager)
    assert f"{LIST}{sent.pk}/" not in client.get(LIST).text
    for address in (f"{LIST}{sent.pk}/", f"{LIST}{sent.pk}/mail.html"):
        assert client.get(address).status_code == 404
    assert client.post(f"{LIST}{sent.pk}/again/", {"client_uuid": uuid.uuid4()}).status_code == 404
    assert Delivery.objects.count() == 1


def test_secrets_are_shown_to_nobody(as_user, admin) -> None:
    delivery = Delivery.objects.create(
        kind="account_mail", address="a@example.com", dedup_key="s", is_secret=True, text="/reset/xyz", html="xyz",
        subject="Set a password",
    )  # fmt: skip
    client = as_user(admin)
    shown = client.get(f"{LIST}{delivery.pk}/").content.decode()
    assert "xyz" not in shown
    assert "Set a password" in shown
    assert client.get(f"{LIST}{delivery.pk}/mail.html").status_code == 404
    assert client.post(f"{LIST}{delivery.pk}/again/", {"client_uuid": uuid.uuid4()}).status_code == 422


def test_send_again_writes_one_new_delivery_however_often_it_is_clicked(as_user, manager, sent) -> None:
    client, form = as_user(manager), {"client_uuid": str(uuid.uuid4())}
    first = client.post(f"{LIST}{sent.pk}/again/", form)
    second = client.post(f"{LIST}{sent.pk}/again/", form)
    again = Delivery.objects.get(resend_of=sent)
    assert first.url == second.url == f"{LIST}{again.pk}/"
    assert (again.state, again.payload, again.kind) == (State.WAITING, sent.payload, sent.kind)
    assert again.message_id != sent.message_id
    assert "Sent again by Grace Wanjiru." in again.reason
    assert f"{LIST}{again.pk}/" in client.get(f"{LIST}{sent.pk}/").content.decode()


def test_what_still_waits_is_not_sent_again(as_user, manager, queue) -> None:
    (waiting,) = queue(1)
    client = as_user(manager)
    assert "disabled" in client.get(f"{LIST}{waiting.pk}/").content.decode()
    answer = client.post(f"{LIST}{waiting.pk}/again/", {"client_uuid": uuid.uuid4()})
    assert answer.status_code == 422
    assert Delivery.objects.count() == 1


@pytest.mark.parametrize("value", ["", "no-uuid"])
def test_a_form_without_its_uuid_is_refused(as_user, manager, sent, value) -> None:
    assert as_user(manager).post(f"{LIST}{sent.pk}/again/", {"client_uuid": value}).status_code == 422


def test_sending_again_is_for_managers(as_user, responder, reporter, sent) -> None:
    assert as_user(responder).post(f"{LIST}{sent.pk}/again/").status_code == 403
    assert as_user(reporter).post(f"{LIST}{sent.pk}/again/").status_code == 404


def test_a_paused_channel_is_said_with_the_servers_words(as_user, manager, queue) -> None:
    (waiting,) = queue(1)
    now = clock.now()
    ChannelPause.objects.create(
        channel=Channel.EMAIL, since=now, until=now + timedelta(minutes=5), answer="refuses our login: 535 wrong"
    )
    client = as_user(manager)
    for address in (LIST, f"{LIST}{waiting.pk}/"):
        shown = client.get(address).content.decode()
        assert "E-mail has been paused since" in shown
        assert "535 wrong" in shown


def test_the_list_is_narrowed_by_person_state_and_kind(as_user, manager, queue) -> None:
    amina = make_user("Amina Otieno")
    queue(1, amina)
    queue(1, make_user("Brian Kimani"))
    Delivery.objects.filter(recipient=amina).update(state=State.FAILED)
    client = as_user(manager)

    def names(query: str) -> set[str]:
        body = client.get(f"{LIST}?{query}").content.decode().split("<tbody")[-1]
        return {name for name in ("Amina", "Brian") if name in body}

    assert names("") == {"Amina", "Brian"}
    assert names("q=amina") == {"Amina"}
    assert names("state=failed") == {"Amina"}
    assert names("kind=told") == {"Amina", "Brian"}
    assert names("kind=account_mail") == set()


def test_the_list_costs_the_same_for_many(as_user, queue, django_assert_num_queries, django_assert_max_num_queries):
    client = as_user(make_user(role=Role.MANAGER))
    queue(1)
    with django_assert_max_num_queries(10) as few:
        client.get(LIST)
    queue(49)
    with django_assert_num_queries(len(few)):
        client.get(LIST)


def test_pages_and_counts_hold_what_is_there_for_the_reader_alone(as_user, manager, admin) -> None:
    hidden, shown = make_private_incident(), make_incident()
    for n in range(60):
        incident = hidden if n % 2 else shown
        payload = {"incident": incident.pk, "occasion": "declared"}
        queue_delivery(NewDelivery(kind=ANNOUNCED, recipient=admin, dedup_key=f"{n}", payload=payload, reason="R."))
    page = as_user(manager).get(LIST).context["page"]
    assert (page.paginator.count, len(page), page.has_next()) == (30, 30, False)
    assert {one.payload["incident"] for one in page} == {shown.pk}
    assert as_user(admin).get(LIST).context["page"].paginator.count == 60


def test_every_kind_that_hides_something_hides_it_from_the_list_too() -> None:
    for kind in map(kinds.find, kinds.labels()):
        assert kind.is_listed_always or (
            (kind.visible_to is kinds.visible_to_everybody) == (kind.listed_to is kinds.listed_to_everybody)
        ), kind.name


@pytest.mark.parametrize("pk", [0, 999999])
def test_what_does_not_exist_is_404(as_user, admin, pk) -> None:
    assert as_user(admin).get(f"{LIST}{pk}/").status_code == 404


@pytest.mark.parametrize("host", ["", "mail.example.com"])
def test_pages_promise_mail_only_where_a_mail_server_is(as_user, reporter, manager, settings, host) -> None:
    settings.MAIL_SERVER = settings.MAIL_SERVER | {"host": host}
    report = make_report(reporter)
    own, new = (html_of(as_user(reporter).get(path)) for path in (report.get_absolute_url(), "/reports/new/"))
    board, listed, triage = (
        html_of(as_user(manager).get(path)) for path in ("/follow-through/", LIST, report.get_absolute_url())
    )
    assert ("We mail you when" in own, "each step by mail" in new) == (bool(host), bool(host))
    assert ("Mail is not set up here" in own, "Mail is not set up here" in triage, "but not sent" in listed) == (
        not host,
    ) * 3
    with clock.frozen(datetime(2023, 5, 13, 12, tzinfo=UTC)):
        for page in (as_user(manager).get("/follow-through/").text, as_user(manager).get(LIST).text):
            assert '<time datetime="2023-05-15T09:00:00Z">15 May 09:00</time>' in page
    assert "next digest is due" in board


def test_an_unsent_invitation_leads_to_the_page_that_sends_a_new_one(as_user, admin, settings) -> None:
    settings.EMAIL_BACKEND = "notifications.backends.OutboxBackend"
    settings.MAIL_SERVER = settings.MAIL_SERVER | {"host": ""}
    joy = invite_person(actor=admin, email="joy@example.org", name="Joy", role=Role.REPORTER, zone="UTC").person
    sending.send_waiting(seconds=30)
    invitation = Delivery.objects.get(recipient=joy)
    shown = html_of(as_user(admin).get(f"{LIST}{invitation.pk}/"))
    assert f'Send a new invitation on the page of <a href="{joy.get_absolute_url()}">Joy</a>' in " ".join(shown.split())
    assert "An admin invited them to Debrief." in shown
    for wrong in ("sign_in_link", "login page", "You requested this"):
        assert wrong not in shown


def test_an_admin_sends_a_test_mail_and_reads_what_became_of_it(as_user, admin, manager, mailbox) -> None:
    client = as_user(admin)
    assert "Send me a test mail" in client.get(LIST).text
    assert "Send me a test mail" not in as_user(manager).get(LIST).text
    page = client.post(f"{LIST}test/", {"client_uuid": uuid.uuid4()}).url
    assert "Reload this page to see what became of it" in client.get(page).text
    sending.send_waiting(seconds=30)
    assert "Accepted by the server" in client.get(page).text
    assert len(mailbox.mails) == 1
