"""The sign of life to a watch outside."""

import logging

import pytest

from notifications.services.outside import tell_outside
from tests.web_server import serving


@pytest.fixture
def site(settings):
    settings.INTERNAL_HOSTS = frozenset({"127.0.0.1"})
    with serving() as site:
        settings.HEARTBEAT_URL = site.url("/ping/secret")
        yield site


def test_calls_the_address(site) -> None:
    tell_outside()
    tell_outside()
    assert site.asked == ["/ping/secret"] * 2


def test_without_an_address_nobody_is_called(site, settings) -> None:
    settings.HEARTBEAT_URL = ""
    tell_outside()
    assert site.asked == []


def test_a_failure_is_logged_once_and_again_after_it_worked(site, caplog) -> None:
    caplog.set_level(logging.INFO, "notifications")
    for status in (500, 500, 500, 200, 200, 500):
        site.status = status
        tell_outside()
    assert [record.levelname for record in caplog.records] == ["WARNING", "INFO", "WARNING"]
    assert "answered 500" in caplog.records[0].getMessage()
    assert "secret" not in caplog.text
    assert len(site.asked) == 6


def test_an_internal_address_must_be_allowed(site, settings, caplog) -> None:
    settings.INTERNAL_HOSTS = frozenset()
    tell_outside()
    assert site.asked == []
    assert "INTERNAL_HOSTS" in caplog.text
