"""Each fault of the table once."""

from collections.abc import Iterator

import pytest

from tests.faults.installation import Installation, installed
from tests.faults.table import FAULTS, why_not


@pytest.fixture(scope="module")
def it() -> Iterator[Installation]:
    with installed() as installation:
        yield installation


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault(it, name) -> None:
    if why_not(name):
        pytest.skip(why_not(name))
    try:
        found = FAULTS[name](it)
    finally:
        it.heal()
    assert found.ok, found
