"""Reads whose SQL Django makes once; docs/decisions/0015-plain-queries-over-the-ratio.md says why.

For a read with a dozen subqueries Django needs ten times as long to make the SQL as to ask it. What a long page asks
for every time, with nothing but other values in it, keeps its SQL:

    @compiled_once
    def _read(*, incident: Any, since: Any) -> QuerySet[Any, Any]:
        return TimelineEntry.objects.filter(incident=incident, written_at__gt=since).values_list("id", "text")

    rows = _read(incident=incident.pk, since=since)

It is an ordinary queryset. The function is called once; instead of each value it gets a `Given`, which may stand where
a filter takes a value, and about which nothing can be asked. What the queryset depends on besides are its positional
arguments, few texts, numbers, or true or false: there is one SQL for each of them.
"""

from collections.abc import Callable, Mapping
from copy import copy
from datetime import date
from functools import cache, wraps
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import BigIntegerField, Expression, Func, QuerySet
from psycopg.types.json import Jsonb
from psycopg.types.range import Range


class Given(Expression):
    """Stands in the SQL for a value of that name, which comes with each read."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """A parameter; in the place of its value stands this."""
        return "%s", (self,)


def each_of(given: Given) -> Func:
    """For `pk__in`: the numbers of a list that is given."""
    return Func(given, template="(SELECT unnest(%(expressions)s::bigint[]))", output_field=BigIntegerField())


class _Compiled:
    """A queryset with its SQL. What Django makes of the rows is Django's own."""

    def __init__(self, queryset: "QuerySet[Any, Any]") -> None:
        self._queryset = queryset
        self._compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        try:
            self._sql, self._values = self._compiler.as_sql()
        except EmptyResultSet:  # Django knows without asking that no row fits
            self._sql, self._values = "", ()
        self._compiler.connection = None  # that of the thread which came first; each read has its own
        if _holds_time(self._values):
            raise TypeError("This SQL would keep the time at which it was made: give the time with each read.")

    def rows(self, given: dict[str, Any]) -> list[Any]:
        """The rows for these values."""
        if not self._sql:
            return []
        compiler: Any = copy(self._compiler)
        compiler.connection = connections[DEFAULT_DB_ALIAS]  # that of this thread
        values = tuple(given[each.name] if isinstance(each, Given) else each for each in self._values)
        compiler.as_sql = lambda: (self._sql, values)
        asked: Any = self._queryset.all()
        asked.query.get_compiler = lambda *_, **__: compiler
        return list(asked)


def _holds_time(value: Any) -> bool:
    """Whether it is an instant or a day, or has one in it."""
    if isinstance(value, Mapping):
        return any(map(_holds_time, value.values()))
    if isinstance(value, list | tuple | set | frozenset):
        return any(map(_holds_time, value))
    if isinstance(value, Range):
        return _holds_time((value.lower, value.upper))
    return _holds_time(value.obj) if isinstance(value, Jsonb) else isinstance(value, date)


def compiled_once(make: Callable[..., "QuerySet[Any, Any]"]) -> Callable[..., list[Any]]:
    """Returns the rows of the queryset that `make` describes, in one query."""

    @cache
    def compiled(shape: tuple[Any, ...], names: tuple[str, ...]) -> _Compiled:
        if not all(isinstance(each, str | int) for each in shape):  # a bool is an int
            raise TypeError("What the SQL depends on is a text, a number or true or false; all else is given.")
        return _Compiled(make(*shape, **{name: Given(name) for name in names}))

    @wraps(make)
    def read(*shape: Any, **given: Any) -> list[Any]:
        return compiled(shape, tuple(given)).rows(given)

    return read
