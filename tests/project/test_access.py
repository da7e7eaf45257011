"""Walks every address as anonymous, reporter, responder, member of a private incident, manager and admin."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse

from postmortems.enums import FactorKind, SectionKind
from postmortems.services.analysis import add_factor
from tests.factories.accounts import make_team, make_user
from tests.factories.actions import make_action_item
from tests.factories.incidents import (
    make_entry,
    make_incident,
    make_private_incident,
    make_report,
    make_service,
    resolve,
)
from tests.factories.postmortems import make_postmortem, section_of
from tests.project.access import PERSONAS, all_addresses, answer_in_words, client_of, people
from tests.project.access_table import TABLE


@dataclass(frozen=True)
class Things:
    """What the arguments of addresses name."""

    person: Any
    team: Any
    service: Any
    report: Any
    incident: Any
    entry: Any
    postmortem: Any
    section: Any
    factor: Any
    action_item: Any


@pytest.fixture
def personas():
    return people()


def things_of(incident):
    """Everything an address can name, of one incident."""
    postmortem = make_postmortem(incident=resolve(incident), summary="Short.")
    author = incident.declared_by
    return Things(
        person=make_user("Fatuma Ali", password="a wise crow flies late"),
        team=make_team("Shop"),
        service=make_service("Checkout"),
        report=make_report(make_user("Joy Mutua", role="reporter")),
        incident=incident,
        entry=make_entry(incident),
        postmortem=postmortem,
        section=section_of(postmortem, SectionKind.IMPACT),
        factor=add_factor(postmortem=postmortem, actor=author, kind=FactorKind.TRIGGER, text="A deployment"),
        action_item=make_action_item(incident=incident),
    )


@pytest.fixture
def things():
    return things_of(make_incident())


@pytest.fixture
def secrets(personas):
    return things_of(make_private_incident(personas["member"]))


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


@pytest.mark.parametrize("name", [name for name, row in TABLE.items() if row.private])
def test_who_gets_in_to_what_is_private(name, personas, secrets):
    row = TABLE[name]
    address = row.path or reverse(name, args=row.args(secrets))
    for method in row.methods:
        found = {persona: tried(method, address, personas[persona]) for persona in PERSONAS}
        assert found == row.of_private(), f"{method} {address}"


def test_every_address_has_a_row():
    known = {name for name, _ in all_addresses()}
    assert known - TABLE.keys() == set(), "these addresses have no row in tests/project/access_table.py"
    assert TABLE.keys() - known == set(), "these rows have no address"


def test_no_two_addresses_share_a_name():
    names = [name for name, _ in all_addresses()]
    assert len(names) == len(set(names))
