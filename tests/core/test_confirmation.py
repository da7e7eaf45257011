"""Nothing is lost without a yes."""

import io

import pytest

from core.confirmation import is_confirmed

ANSWERS = [("yes\n", True), (" YES \n", True), ("y\n", False), ("\n", False), ("", False)]


@pytest.mark.parametrize(("typed", "goes_on"), ANSWERS)
def test_only_a_yes_goes_on(monkeypatch, typed, goes_on):
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    assert is_confirmed("Go on? ") is goes_on
