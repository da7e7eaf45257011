"""Chats and webhooks, against a real web server: what arrives, what is refused, and what an answer means."""

import json
import time
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from accounts.services.secrets import encrypt
from core import clock
from core.errors import DomainError
from incidents.services.changes import StatusChange, change_status
from incidents.services.members import set_privacy
from notifications.enums import EndpointKind, State
from notifications.kinds import find
from notifications.models import Delivery, Endpoint
from notifications.querysets import TO_ENDPOINTS
from notifications.services import checking, claiming, posting
from notifications.services.endpoints import EndpointDetails, edit_endpoint, queue_test
from notifications.services.posting import post_waiting
from notifications.services.resending import send_again
from notifications.smtp import Outcome, Result
from tests.factories.accounts import make_team
from tests.notifications.endpoints import ANNOUNCED, RESOLVED, declare, is_signed, sent_test


def test_a_webhook_is_signed_and_says_what_happened(endpoint, site, responder) -> None:
    made = endpoint()
    incident = declare(responder)
    post_waiting(seconds=30)
    ((headers, body),) = site.posted
    assert is_signed(headers, body, made.plain)
    assert site.asked == ["/in/T0/k3y"]
    said = json.loads(body)
    assert said["type"] == ANNOUNCED
    assert said["data"]["incident"]["reference"] == incident.reference
    assert said["data"]["incident"]["title"] == "Shop <unreachable> & slow"
    delivery = Delivery.objects.get(endpoint=made)
    assert delivery.state == State.SENT
    change_status(incident=incident, actor=responder, change=StatusChange("resolve"))
    post_waiting(seconds=30)
    assert json.loads(site.posted[1][1])["type"] == RESOLVED


def test_slack_and_teams_get_their_own_format(endpoint, site, responder) -> None:
    endpoint(EndpointKind.SLACK, "Slack")
    endpoint(EndpointKind.TEAMS, "Teams")
    incident = declare(responder)
    post_waiting(seconds=30)
    slack, teams = (json.loads(body) for _, body in site.posted)
    assert "Shop &lt;unreachable&gt; &amp; slow>*" in slack["text"]
    assert incident.get_absolute_url() in slack["text"]
    card = teams["attachments"][0]
    assert card["contentType"] == "application/vnd.microsoft.card.adaptive"
    assert card["content"]["actions"][0]["url"].endswith(incident.get_absolute_url())
    assert all("webhook-signature" not in headers for headers, _ in site.posted)


def test_a_team_hears_of_its_services_alone(endpoint, responder) -> None:
    endpoint(name="Team", team=make_team("Shop"))
    declare(responder)
    assert not Delivery.objects.filter(endpoint__isnull=False).exists()


def test_nothing_of_a_private_incident(endpoint, site, responder, manager) -> None:
    endpoint()
    declare(responder, is_private=True)
    assert not Delivery.objects.filter(endpoint__isnull=False).exists()
    incident = declare(responder)
    set_privacy(incident=incident, actor=manager, is_private=True)
    post_waiting(seconds=30)
    delivery = Delivery.objects.get(endpoint__isnull=False)
    assert (delivery.state, site.posted) == (State.VOID, [])
    assert "private" in delivery.void_reason
    assert incident.title not in delivery.subject + delivery.text


def claimed():
    """A batch that was claimed and written, and is not posted yet."""
    lease, batch = claiming.claim_batch(TO_ENDPOINTS)
    messages, errors = checking.render_batch(batch)
    assert not errors
    return lease, batch, messages


def test_nothing_of_an_incident_that_becomes_private_while_others_are_posted(
    endpoint, site, responder, manager
) -> None:
    made = endpoint()
    incident = declare(responder)
    lease, batch, messages = claimed()
    set_privacy(incident=incident, actor=manager, is_private=True)
    posting._hand_over(lease, batch, messages, time.monotonic() + 30)
    delivery = made.deliveries.get()
    assert (delivery.state, site.posted) == (State.VOID, [])
    assert "private" in delivery.void_reason
    assert incident.title not in delivery.subject + delivery.text
    written = find(delivery.kind).render([delivery])[delivery.pk]
    assert (written.post, written.text) == (None, "")
    assert "private" in written.void_reason


@pytest.mark.parametrize(
    ("status", "state"),
    [(200, State.SENT), (204, State.SENT), (301, State.FAILED), (302, State.FAILED), (404, State.FAILED),
     (400, State.FAILED), (429, State.WAITING), (500, State.WAITING), (503, State.WAITING)],
)  # fmt: skip
def test_what_an_answer_means(endpoint, site, admin, status, state) -> None:
    site.status, site.location, site.answer = status, site.url("/elsewhere"), b"no_service" * (status >= 400)
    delivery = sent_test(made := endpoint(), admin)
    assert delivery.state == state
    assert site.asked == ["/in/T0/k3y"]
    assert made.last_succeeded is (state == State.SENT)
    assert made.last_answer.startswith(str(status))


def test_one_that_fails_waits_alone_and_goes_on_by_itself(endpoint, site, admin, as_user, healthy) -> None:
    bad, site.status = endpoint(name="Bad"), 503
    delivery = sent_test(bad, admin)
    site.status = 200
    good = sent_test(endpoint(name="Good"), admin)
    assert (delivery.state, good.state) == (State.WAITING, State.SENT)
    second = sent_test(bad, admin)  # the address is paused, so this one is not tried
    assert (second.state, second.attempts) == (State.WAITING, 0)
    Endpoint.objects.filter(pk=bad.pk).update(failures=3)
    banner = as_user(admin).get("/incidents/").content.decode()
    assert "Messages to Bad do not arrive: 503" in banner
    with clock.frozen(datetime.now(UTC) + timedelta(minutes=5)):
        post_waiting(seconds=30)
    assert set(bad.deliveries.values_list("state", flat=True)) == {State.SENT}
    assert "Messages to Bad" not in as_user(admin).get("/incidents/").content.decode()


