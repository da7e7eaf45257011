"""CSV that a spreadsheet may open: a cell never starts a formula, numbers stay numbers, times are ISO 8601."""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import StringIO
from types import UnionType
from typing import Any

from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header

from core.formulas import guarded

CsvValue = str | int | float | Decimal

BYTE_ORDER_MARK = "\ufeff"  # tells spreadsheets that the file is UTF-8
ROWS_PER_CHUNK = 200


def _instant(value: datetime) -> str:
    if value.tzinfo is None:
        raise ValueError("An instant without a zone cannot be exported.")
    return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


# In this order: a boolean is an int, an instant is a date.
_WRITERS: tuple[tuple[type | UnionType, Callable[[Any], CsvValue]], ...] = (
    (bool, lambda value: "yes" if value else "no"),
    (int | float | Decimal, lambda value: value),
    (datetime, _instant),
    (date, lambda value: value.isoformat()),
    (timedelta, lambda value: int(value.total_seconds())),
)


def cell(value: object) -> CsvValue:
    """One value as it stands in the file.

    Text that a spreadsheet would read as a formula gets a leading apostrophe. Numbers stay numbers, None is empty,
    booleans are yes and no, instants are ISO 8601 in UTC, spans are seconds.
    """
    if value is None:
        return ""
    for kind, write in _WRITERS:
        if isinstance(value, kind):
            return write(value)
    return guarded(str(value).replace("\x00", ""))


def csv_chunks(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """The file in pieces of a few hundred rows, so that an export of any length needs little memory."""
    buffer = StringIO(newline="")
    buffer.write(BYTE_ORDER_MARK)
    writer = csv.writer(buffer)
    writer.writerow([cell(name) for name in header])
    for count, row in enumerate(rows, start=1):
        writer.writerow([cell(value) for value in row])
        if count % ROWS_PER_CHUNK == 0:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def csv_response(filename: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> StreamingHttpResponse:
    """A streamed download of the rows under `filename` (with its .csv)."""
    response = StreamingHttpResponse(csv_chunks(header, rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = content_disposition_header(True, filename) or "attachment"
    response.headers["Cache-Control"] = "private, no-store"
    return response
