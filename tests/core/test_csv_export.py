"""CSV for spreadsheets: no formulas, numbers stay numbers."""

import csv
import io
import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.csv_export import BYTE_ORDER_MARK, ROWS_PER_CHUNK, cell, csv_chunks, csv_response
from core.formulas import guarded, unguarded


@pytest.mark.parametrize(
    "text",
    [
        '=HYPERLINK("http://example.com","x")',
        "+1+2",
        "-2+3",
        "@SUM(A1)",
        "\r=1",
        "\n=1",
        "  =1",
        "\uff1d1",
        "-",
        "\u200b=1",
        "\ufeff=1",
        "\xa0=1",
        "\u2060\u200e +1",
        "\u3164@SUM(A1)",
        '"=1',
        "'=1",
        "'\u200b'=1",
    ],
)
def test_text_that_would_be_a_formula_is_quoted(text: str) -> None:
    assert cell(text) == "'" + text


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("x;=1+1", "x;'=1+1"),
        ("x; \u200b=1+1;y", "x;' \u200b=1+1;y"),
        ("x\t@SUM(A1)", "x\t'@SUM(A1)"),
        ("\t=1", "'\t'=1"),
        ("=1;=2", "'=1;'=2"),
        ("x;'=1", "x;''=1"),
    ],
)
def test_what_would_be_a_formula_after_a_separator_is_quoted(text: str, stored: str) -> None:
    assert cell(text) == stored


@pytest.mark.parametrize(
    "text", ["", "a; b", "a;b-c", "a\tb", "line\n- item", "plain", "a=b", "3-4", "Amina @ night", "'quoted", "INC-12"]
)
def test_other_text_stays_as_it_is(text: str) -> None:
    assert cell(text) == text


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (-5, -5),
        (2.5, 2.5),
        (Decimal("-1.50"), Decimal("-1.50")),
        (True, "yes"),
        (False, "no"),
        (None, ""),
        (date(2023, 5, 13), "2023-05-13"),
        (datetime(2023, 5, 13, 22, 30, tzinfo=ZoneInfo("Africa/Nairobi")), "2023-05-13T19:30:00Z"),
        (timedelta(minutes=75), 4500),
    ],
)
def test_values(value: object, expected: object) -> None:
    assert cell(value) == expected


def test_a_naive_instant_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        cell(datetime(2023, 5, 13))  # noqa: DTZ001


def test_a_file_begins_with_the_mark_and_guards_its_header() -> None:
    chunks = csv_chunks(["number", "=title"], [[1, "a,b"], [2, 'c"d\nnext']])
    assert "".join(chunks) == BYTE_ORDER_MARK + 'number,\'=title\r\n1,"a,b"\r\n2,"c""d\nnext"\r\n'


def test_rows_come_in_chunks_without_reading_ahead() -> None:
    pulled: list[int] = []

    def rows() -> object:
        for number in range(ROWS_PER_CHUNK * 2 + 1):
            pulled.append(number)
            yield [number]

    chunks = csv_chunks(["n"], rows())
    next(chunks)
    assert len(pulled) == ROWS_PER_CHUNK
    rest = list(chunks)
    assert len(rest) == 2
    assert rest[-1] == f"{ROWS_PER_CHUNK * 2}\r\n"


def test_the_response_is_a_download_nobody_keeps() -> None:
    response = csv_response("action items – März.csv", ["n"], [[1]])
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''action%20items")
    assert response["Cache-Control"] == "private, no-store"
    assert b"".join(response).decode() == BYTE_ORDER_MARK + "n\r\n1\r\n"


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")), min_size=1, max_size=4))
def test_any_text_survives_but_for_the_apostrophe(values: list[str]) -> None:
    file = io.StringIO("".join(csv_chunks(["h"] * len(values), [values])), newline="")
    file.seek(1)
    read = list(csv.reader(file))[1]
    assert [unguarded(text) for text in read] == values
    assert not any(text.lstrip()[:1] in {"=", "+", "-", "@"} for text in read if text.strip())


@given(st.text(st.sampled_from("'=+-@;\t\n \u200bx\""), max_size=8))
def test_the_guard_is_undone_exactly(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert not any(part.strip('\u200b \n"')[:1] in {"=", "+", "-", "@"} for part in re.split("[;\t]", guarded(text)))


def test_utc_is_kept() -> None:
    assert cell(datetime(2023, 1, 1, tzinfo=UTC)) == "2023-01-01T00:00:00Z"
