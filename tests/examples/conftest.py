"""What the pages and exports of the five example incidents say, loaded and read once."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from django.db import transaction
from django.test import Client, override_settings

from accounts.enums import Role
from accounts.models import User
from customers.models import Report
from examples.company import DOCUMENTS
from examples.services.loading import load_examples
from incidents.models import Incident
from tests.html import text_of

if TYPE_CHECKING:
    from pytest_django.plugin import DjangoDbBlocker

# Each place where somebody reads an example, by its name in the tables, and its address; `{n}` is the incident.
PLACES = {
    "incident": "/incidents/{n}/?zone=incident",
    "postmortem": "/incidents/{n}/postmortem/?zone=incident&entries=all",
    "timeline.csv": "/incidents/{n}/timeline.csv",
    "timeline.md": "/incidents/{n}/timeline.md",
    "incidents.csv": "/incidents.csv",
    "action-items.csv": "/action-items.csv?incident=INC-{n}&status=all",
}
Texts = dict[str, dict[str, str]]


@pytest.fixture(scope="session")
def read_examples(
    django_db_setup: None, django_db_blocker: "DjangoDbBlocker", tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Texts]:
    """By the key of the document and the place; the examples themselves are gone again."""
    media = override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media"))
    with django_db_blocker.unblock(), media, transaction.atomic():
        texts = _texts()
        transaction.set_rollback(True)
    yield texts


@pytest.fixture(scope="module")
def loaded(
    django_db_setup: None, django_db_blocker: "DjangoDbBlocker", tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """The example data, loaded once for the tests of a file; what a test changes is undone after it."""
    media = override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media"))
    with django_db_blocker.unblock(), media, transaction.atomic():
        load_examples()
        yield
        transaction.set_rollback(True)


def _texts() -> Texts:
    load_examples()
    client = Client()
    client.force_login(User.objects.get(is_example=True, role=Role.MANAGER))
    found: Texts = {}
    for document in DOCUMENTS:
        number = Incident.objects.get(title=document.title).pk
        found[document.key] = {name: _read(client, address.format(n=number)) for name, address in PLACES.items()}
        if document.report:
            client_of_sales = Client()
            report = Report.objects.get(incident=number)
            client_of_sales.force_login(report.reporter)
            found[document.key]["report"] = _read(client_of_sales, report.get_absolute_url())
    return found


def _read(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode("utf-8-sig") if "." in address.partition("?")[0] else text_of(content.decode())
