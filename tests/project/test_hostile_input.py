"""Whatever is sent to any address, Debrief answers, and never with a 500. What it changed is undone each time."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from accounts.enums import Role
from tests.factories.accounts import make_user
from tests.factories.incidents import make_incident
from tests.project.access_table import TABLE
from tests.project.test_access import things_of

LONG = 100  # characters; an address takes no endless text
HUGE = 99999999999999999999
NO_ROWS = (0, HUGE, 2**31, 2**63)
NUL = "a\x00b"
VALUES = (
    "",
    NUL,
    str(HUGE),
    "-1",
    "\u0661\u00b2",  # digits that are no ASCII digits
    "9999-12-31",
    "0001-01-01",
    "'\"<script>{{ 7*7 }}%s" + "x" * 5000,
)
FOR_ONE_FIELD = (NUL, str(HUGE), "\u0661\u00b2", "1e999999", "0001-01-01")
QUERIES = ("%00=%00&&==&page=%ff%fe&%5B%5D=1", "page=" + "1" * 5000)
NAMED = re.compile(r'<(?:input|select|textarea|button)\b[^>]*?\bname="([^"]+)"')
ASKED = {"page", "sort", "q", "view", "group", "before", "after", "since", "zone", "tab", "next", "show", "state"}
FORMS_AT_LEAST = 40  # pages whose form is found, of 42; fewer would mean that the search for them fails
NEVER = {"csrfmiddlewaretoken"}
SHORT = 2  # turns of each run; `make soak` takes all of them
TURNS = [pytest.param(turn, marks=[pytest.mark.soak] if turn >= SHORT else []) for turn in range(len(VALUES))]

each_turn = pytest.mark.parametrize("turn", TURNS)
found_fields: list[str] = []  # the same for every test of this file


@pytest.fixture
def things(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    lead = make_user("Fatuma Ali", password="a wise crow flies late")
    return things_of(make_incident(lead=lead), lead)


@pytest.fixture
def client():
    client = Client(raise_request_exception=False)
    client.force_login(
        make_user("Daniel Mwangi", role=Role.ADMIN), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    return client


def sent(client: Client, method: str, address: str, data: Any = None) -> Any:
    """The answer; everything it did is undone, the logging out too."""
    cookies = client.cookies.output()
    with transaction.atomic():
        response = getattr(client, method)(address, data)
        if response.streaming:
            b"".join(response.streaming_content)
        transaction.set_rollback(True)
    if client.cookies.output() != cookies:
        client.cookies.load(cookies.replace("Set-Cookie: ", ""))
    return response


def addresses(things: Any, method: str) -> Iterator[tuple[str, str]]:
    """Each address of ours that takes the method, by its name."""
    for name, row in TABLE.items():
        if method in row.methods:
            yield name, row.path or reverse(name, args=row.args(things))


def names_on(response: Any) -> set[str]:
    """The names of all fields of a page."""
    return set(NAMED.findall(response.content.decode())) - NEVER if not response.streaming else set()


def shown_in(page: Any) -> dict[str, Any]:
    """The form of a page with what it holds, as a browser would send it."""
    form = (page.context or {}).get("form") if hasattr(page, "context") else None
    return {field.html_name: "" if field.value() is None else field.value() for field in form or ()}


def in_turn(fields: list[str], turn: int) -> dict[str, str]:
    """Each field has another odd value than its neighbours, and another one in each turn."""
    return {name: VALUES[(place + turn) % len(VALUES)] for place, name in enumerate(fields)}


def failed(response: Any) -> bool:
    """Whether the server broke; 503 is how it says that a part of it is away."""
    return bool(response.status_code == 500)


@pytest.fixture
def fields(client, things) -> list[str]:
    """The name of every field of every page, and of what is asked for in addresses."""
    if not found_fields:
        pages = [sent(client, "get", address) for _, address in addresses(things, "get")]
        found_fields.extend(sorted(ASKED.union(*(names_on(page) for page in pages))))
    return found_fields


@each_turn
def test_odd_questions_in_addresses(client, things, fields, turn):
    everything = "&".join(f"{name}={quote(value[:LONG])}" for name, value in in_turn(fields, turn).items())
    broken = [
        (name, query[:80])
        for name, address in addresses(things, "get")
        for query in (QUERIES[turn % len(QUERIES)], everything)
        if failed(sent(client, "get", f"{address}?{query}"))
    ]
    assert broken == []


def test_forms_without_any_field(client, things):
    broken = [name for name, address in addresses(things, "post") if failed(sent(client, "post", address, {}))]
    assert broken == []


@each_turn
def test_forms_of_which_every_field_is_odd(client, things, fields, turn):
    odd = in_turn(fields, turn)
    broken = [name for name, address in addresses(things, "post") if failed(sent(client, "post", address, odd))]
    assert broken == []


@pytest.mark.soak  # a minute; forms of which every field is odd are tried each time
def test_one_odd_field_in_a_form_that_is_right_otherwise(client, things):
    """What a form shows is sent back with one field spoilt, so that every other check is passed."""
    takes = [(name, address) for name, address in addresses(things, "get") if "post" in TABLE[name].methods]
    forms = {name: (address, shown_in(sent(client, "get", address))) for name, address in takes}
    assert sum(bool(good) for _, good in forms.values()) >= FORMS_AT_LEAST
    broken = [
        (name, field, value[:30])
        for name, (address, good) in forms.items()
        for field in good
        for value in FOR_ONE_FIELD
        if failed(sent(client, "post", address, good | {field: value}))
    ]
    assert broken == []


@pytest.mark.parametrize("numbers", [NO_ROWS[:2], pytest.param(NO_ROWS[2:], marks=pytest.mark.soak)])
def test_numbers_that_no_row_has(client, things, numbers):
    broken = []
    for name, row in TABLE.items():
        args = row.args(things)
        for place, arg in enumerate(args):
            if not isinstance(arg, int):
                continue
            for number in numbers:
                address = reverse(name, args=[*args[:place], number, *args[place + 1 :]])
                for method in row.methods:
                    status = sent(client, method, address, row.data).status_code
                    if not 400 <= status < 500:
                        broken.append((name, method, number, status))
    assert broken == []