def test_one_that_failed_before_comes_last(endpoint, site, admin) -> None:
    bad, good = endpoint(name="Bad"), endpoint(name="Good")
    Endpoint.objects.filter(pk=bad.pk).update(failures=1, url=encrypt(site.url("/bad")))
    for one in (bad, good):
        queue_test(endpoint=one, actor=admin, client_uuid=uuid4())
    post_waiting(seconds=30)
    assert site.asked == ["/in/T0/k3y", "/bad"]


def test_a_pause_goes_by_the_clock_of_the_database(endpoint, site, admin, monkeypatch) -> None:
    made, site.status = endpoint(), 503
    monkeypatch.setattr(clock, "_OFFSET", timedelta(hours=2))  # this machine's clock is wrong
    before = datetime.now(UTC)
    sent_test(made, admin)
    assert made.paused_until - before < timedelta(minutes=5)


def test_one_that_refuses_every_message_is_reported(endpoint, site, admin, as_user, healthy) -> None:
    made, site.status, site.answer = endpoint(), 404, b"no_service"
    for _ in range(3):
        assert sent_test(made, admin).state == State.FAILED
        assert made.paused_until is None
    assert "Messages to Ops do not arrive: 404 no_service" in as_user(admin).get("/incidents/").content.decode()
    site.status = 200
    sent_test(made, admin)
    assert "Messages to Ops" not in as_user(admin).get("/incidents/").content.decode()


def test_every_try_has_the_same_id(endpoint, site, admin) -> None:
    site.status = 500
    sent_test(endpoint(), admin)
    with clock.frozen(datetime.now(UTC) + timedelta(minutes=5)):
        post_waiting(seconds=30)
    first, second = site.posted
    assert first[0]["webhook-id"] == second[0]["webhook-id"]
    assert first[1] == second[1]
    assert first[0]["webhook-timestamp"] != second[0]["webhook-timestamp"]


def test_410_switches_it_off_until_an_admin_enters_another(endpoint, site, admin, as_user, healthy) -> None:
    site.status = 410
    made = endpoint()
    assert sent_test(made, admin).state == State.FAILED
    assert not made.is_enabled
    assert "Ops was switched off" in as_user(admin).get("/incidents/").content.decode()
    with pytest.raises(DomainError, match="switched off"):
        queue_test(endpoint=made, actor=admin, client_uuid=uuid4())
    edit_endpoint(actor=admin, endpoint=made, details=EndpointDetails("Ops", made.kind, "", kinds=(ANNOUNCED,)))
    site.status = 200
    made.refresh_from_db()
    assert sent_test(made, admin).state == State.SENT
    assert "was switched off" not in as_user(admin).get("/incidents/").content.decode()


def test_what_was_claimed_goes_to_the_address_that_was_entered_meanwhile(endpoint, site, admin) -> None:
    made = endpoint()
    for _ in range(2):
        queue_test(endpoint=made, actor=admin, client_uuid=uuid4())
    lease, (first, second), messages = claimed()
    edit_endpoint(actor=admin, endpoint=made, details=EndpointDetails("Ops", made.kind, site.url("/other")))
    posting._hand_over(lease, [first], messages, time.monotonic() + 30)
    assert site.asked == ["/other"]
    edit_endpoint(actor=admin, endpoint=made, details=EndpointDetails("Ops", made.kind, "", is_enabled=False))
    posting._hand_over(lease, [second], messages, time.monotonic() + 30)
    assert site.asked == ["/other"]
    assert made.deliveries.get(pk=second.pk).void_reason == checking.DISABLED


def test_the_answer_of_the_earlier_address_is_not_held_against_the_new_one(endpoint, site, admin) -> None:
    made = endpoint()
    queue_test(endpoint=made, actor=admin, client_uuid=uuid4())
    lease, (delivery,), messages = claimed()
    edit_endpoint(actor=admin, endpoint=made, details=EndpointDetails("Ops", made.kind, site.url("/other")))
    gone = Result(Outcome.REFUSED, "410 gone")
    posting._record(delivery, lease, messages[delivery.pk], gone, is_gone=True)
    made.refresh_from_db()
    assert (made.is_enabled, made.gone_at, made.failures, made.last_answer) == (True, None, 0, "")
    assert made.deliveries.get().state == State.FAILED


def test_what_waits_when_it_is_switched_off_is_not_sent(endpoint, site, admin) -> None:
    made = endpoint()
    queue_test(endpoint=made, actor=admin, client_uuid=uuid4())
    off = EndpointDetails("Ops", made.kind, "", is_enabled=False)
    edit_endpoint(actor=admin, endpoint=made, details=off)
    post_waiting(seconds=30)
    assert site.posted == []
    assert "switched off" in made.deliveries.get().void_reason


def test_one_press_writes_one_message(endpoint, admin) -> None:
    made, uuid = endpoint(), uuid4()
    written = {queue_test(endpoint=made, actor=admin, client_uuid=uuid).pk for _ in range(2)}
    assert len(written) == 1


def test_it_can_be_sent_again(endpoint, site, admin) -> None:
    delivery = sent_test(endpoint(), admin)
    again = send_again(delivery=delivery, actor=admin, client_uuid=uuid4())
    post_waiting(seconds=30)
    again.refresh_from_db()
    assert again.state == State.SENT
    assert len(site.posted) == 2
