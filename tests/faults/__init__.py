"""What happens when something is killed, stalled, refused, full, or done twice at once: real processes, no mocks.

`make test` runs each fault once, but a few that `table.py` names. `make faults` runs all, several times (`TIMES=20`),
and writes bench/faults.json; where a fault can be ended in several ways, the repetitions take turns, so at least two
are needed for all of them. While it lasts, a fault must be named in each place of `signs.py`; `ok` in the file also
means that none was named for more than a minute after it had ended. A new fault is a row of `table.py`, or a test with
the mark `repeated` and the argument `repetition`.
"""

import os

import pytest

repeated = pytest.mark.parametrize("repetition", range(int(os.environ.get("FAULT_TIMES") or 1)))
