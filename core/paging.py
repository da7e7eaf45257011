"""Pages of long lists: Django's paginator, with a count that stops at a limit."""

import re
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar, cast

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet

PER_PAGE = 50
COUNT_CAP = 1000
NUMBER = re.compile(r"[0-9]{1,18}")  # all of them fit into a bigint

M = TypeVar("M", bound=Model)

if TYPE_CHECKING:
    RowsPaginator = Paginator[Any]
else:
    RowsPaginator = Paginator


class CappedPaginator(RowsPaginator):
    """Shows the first COUNT_CAP rows and counts no more; for more, people narrow the list or export it."""

    @cached_property
    def _found(self) -> int:
        """One more than the cap where there are more."""
        rows = cast("QuerySet[Any]", self.object_list)
        return rows.order_by()[: COUNT_CAP + 1].count()

    @cached_property
    def count(self) -> int:
        """Exact up to the cap."""
        return min(self._found, COUNT_CAP)

    @property
    def is_capped(self) -> bool:
        """There are more rows than it counts."""
        return self._found > COUNT_CAP

    @property
    def total_words(self) -> str:
        """`9`, or `more than 1,000`."""
        return f"more than {COUNT_CAP:,}" if self.is_capped else f"{self.count:,}"


def paginate(rows: "QuerySet[M]", number: str) -> "Page[M]":
    """The requested page; the first if that is not a number, the last if it is past the end. Two queries."""
    return CappedPaginator(rows, PER_PAGE).get_page(number or 1)


def number_in(text: str) -> int | None:
    """The number that an address, a cookie or a hidden field holds; None for what cannot be one."""
    return int(text) if NUMBER.fullmatch(text) else None
