"""How old action items are: the bars of the board, and the filter that opens the rows of a bar."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q


@dataclass(frozen=True, slots=True)
class Age:
    """A range of whole days since an item was created (or finished); `last` of None has no end."""

    key: str
    label: str
    first: int
    last: int | None

    def q(self, at: datetime, field: str = "created_at") -> Q:
        """Rows of that age at an instant, by when they were created or by another instant of theirs."""
        found = Q(**{f"{field}__gt": at - timedelta(days=self.last + 1)}) if self.last is not None else Q()
        return found & Q(**{f"{field}__lte": at - timedelta(days=self.first)}) if self.first else found


AGES = (
    Age("0-7", "0–7", 0, 7),
    Age("8-14", "8–14", 8, 14),
    Age("15-30", "15–30", 15, 30),
    Age("31-60", "31–60", 31, 60),
    Age("61-90", "61–90", 61, 90),
    Age("91", "over 90", 91, None),
)
WEEKS = tuple(Age(f"week-{n}", f"{7 * n}–{7 * n + 6}", 7 * n, 7 * n + 6) for n in range(12))  # the latest first
RECENT, BEFORE = Age("recent", "0–27", 0, 27), Age("before", "28–83", 28, 83)  # four weeks, and the eight before
YEAR = Age("year", "0–364", 0, 364)
EARLIER = Age("earlier", "365 and more", 365, None)
SPANS = (YEAR, EARLIER, RECENT, BEFORE, *WEEKS)
AGE_BY_KEY = {age.key: age for age in (*AGES, *SPANS)}
