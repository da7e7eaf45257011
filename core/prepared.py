"""Reads whose SQL Django puts together once: for what every page asks with nothing but another number in it.

Putting the SQL of a read together costs a page several times what sending it and taking its rows costs.
"""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, models

# Stand for the numbers while the SQL is made. Within the bounds of a column of integers, and no row's key.
_FIRST_MARK = -(2**31) + 1


class PreparedRead:
    """A `values_list` that asks for rows by numbers, such as the key of an incident.

    `read` is called once, with as many marks as it takes, so it must do nothing but pass them on into filters. Raises
    TypeError where a column needs Django to turn what the database sends into something else (JSON).
    """

    def __init__(self, read: Callable[..., models.QuerySet[Any, Any]], numbers: int = 1) -> None:
        self._read = read
        self._marks = [_FIRST_MARK + place for place in range(numbers)]

    @cached_property
    def _compiled(self) -> tuple[str, tuple[Any, ...]]:
        query = self._read(*self._marks).query
        compiler = query.get_compiler(DEFAULT_DB_ALIAS)
        sql, values = compiler.as_sql()
        if compiler.get_converters([expression for expression, _, _ in compiler.select]):
            raise TypeError("Columns that Django converts cannot be read this way.")
        return sql, values

    def rows(self, *numbers: int) -> list[tuple[Any, ...]]:
        """The rows, as the database sends them. One query."""
        sql, values = self._compiled
        return self._asked(sql, values, numbers)

    def count(self, *numbers: int) -> int:
        """How many rows there are. One query."""
        sql, values = self._compiled
        counted = f"SELECT COUNT(*) FROM ({sql}) found"  # noqa: S608 - SQL that Django made
        found: int = self._asked(counted, values, numbers)[0][0]
        return found

    def _asked(self, sql: str, values: tuple[Any, ...], numbers: tuple[int, ...]) -> list[tuple[Any, ...]]:
        given = dict(zip(self._marks, numbers, strict=True))
        with connection.cursor() as cursor:
            cursor.execute(sql, [given.get(value, value) if type(value) is int else value for value in values])
            rows: list[tuple[Any, ...]] = cursor.fetchall()
            return rows
