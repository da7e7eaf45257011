"""Pages of long lists: Django's paginator, whose count stops when the number says enough, and whose pages go on."""

import re
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar, cast

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet

PER_PAGE = 50
COUNT_CAP = 1000
LAST_PAGE = 10_000  # so that an odd address cannot make the database skip millions of rows
NUMBER = re.compile(r"[0-9]{1,18}")  # all of them fit into a bigint

M = TypeVar("M", bound=Model)

if TYPE_CHECKING:
    RowsPaginator = Paginator[Any]
else:
    RowsPaginator = Paginator


class CappedPaginator(RowsPaginator):
    """Counts to COUNT_CAP, and to one row past the asked page: that tells whether there is a next one."""

    def __init__(self, rows: "QuerySet[Any]", asked: int) -> None:
        super().__init__(rows, PER_PAGE)
        self.counted = min(max(COUNT_CAP, asked * PER_PAGE) + 1, LAST_PAGE * PER_PAGE)

    @cached_property
    def count(self) -> int:
        """Exact where it is no more than COUNT_CAP; otherwise there may be more."""
        rows = cast("QuerySet[Any]", self.object_list)
        return rows.order_by()[: self.counted].count()

    @property
    def total_words(self) -> str:
        """`9`, or `more than 1,000`."""
        return f"more than {COUNT_CAP:,}" if self.count > COUNT_CAP else f"{self.count:,}"


def paginate(rows: "QuerySet[M]", number: str) -> "Page[M]":
    """The asked page; the first where that is no number, the last where it is past the end. Two queries."""
    asked = min(number_in(number) or 1, LAST_PAGE)
    return CappedPaginator(rows, asked).get_page(asked)


def number_in(text: str) -> int | None:
    """The number that an address, a cookie or a hidden field holds; None for what can be nobody's number."""
    return int(text) if NUMBER.fullmatch(text) else None
