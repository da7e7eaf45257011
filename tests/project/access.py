"""Who gets in where: the words of the table in `access_table.py`, and the world it is tried in."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.enums import Role
from accounts.models import User
from tests.factories.accounts import make_user

IN = "in"  # the view lets the person in, whatever it then says about what they sent
LOGIN = "login"  # sent to the login page, or told to log in
PERSONAS = ("anonymous", "reporter", "responder", "member", "manager", "admin")
Expected = dict[str, int | str]


def access(
    anonymous: int | str, reporter: int | str, responder: int | str, manager: int | str, admin: int | str
) -> Expected:
    """A member of a private incident is a responder, where nothing private is concerned."""
    found = {"anonymous": anonymous, "reporter": reporter, "responder": responder, "member": responder}
    return found | {"manager": manager, "admin": admin}


PUBLIC = access(IN, IN, IN, IN, IN)
EVERYBODY = access(LOGIN, IN, IN, IN, IN)
RESPONDERS = access(LOGIN, 404, IN, IN, IN)
MANAGERS = access(LOGIN, 404, 403, IN, IN)
ADMINS = access(LOGIN, 404, 403, 403, IN)
NOBODY_HERE = access(404, 404, 404, 404, 404)


@dataclass(frozen=True)
class Row:
    """One address: who gets in, by which methods, with which arguments.

    With `private`, the same is tried on the objects of a private incident, which are not there for anybody but its
    members and admins. `but` names personas who differ, `private_but` those who differ there.
    """

    expected: Expected
    args: Callable[[Any], tuple[Any, ...]] = lambda things: ()
    methods: tuple[str, ...] = ("get",)
    private: bool = False
    but: Expected = field(default_factory=dict)
    private_but: Expected = field(default_factory=dict)
    data: dict[str, str] = field(default_factory=dict)
    data_of: Callable[[Any], dict[str, str]] | None = None  # where the address is named by what is sent
    path: str = ""  # for the few addresses of others that have no name

    def of_public(self) -> Expected:
        """What each persona gets, on what is not private."""
        return self.expected | self.but

    def of_private(self) -> Expected:
        """What each persona gets, on what is private."""
        return self.of_public() | dict.fromkeys(("reporter", "responder", "manager"), 404) | self.private_but


def get(expected: Expected, **options: Any) -> Row:
    """A page."""
    return Row(expected, **options)


def post(expected: Expected, **options: Any) -> Row:
    """Something done by a button."""
    return Row(expected, methods=("post",), **options)


def form(expected: Expected, **options: Any) -> Row:
    """A page with a form that is sent back to it."""
    return Row(expected, methods=("get", "post"), **options)


def people() -> dict[str, User | None]:
    """One of each."""
    return {
        "anonymous": None,
        "reporter": make_user("Peter Njoroge", role=Role.REPORTER),
        "responder": make_user("Brian Kimani"),
        "member": make_user("Amina Otieno"),
        "manager": make_user("Grace Wanjiru", role=Role.MANAGER),
        "admin": make_user("Daniel Mwangi", role=Role.ADMIN),
    }


def session_of(person: User | None) -> str:
    """The cookie of somebody who is logged in; empty for nobody."""
    if person is None:
        return ""
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def response_to(method: str, address: str, session: str, data: dict[str, str]) -> Any:
    """The response in a new browser with that cookie; everything it did is undone."""
    client = Client(raise_request_exception=False)
    if session:
        client.cookies[settings.SESSION_COOKIE_NAME] = session
    with transaction.atomic():
        response = getattr(client, method)(address, data)
        transaction.set_rollback(True)
    return response


def answer_in_words(response: Any) -> int | str:
    """The status, or `in`, or `login`."""
    location = response.headers.get("Location", "")
    if response.status_code == 401 or location.startswith("/login/?next="):
        return LOGIN
    return IN if response.status_code in {200, 204, 302, 400, 405, 409, 410, 422, 429, 503} else response.status_code


def all_addresses(patterns: list[Any] | None = None, prefix: str = "", space: str = "") -> Iterator[tuple[str, str]]:
    """Every address of the resolver: its name (with the namespace) and its route."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from all_addresses(pattern.url_patterns, route, inner)
        elif isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name}" if pattern.name else route, route
