"""A mail server, and a kind of delivery whose answers a test decides."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from django.db.models import Q

from accounts.models import User
from notifications import kinds
from notifications.enums import EndpointKind
from notifications.kinds import Kind, Message
from notifications.models import Delivery
from notifications.services import queue_delivery
from notifications.services.endpoints import EndpointDetails, add_endpoint
from notifications.services.queueing import NewDelivery
from tests.factories.accounts import make_user
from tests.notifications.endpoints import ANNOUNCED, RESOLVED
from tests.notifications.mail_server import Mailbox, running
from tests.web_server import serving


def server_settings(port: int, username: str = "", password: str = "") -> dict:
    return {
        "host": "127.0.0.1",
        "port": port,
        "username": username,
        "password": password,
        "use_ssl": False,
        "use_tls": False,
    }


@pytest.fixture
def mailbox(settings) -> Iterator[Mailbox]:
    """A running mail server that is configured as ours, with short time limits."""
    settings.EMAIL_TIMEOUT = 1
    with running() as box:
        settings.MAIL_SERVER = server_settings(box.port)
        yield box


class Killed(BaseException):
    """As when the process ends: nothing of ours catches it."""


@dataclass
class ToldKind:
    """What the registered kind `told` answers."""

    not_due: dict[int, str] = field(default_factory=dict)
    hidden_from: set[str] = field(default_factory=set)
    broken_for: set[str] = field(default_factory=set)
    deadly_for: set[str] = field(default_factory=set)
    empty_for: set[str] = field(default_factory=set)
    slow: float = 0
    calls: list[str] = field(default_factory=list)

    def still_due(self, deliveries) -> dict[int, str]:
        self.calls.append("still_due")
        return self.not_due

    def visible_to(self, pairs) -> set[int]:
        self.calls.append("visible_to")
        return {delivery.pk for person, delivery in pairs if person.email not in self.hidden_from}

    def listed_to(self, person) -> Q:
        return Q(pk__in=()) if person.email in self.hidden_from else Q()

    def render(self, deliveries) -> dict[int, Message]:
        self.calls.append("render")
        time.sleep(self.slow)
        if any(one.address in self.deadly_for for one in deliveries):
            raise Killed
        if any(one.address in self.broken_for for one in deliveries):
            raise RuntimeError
        empty = {one.pk: Message("", "", void_reason="Nothing.") for one in deliveries if one.address in self.empty_for}
        return empty | {
            one.pk: Message(f"Told {one.payload['n']}", f"Text for {one.address}: größer", f"<p>{one.address}</p>")
            for one in deliveries
            if one.pk not in empty
        }


@pytest.fixture
def told(monkeypatch) -> ToldKind:
    answers = ToldKind()
    monkeypatch.setattr(kinds, "_kinds", dict(kinds._kinds))
    kinds.register(
        Kind("told", "Told", answers.still_due, answers.visible_to, answers.render, listed_to=answers.listed_to)
    )
    return answers


@pytest.fixture
def queue(told) -> Callable[..., list[Delivery]]:
    """`queue(3)`: three deliveries of the kind `told`, each to a person of its own."""

    def write(count: int = 1, person: User | None = None) -> list[Delivery]:
        people = [person or make_user() for _ in range(count)]
        written = [
            queue_delivery(
                NewDelivery(kind="told", recipient=one, dedup_key=f"told:{one.pk}:{n}", payload={"n": n}, reason="R.")
            )
            for n, one in enumerate(people)
        ]
        return [delivery for delivery in written if delivery]

    return write


@pytest.fixture
def site(settings):
    settings.INTERNAL_HOSTS = frozenset({"127.0.0.1"})
    with serving() as site:
        yield site


@pytest.fixture
def endpoint(site, admin):
    def make(kind=EndpointKind.WEBHOOK, name="Ops", **more):
        details = {"kinds": (ANNOUNCED, RESOLVED)} | more
        made, secret = add_endpoint(actor=admin, details=EndpointDetails(name, kind, site.url("/in/T0/k3y"), **details))
        made.plain = secret
        return made

    return make
