"""How old action items are: the bars of the board, and the filter that opens the rows of a bar."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q


@dataclass(frozen=True, slots=True)
class Age:
    """A range of ages in whole days since an item was created; `last` of None has no end."""

    key: str
    label: str
    first: int
    last: int | None

    def q(self, at: datetime) -> Q:
        """Rows of that age at an instant."""
        found = Q(created_at__gt=at - timedelta(days=self.last + 1)) if self.last is not None else Q()
        return found & Q(created_at__lte=at - timedelta(days=self.first)) if self.first else found


AGES = (
    Age("0-7", "0–7", 0, 7),
    Age("8-14", "8–14", 8, 14),
    Age("15-30", "15–30", 15, 30),
    Age("31-60", "31–60", 31, 60),
    Age("61-90", "61–90", 61, 90),
    Age("91", "over 90", 91, None),
)
AGE_BY_KEY = {age.key: age for age in AGES}
