"""What happens when something is killed, stalled, refused, full, or done twice at once: real processes, no mocks.

The mails that the rows count are real ones: digests of overdue action items, and urgent mails to a manager and an
executive, planned by the workers (`overdue.py`). What must come is read from the stored action items and compared by
Message-ID (`reminders.py`), what webhooks are told by `webhook-id` (`webhooks.py`).

`make test` runs each fault once and with fewer mails, but a few that `table.py` names. `make faults` runs all, several
times (`TIMES=20`), and writes bench/faults.json, with the seconds that a row took and was allowed. Where a fault can be
ended in several ways, the repetitions take turns, so at least two are needed for all of them. While it lasts, a fault
must be named in each place of `signs.py`; `ok` in the file also means that none was named for more than a minute after
it had ended, and that no row took longer than allowed. A new fault is a row of `table.py`, or a test with the mark
`repeated` and the argument `repetition`.
"""

import os

import pytest

IS_LONG = "FAULT_TIMES" in os.environ  # as `make faults` asks: as much, and for as long, as a row means
repeated = pytest.mark.parametrize("repetition", range(int(os.environ.get("FAULT_TIMES") or 1)))
