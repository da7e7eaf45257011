"""A secret word in every text of a private incident, looked for in all that each role can fetch.

The table of addresses says who gets in; this says what they read there.
"""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import models
from django.test import Client
from django.urls import reverse

from accounts.models import User
from actions.enums import ActionStatus, Verdict
from core.clock import now
from incidents.models import Incident
from incidents.services import withdraw_incident
from tests.factories.actions import make_action_item
from tests.factories.incidents import make_incident
from tests.project.access import people
from tests.project.access_table import TABLE
from tests.project.test_access import Things, things_of

WORD = "zebrawood"
WORDS = f"{WORD} outage"
PATHS = (
    *("incident", "entry__incident", "postmortem__incident", "section__postmortem__incident", "item__incident"),
    *("task__incident", "batch__incident", "letter__affected__incident"),
)
NOT_WORDS = {
    *("zone", "zone_word", "file", "thumb", "content_type", "call_url", "runbook_url", "revenue_currency", "sha256"),
    *("external_id", "field", "digest"),
    "withdrawn_reason",  # only of what is withdrawn
    "verdict_evidence",  # only where there is a verdict: `private` has such an item
}
ASKED = ("", "?q=outage", f"?q={WORD}", "?show=all&scope=all")
OUTSIDE = ("anonymous", "reporter", "responder", "manager")


@pytest.fixture
def personas():
    return people()


@pytest.fixture
def lead(personas):
    return personas["member"]


@pytest.fixture
def public(lead, settings, tmp_path) -> Things:
    settings.MEDIA_ROOT = tmp_path
    return things_of(make_incident("An outage that all may read", lead=lead), lead)


@pytest.fixture
def private(lead, public) -> Things:
    found = things_of(make_incident("An outage", lead=lead, is_private=True, members=(lead,)), lead)
    verdict = {"verdict": Verdict.EFFECTIVE, "verdict_evidence": WORDS, "verified_by": lead, "verified_at": now()}
    make_action_item(found.incident, status=ActionStatus.VERIFIED, finished_at=now(), **verdict)
    assert {
        "incidents.Incident",
        "incidents.TimelineEntry",
        "incidents.Task",
        "incidents.Attachment",
        "postmortems.Section",
        "postmortems.Factor",
        "actions.ActionItem",
        "customers.LetterVersion",
    } <= plant(found.incident)
    return found


def plant(incident: Incident) -> set[str]:
    """Writes the word into every text of the incident and of what belongs to it; the models that had any."""
    planted = set()
    for model in apps.get_models():
        for path in PATHS if model is not Incident else ("pk",):
            if path != "pk" and not _has(model, path):
                continue
            changes = dict.fromkeys(_texts(model), WORDS)
            if changes:
                rows = model._default_manager.filter(**{path: incident.pk})
                if rows.update(**changes):
                    planted.add(model._meta.label)
    return planted


def _has(model: type[models.Model], path: str) -> bool:
    here: type[models.Model] = model
    for name in path.split("__"):
        found = next((field for field in here._meta.fields if field.name == name), None)
        if found is None or found.related_model is None:
            return False
        here = found.related_model
    return here is Incident


def _texts(model: type[models.Model]) -> Iterator[str]:
    for field in model._meta.fields:
        is_text = isinstance(field, models.CharField | models.TextField) and not field.choices
        is_key = field.primary_key or field.unique or field.name in NOT_WORDS
        if is_text and not is_key and (field.max_length or 1000) > len(WORD) + 10:
            yield field.name


def addresses(*worlds: Things) -> set[str]:
    """Every page of each world; pages that are about none of them are also asked for the word."""
    found = set()
    for name, row in TABLE.items():
        if "get" in row.methods and name != "stream":
            of_each = {row.path or reverse(name, args=row.args(things)) for things in worlds}
            found |= of_each if len(of_each) > 1 else {next(iter(of_each)) + asked for asked in ASKED}
    return found


def found_by(person: User | None, worlds: tuple[Things, ...]) -> dict[str, str]:
    """The addresses at which the person reads the word, with what stands around it."""
    client = Client(raise_request_exception=False)
    found = {}
    for address in sorted(addresses(*worlds)):
        if person is not None:
            client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        response = client.get(address)
        text = (b"".join(response) if response.streaming else response.content).decode(errors="replace")
        planted = WORDS if WORD in address else WORD  # a page says again what was asked
        if planted in text:
            at = text.index(planted)
            found[address] = text[max(0, at - 80) : at + 40]
    return found


@pytest.mark.parametrize("persona", OUTSIDE)
def test_who_may_not_see_it_reads_it_nowhere(personas, public, private, persona):
    assert found_by(personas[persona], (public, private)) == {}


@pytest.mark.parametrize("persona", ["member", "admin"])
def test_what_is_withdrawn_is_read_on_the_list_of_these_alone(personas, public, private, persona):
    incident = private.incident
    Incident.objects.filter(pk=incident.pk).update(is_private=False)
    withdraw_incident(incident=incident, actor=personas["admin"], reason="It never happened.")
    found = found_by(personas[persona], (public, private))
    assert {address.partition("?")[0] for address in found} == {reverse("withdrawn_list")}


def test_a_member_reads_it(personas, public, private):
    """The words were planted where pages read them, so that not finding them says something."""
    found = found_by(personas["member"], (public, private))
    pages = {address.partition("?")[0] for address in found}
    incident = f"/incidents/{private.incident.pk}/"
    assert pages >= {incident, f"{incident}postmortem/", "/incidents/", "/search/"}
    assert len(pages) > 20
