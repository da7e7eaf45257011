"""Addresses and secrets of endpoints: who may enter them, what is refused, and who can read them later."""

import socket
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import connection
from django.urls import reverse

from accounts.models import AuditEvent
from core import clock
from notifications.enums import EndpointKind, State
from notifications.models import Endpoint
from notifications.services.endpoints import EndpointDetails, add_endpoint, edit_endpoint, rotate_secret
from tests.notifications.endpoints import ANNOUNCED, is_signed, sent_test


def test_an_answer_that_repeats_the_address_does_not_give_it_away(site, admin) -> None:
    url = site.url("/hooks/T0AB/k%2Be3y?sig=s3cr%3Dt&v=1")
    made, _ = add_endpoint(actor=admin, details=EndpointDetails("Ops", EndpointKind.WEBHOOK, url))
    site.status, site.answer = (
        404,
        b"No POST /hooks/T0AB/k%2Be3y?sig=s3cr%3Dt&v=1 here, nor k+e3y with s3cr=t" + b"." * 400,
    )
    delivery = sent_test(made, admin)
    for said in (made.last_answer, delivery.tries.get().answer):
        assert said.startswith("404 No POST /…/…/…?…=…&v=1 here, nor … with …..")
        assert len(said) <= 304


def test_two_signatures_while_a_secret_is_replaced(endpoint, site, admin) -> None:
    made = endpoint()
    before, after = made.plain, rotate_secret(actor=admin, endpoint=made)
    sent_test(made, admin)
    headers, body = site.posted[0]
    assert is_signed(headers, body, before)
    assert is_signed(headers, body, after)
    with clock.frozen(datetime.now(UTC) + timedelta(hours=25)):
        sent_test(made, admin)
    headers, body = site.posted[1]
    assert not is_signed(headers, body, before)
    assert is_signed(headers, body, after)
    made.refresh_from_db()
    assert (made.earlier_secret, made.earlier_until) == ("", None)


def test_a_second_press_keeps_the_secret_that_is_in_use(endpoint, site, admin) -> None:
    made = endpoint()
    in_use, lost, last = made.plain, *(rotate_secret(actor=admin, endpoint=made) for _ in range(2))
    sent_test(made, admin)
    headers, body = site.posted[0]
    assert [is_signed(headers, body, secret) for secret in (in_use, lost, last)] == [True, False, True]


def test_a_name_that_turns_internal_later_is_not_called(endpoint, site, admin, settings, monkeypatch) -> None:
    """The resolver's answers stand for a name whose owner changes where it leads."""
    found, resolve = ["93.184.215.14"], socket.getaddrinfo

    def answered(host, port, *rest, **more):
        if host != "turns.example":
            return resolve(host, port, *rest, **more)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (found[0], port))]

    monkeypatch.setattr(socket, "getaddrinfo", answered)
    details = EndpointDetails("Turns", EndpointKind.WEBHOOK, f"http://turns.example:{site.port}/", kinds=(ANNOUNCED,))
    made, _ = add_endpoint(actor=admin, details=details)
    found[0] = "127.0.0.1"
    delivery = sent_test(made, admin)
    assert (delivery.state, site.posted) == (State.WAITING, [])
    assert "internal network" in made.last_answer


@pytest.mark.django_db(transaction=True)
def test_a_name_is_resolved_while_nothing_is_locked(endpoint, site, admin, monkeypatch) -> None:
    resolve, locked = socket.getaddrinfo, []

    def answered(*args, **more):
        locked.append(connection.in_atomic_block)
        return resolve(*args, **more)

    monkeypatch.setattr(socket, "getaddrinfo", answered)
    made = endpoint()
    edit_endpoint(actor=admin, endpoint=made, details=EndpointDetails("Ops", made.kind, site.url("/other")))
    assert locked
    assert not any(locked)


@pytest.mark.parametrize(
    "url",
    ["http://127.1/", "http://2130706433/", "http://0x7f000001/", "http://0177.0.0.1/", "http://[::1]/",
     "http://[::ffff:127.0.0.1]/", "http://169.254.169.254/latest/meta-data/", "http://localhost/", "http://10.0.0.8/", "http://0/",
     "ftp://example.com/", "nothing"],
)  # fmt: skip
def test_internal_addresses_are_refused_in_any_notation(as_user, admin, url) -> None:
    typed = {"name": "In", "kind": "webhook", "url": url, "kinds": [ANNOUNCED]}
    answer = as_user(admin).post(reverse("endpoint_new"), typed)
    assert answer.status_code == 422
    assert not Endpoint.objects.exists()


def test_neither_address_nor_secret_is_readable_later(endpoint, as_user, admin, site) -> None:
    client = as_user(admin)
    typed = {"name": "Own", "kind": "webhook", "url": site.url("/deep/s3cr3t-path"), "kinds": [ANNOUNCED]}
    answer = client.post(reverse("endpoint_new"), typed)
    assert "whsec_" in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
    secret = answer.content.decode().split("<code>")[1].split("<")[0]
    made = Endpoint.objects.get(name="Own")
    stored = " ".join(map(str, Endpoint.objects.filter(pk=made.pk).values_list()))
    opened = (reverse("endpoint_list"), reverse("endpoint_edit", args=[made.pk]))
    pages = "".join(client.get(address).content.decode() for address in opened)
    audit = " ".join(map(str, AuditEvent.objects.values_list("detail", "subject")))
    for text in (stored, pages, audit):
        assert secret not in text
        assert "s3cr3t" not in text
    assert "127.0.0.1 …path" in pages
    sent_test(made, admin)
    page = client.get(made.deliveries.get().get_absolute_url()).content.decode()
    assert "s3cr3t" not in page
    assert "Own, 127.0.0.1 …path" in page


def test_secrets_are_stored_anew_under_another_key(endpoint, settings, admin, site) -> None:
    made = endpoint()
    before = Endpoint.objects.get().url
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another key, as long as one must be"
    call_command("renew_secrets")
    settings.SECRET_KEY_FALLBACKS = []
    assert Endpoint.objects.get().url != before
    assert sent_test(made, admin).state == State.SENT


def test_only_admins(as_user, manager, endpoint) -> None:
    made = endpoint()
    client = as_user(manager)
    assert client.get(reverse("endpoint_list")).status_code == 403
    assert client.post(reverse("endpoint_edit", args=[made.pk]), {}).status_code == 403
    assert client.post(reverse("endpoint_test", args=[made.pk]), {"client_uuid": uuid4()}).status_code == 403


def test_a_name_is_taken_once(endpoint, as_user, admin, site) -> None:
    endpoint()
    typed = {"name": "Ops", "kind": "slack", "url": site.url("/x"), "kinds": []}
    answer = as_user(admin).post(reverse("endpoint_new"), typed)
    assert answer.status_code == 422
    assert "Another one has this name" in answer.content.decode()
