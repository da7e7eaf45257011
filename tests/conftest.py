"""Personas, and a client logged in as each."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client, TransactionTestCase
from hypothesis import settings as hypothesis_settings

from accounts.enums import Role
from accounts.models import User
from core.clock import now
from notifications.enums import Beating
from notifications.models import Heartbeat
from tests.factories.accounts import make_user
from tests.factories.seeds import restore_migrated_tables

hypothesis_settings.register_profile("debrief", deadline=None)  # no time limits in tests
hypothesis_settings.load_profile("debrief")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test but the pure ones may use the database; those in `core` and `runner` ask for it.

    A mark, not a fixture asked for at run time: by marks pytest-django decides which databases to make, and puts tests
    that commit (`transaction=True`) last.
    """
    for item in items:
        is_pure = any(part in str(item.path) for part in ("/tests/core/", "/tests/runner/"))
        if not is_pure and item.get_closest_marker("django_db") is None:
            item.add_marker(pytest.mark.django_db)


@pytest.fixture(scope="session", autouse=True)
def _emptied_quickly() -> Iterator[None]:
    """A test that commits ends with the tables as migrations left them.

    Django's own way, `TRUNCATE` of every table and every permission written anew, takes ten times as long.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _: restore_migrated_tables())
        yield


@pytest.fixture
def reporter(db: Any) -> User:
    return make_user("Peter Njoroge", role=Role.REPORTER)


@pytest.fixture
def responder(db: Any) -> User:
    return make_user("Amina Otieno", role=Role.RESPONDER)


@pytest.fixture
def manager(db: Any) -> User:
    return make_user("Grace Wanjiru", role=Role.MANAGER)


@pytest.fixture
def admin(db: Any) -> User:
    return make_user("Daniel Mwangi", role=Role.ADMIN)


@pytest.fixture
def as_user() -> Callable[[User], Client]:
    """A client logged in as the person: `as_user(responder).get(…)`."""

    def log_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return log_in


@pytest.fixture
def healthy(db: Any) -> None:
    """Beat and a worker were at work just now."""
    Heartbeat.objects.bulk_create(Heartbeat(name=name, at=now()) for name in Beating)
