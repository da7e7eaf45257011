"""Reads whose SQL Django puts together once: for what every page asks with nothing but another number or time in it.

Putting the SQL of a read together costs a page several times what sending it and taking its rows costs.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection, models

Given = int | datetime

# Stand for what is given while the SQL is made: no row's key, within the bounds of a column of integers; no row's time.
_FIRST_NUMBER = -(2**31) + 1
_FIRST_INSTANT = datetime(1, 1, 1, tzinfo=UTC)
_SENT_AS_THEY_ARE = (models.IntegerField, models.FloatField)


class PreparedRead:
    """A `values_list` that asks for rows by numbers, such as the key of an incident, and then by instants.

    `read` is called once, with as many marks as it takes, so it must do nothing but pass them on into filters. Raises
    TypeError where a column needs Django to turn what the database sends into something else (JSON).
    """

    def __init__(self, read: Callable[..., models.QuerySet[Any, Any]], numbers: int = 1, instants: int = 0) -> None:
        self._read = read
        self._marks: list[Given] = [_FIRST_NUMBER + place for place in range(numbers)]
        self._marks += [_FIRST_INSTANT + timedelta(days=place) for place in range(instants)]

    @cached_property
    def _compiled(self) -> tuple[str, tuple[Any, ...]] | None:
        """The SQL and its values; None where Django knows without asking that no row fits."""
        compiler = self._read(*self._marks).query.get_compiler(DEFAULT_DB_ALIAS)
        try:
            sql, values = compiler.as_sql()
        except EmptyResultSet:
            return None
        columns = [column for column, _, _ in compiler.select]
        if compiler.get_converters([one for one in columns if not isinstance(one.output_field, _SENT_AS_THEY_ARE)]):
            raise TypeError("Columns that Django converts cannot be read this way.")
        return sql, values

    def rows(self, *given: Given) -> list[tuple[Any, ...]]:
        """The rows, as the database sends them. One query, or none where no row can fit."""
        if self._compiled is None:
            return []
        sql, values = self._compiled
        return self._asked(sql, values, given)

    def count(self, *given: Given) -> int:
        """How many rows there are. One query, or none where no row can fit."""
        if self._compiled is None:
            return 0
        sql, values = self._compiled
        counted = f"SELECT COUNT(*) FROM ({sql}) found"  # noqa: S608 - SQL that Django made
        found: int = self._asked(counted, values, given)[0][0]
        return found

    def _asked(self, sql: str, values: tuple[Any, ...], given: tuple[Given, ...]) -> list[tuple[Any, ...]]:
        put = dict(zip(self._marks, given, strict=True))
        with connection.cursor() as cursor:
            cursor.execute(sql, [put.get(value, value) if isinstance(value, Given) else value for value in values])
            rows: list[tuple[Any, ...]] = cursor.fetchall()
            return rows
