"""Each fault of the table."""

from collections.abc import Iterator

import pytest

from tests.faults import repeated
from tests.faults.checking import is_well
from tests.faults.reminders import forget
from tests.faults.running import RunningInstallation, installed, seconds_until
from tests.faults.table import FAULTS, LEFT_OUT, why_not


@pytest.fixture(scope="module")
def it() -> Iterator[RunningInstallation]:
    with installed() as installation:
        yield installation


ROWS = [pytest.param(name, marks=[pytest.mark.soak] if name in LEFT_OUT else []) for name in FAULTS]


@repeated
@pytest.mark.parametrize("name", ROWS)
def test_a_fault(it, name, repetition, record_property) -> None:
    record_property("fault", name)
    if why_not(name):
        pytest.skip(why_not(name))
    try:
        found = FAULTS[name](it)
    finally:
        it.heal()
        forget(it)
    record_property("gone_after_s", seconds_until(is_well(it), "nothing is named any more"))
    if found.took_s:
        record_property("took_s", found.took_s)
        record_property("allowed_s", found.allowed_s)
    for figure in ("lost", "doubled", "perhaps_twice"):
        record_property(figure, getattr(found, figure))
    assert found.ok, found
