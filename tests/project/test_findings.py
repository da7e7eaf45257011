"""What attackers found, tried at every address: each finding is a column of the table of addresses.

`no-store` is tried in `test_access`, searches that are too long in `tests/core/test_search.py`.
"""

import csv
import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.test import Client
from django.urls import reverse

from accounts.enums import AuditAction, Role
from accounts.models import AuditEvent
from actions.models import ActionItem
from core.clock import frozen, now
from core.limits import Limit, spend
from incidents.models import Incident, TimelineEntry
from tests.core.pictures import picture, upload
from tests.factories.accounts import make_user
from tests.factories.incidents import make_incident
from tests.project.access import session_of
from tests.project.access_table import TABLE
from tests.project.findings_table import CSV, LIMITED, ONE_CLICK, UNNOTED
from tests.project.test_access import things_of

FORMULA = "x;=1+1"
ROT13 = "multipart/form-data; boundary=x; charset=rot13"


@pytest.fixture
def admin():
    return make_user("Daniel Mwangi", role=Role.ADMIN)


@pytest.fixture
def lead():
    return make_user("Fatuma Ali")


@pytest.fixture
def things(lead, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return things_of(make_incident(lead=lead), lead)


@pytest.fixture
def private_things(lead, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return things_of(make_incident(lead=lead, is_private=True, members=(lead,)), lead)


def addresses(things: Any, method: str) -> Iterator[tuple[str, str]]:
    """Each address that takes the method, by its name."""
    for name, row in TABLE.items():
        if method in row.methods:
            yield name, row.path or reverse(name, args=row.args(things))


def ask(session: str, method: str, address: str, data: Any = None, *, csrf: bool = False) -> Any:
    """The answer to a browser with this cookie; everything that it did is undone."""
    client = Client(raise_request_exception=False, enforce_csrf_checks=csrf)
    if session:
        client.cookies[settings.SESSION_COOKIE_NAME] = session
    with transaction.atomic():
        response = getattr(client, method)(address, data)
        transaction.set_rollback(True)
    return response


def kind_of(refusal: Any) -> Limit | None:
    """The limit that a response names, if it says that it was too much."""
    if refusal.status_code != 429:
        return None
    return next(kind for kind in Limit if f"{kind.most} {kind.value[0]} in a minute" in refusal.content.decode())


def test_what_costs_much_is_limited_by_person(admin, things):
    session, found = session_of(admin), {}
    with frozen(now()):  # else the minute may be over before the last address is tried
        for kind in Limit:
            spend(kind, admin.pk, kind.most)
        for name, address in addresses(things, "get"):
            found[name] = kind_of(ask(session, "get", address, {"q": "cache", "title": "cache", "text": "cache"}))
        for name, address in addresses(things, "post"):
            sent = {"file": upload("graph.png", picture(size=(900, 600)))}
            found[name] = found.get(name) or kind_of(ask(session, "post", address, sent))
    limited = {name: kind for name, kind in found.items() if kind}
    assert set(limited.items()) ^ set(LIMITED.items()) == set()


def test_another_encoding_than_utf_8_is_refused(admin, things):
    client, read = Client(raise_request_exception=False), {}
    client.cookies[settings.SESSION_COOKIE_NAME] = session_of(admin)
    for name, address in addresses(things, "post"):
        status = client.generic("POST", address, "--x--", content_type=ROT13).status_code
        if status != 400 and name not in ONE_CLICK:
            read[name] = status
    assert read == {}


def test_a_form_of_another_site_is_refused(admin, things):
    session = session_of(admin)
    posted = [(name, address) for name, address in addresses(things, "post") if name not in ONE_CLICK]
    found = {name: ask(session, "post", address, csrf=True) for name, address in posted}
    assert {name: said.status_code for name, said in found.items() if said.status_code != 403} == {}


def test_a_stranger_leaves_nothing_that_stays(things):
    left = {}
    for name, address in addresses(things, "post"):
        with transaction.atomic():
            Client(raise_request_exception=False).post(address, {"text": "words " * 2000})
            if Session.objects.exists():
                left[name] = Session.objects.count()
            transaction.set_rollback(True)
    assert left == {}


def test_no_cell_for_a_spreadsheet_is_a_formula(admin, things):
    Incident.objects.update(title=FORMULA)
    TimelineEntry.objects.update(text=FORMULA)
    ActionItem.objects.update(title=FORMULA)
    session, formulas, files = session_of(admin), {}, set()
    for name, address in addresses(things, "get"):
        answered = ask(session, "get", address)
        if answered.headers.get("Content-Type", "").startswith("text/csv"):
            files.add(name)
            content = b"".join(answered.streaming_content) if answered.streaming else answered.content
            cells = [cell for row in csv.reader(io.StringIO(content.decode("utf-8-sig"))) for cell in row]
            formulas[name] = [cell for cell in cells if "=1+1" in cell and ";'=1+1" not in cell]
    assert files ^ CSV == set()
    assert {name: cells for name, cells in formulas.items() if cells} == {}


def test_what_an_admin_reads_of_private_incidents_is_noted(admin, private_things):
    client = Client(raise_request_exception=False)
    client.cookies[settings.SESSION_COOKIE_NAME] = session_of(admin)
    noted, unnoted = AuditEvent.objects.filter(action=AuditAction.PRIVATE_READ), set()
    for name, address in addresses(private_things, "get"):
        if not TABLE[name].private:
            continue
        with transaction.atomic():
            client.get(address)
            if not noted.exists():
                unnoted.add(name)
            transaction.set_rollback(True)
    assert unnoted == UNNOTED
