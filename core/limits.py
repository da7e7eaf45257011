"""How often one person may ask for what costs much, so that nobody keeps the others waiting.

One row for a person and a kind, in windows of a minute: one statement a request.
"""

import math
from datetime import datetime, timedelta
from enum import Enum

from django.conf import settings
from django.db import connection

from core.clock import now
from core.errors import DomainError

WINDOW = timedelta(minutes=1)

_SPEND = """
    insert into core_limit (person, kind, began, used) values (%(person)s, %(kind)s, %(now)s, %(cost)s)
    on conflict (person, kind) do update set
        used = case when core_limit.began <= %(over)s then 0 else core_limit.used end + excluded.used,
        began = case when core_limit.began <= %(over)s then excluded.began else core_limit.began end
    returning used, began
"""


class Limit(Enum):
    """What is limited: its name, and how many a minute."""

    SEARCHES = "searches", 120
    SUGGESTIONS = "suggestions", 400  # asked for while typing
    EXPORTS = "exports", 30
    IMPORTS = "previews of imports", 20  # also those that are read again
    FILES = "files", 60
    MEGAPIXELS = "million pixels of pictures", 100

    @property
    def most(self) -> int:
        """How many a minute."""
        return self.value[1] * settings.LIMIT_FACTOR


class TooMuch(DomainError):
    """More than one person may ask for. `seconds` says when it can be asked for again."""

    status = 429

    def __init__(self, kind: Limit, seconds: int) -> None:
        wait = f"{seconds} second{'' if seconds == 1 else 's'}"
        super().__init__(f"These are more than {kind.most} {kind.value[0]} in a minute. Wait {wait}, then try again.")
        self.seconds = seconds


def spend(kind: Limit, person: int, cost: int = 1) -> None:
    """Counts it for the person. Raises TooMuch when that is more than the limit."""
    at = now()
    values: dict[str, int | str | datetime]
    values = {"person": person, "kind": kind.name.lower(), "cost": cost, "now": at, "over": at - WINDOW}
    with connection.cursor() as cursor:
        cursor.execute(_SPEND, values)
        used, began = cursor.fetchone()
    if used > kind.most:
        raise TooMuch(kind, max(1, math.ceil((began + WINDOW - at).total_seconds())))
