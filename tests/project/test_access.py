"""Walks every address as anonymous, reporter, responder, member of a private incident, manager and admin."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse

from tests.factories.accounts import make_team, make_user
from tests.factories.incidents import make_report, make_service
from tests.project.access import PERSONAS, all_addresses, answer_in_words, client_of, people
from tests.project.access_table import TABLE


@dataclass(frozen=True)
class Things:
    """What the arguments of addresses name."""

    person: Any
    team: Any
    service: Any
    report: Any


@pytest.fixture
def personas():
    return people()


@pytest.fixture
def things(personas):
    return Things(
        person=make_user("Fatuma Ali", password="a wise crow flies late"),
        team=make_team("Shop"),
        service=make_service("Checkout"),
        report=make_report(make_user("Joy Mutua", role="reporter")),
    )


def tried(method, address, person):
    """The answer, with everything it did undone."""
    with transaction.atomic():
        response = getattr(client_of(person), method)(address)
        transaction.set_rollback(True)
    return answer_in_words(response)


@pytest.mark.parametrize("name", [name for name, row in TABLE.items()])
def test_who_gets_in(name, personas, things):
    row = TABLE[name]
    address = row.path or reverse(name, args=row.args(things))
    for method in row.methods:
        found = {persona: tried(method, address, personas[persona]) for persona in PERSONAS}
        assert found == row.of_public(), f"{method} {address}"


def test_every_address_has_a_row():
    known = {name for name, _ in all_addresses()}
    assert known - TABLE.keys() == set(), "these addresses have no row in tests/project/access_table.py"
    assert TABLE.keys() - known == set(), "these rows have no address"


def test_no_two_addresses_share_a_name():
    names = [name for name, _ in all_addresses()]
    assert len(names) == len(set(names))
