"""Pages of long lists: a query for the rows, one for a count that stops counting when the number says enough.

Past the end it takes a third, for the rows of the last page.
"""

import re
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import QuerySet

PER_PAGE = 50
COUNT_CAP = 1000
NUMBER = re.compile(r"[0-9]{1,18}")  # all of them fit into a bigint

M = TypeVar("M")


@dataclass(frozen=True, slots=True)
class Page(Generic[M]):
    """Rows of one page. `total` is exact up to COUNT_CAP; beyond it `is_capped` is true and `total` is the cap."""

    rows: list[M]
    number: int
    total: int
    is_capped: bool
    has_next: bool

    @property
    def has_previous(self) -> bool:
        """There are rows before these."""
        return self.number > 1

    @property
    def has_other_pages(self) -> bool:
        """A pager is needed."""
        return self.has_previous or self.has_next

    @property
    def first(self) -> int:
        """Position of the first row, from 1; 0 on an empty page."""
        return (self.number - 1) * PER_PAGE + 1 if self.rows else 0

    @property
    def last(self) -> int:
        """Position of the last row."""
        return (self.number - 1) * PER_PAGE + len(self.rows)

    @property
    def previous_page_number(self) -> int:
        """The page before."""
        return self.number - 1

    @property
    def next_page_number(self) -> int:
        """The page after."""
        return self.number + 1

    @property
    def total_words(self) -> str:
        """`9`, or `more than 1,000`."""
        return f"more than {COUNT_CAP:,}" if self.is_capped else f"{self.total:,}"


def number_in(text: str) -> int | None:
    """The number that an address, a cookie or a hidden field holds; None for what can be nobody's number."""
    return int(text) if NUMBER.fullmatch(text) else None


def page_number(text: str) -> int:
    """The page somebody asked for; anything that is no such number is the first."""
    return max(1, min(int(text[:9]), 100_000)) if text.isascii() and text.isdigit() else 1


def paginate(rows: "QuerySet[Any, M]", number: str) -> Page[M]:
    """The asked page of a queryset; past the end, where a list became shorter since, it is the last one.

    Past the end of more rows than are counted it is the last page that the count reaches.
    """
    wanted = page_number(number or "1")
    found = _from(rows, wanted)
    counted = rows.order_by()[: COUNT_CAP + 1].count()
    if not found and wanted > 1:
        wanted = max(1, -(-min(counted, COUNT_CAP) // PER_PAGE))
        found = _from(rows, wanted)
    return Page(
        rows=found[:PER_PAGE],
        number=wanted,
        total=min(counted, COUNT_CAP),
        is_capped=counted > COUNT_CAP,
        has_next=len(found) > PER_PAGE,
    )


def _from(rows: "QuerySet[Any, M]", number: int) -> list[M]:
    """The rows of a page, and one more if there is a next."""
    start = (number - 1) * PER_PAGE
    return list(rows[start : start + PER_PAGE + 1])
