"""What happens when something is killed, full, or done twice at once: real processes, files and databases, no mocks.

`make test` runs each of these once. `FAULT_TIMES=20 python3 -m runner test -n 0 tests/faults` runs each twenty times;
where a fault can be ended in several ways, the repetitions take turns, so at least two are needed for all of them.
A new fault is a test with the mark `repeated` and the argument `repetition`.
"""

import os

import pytest

repeated = pytest.mark.parametrize("repetition", range(int(os.environ.get("FAULT_TIMES") or 1)))
