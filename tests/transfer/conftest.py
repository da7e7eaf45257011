"""An installation with something of everything, and a new one."""

import shutil
from pathlib import Path

import pytest

from accounts.enums import Role
from accounts.models import User
from tests.factories.accounts import make_user
from tests.factories.seeds import restore_migrated_tables


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def boss(db) -> User:
    """The admin who exports."""
    return make_user("Daniel Mwangi", role=Role.ADMIN, email="boss@example.org")


@pytest.fixture
def make_new(media):
    """Empties the installation, as a new one is after `manage.py upgrade`."""

    def empty() -> None:
        restore_migrated_tables()
        shutil.rmtree(media, ignore_errors=True)

    return empty


@pytest.fixture
def folder(tmp_path) -> Path:
    """Where the export goes."""
    return tmp_path / "left"
