"""A table of customers: CSV, or what is copied from a spreadsheet. It is read as it was typed, and not checked."""

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import StringIO

from core.direction import without_turns
from core.formulas import unguarded
from customers.readers.names import name_key, tidy

MOST = 5_000
DELIMITERS = ",;\t|"
COLUMNS: dict[str, tuple[str, ...]] = {
    "name": ("name", "customer", "customer name", "account", "account name", "company", "company name", "client"),
    "tier": ("tier", "customer tier", "segment", "level", "plan", "class", "category"),
    "value": ("value", "value a year", "annual value", "arr", "annual recurring revenue", "acv", "contract value"),
    "owner": (
        *("owner e mail", "owner email", "owner", "account owner", "sales owner", "account manager", "sales rep"),
        *("customer owner", "responsible"),
    ),
    "services": ("services", "service", "uses", "products", "product"),
    "external_id": (
        *("external id", "id elsewhere", "id", "customer id", "account id", "crm id", "customer number", "number"),
        "account number",
    ),
    "contact_name": ("contact", "contact name", "contact person", "primary contact"),
    "contact_email": ("contact e mail", "contact email", "e mail", "email", "e mail address", "email address", "mail"),
    "contact_phone": ("contact phone", "phone", "phone number", "telephone", "mobile"),
}
SIMPLE = str.maketrans(dict.fromkeys("_-/.", " "))
CLOSE_QUOTES = "The quotes here are not closed or not doubled, so nothing from this line on could be read."


@dataclass(frozen=True, slots=True)
class CustomerLine:
    """One line of the table; `number` counts from 1, `raw` are its cells as they came. `problem`: it is unreadable."""

    number: int
    cells: Mapping[str, str]
    raw: tuple[str, ...]
    problem: str = ""


@dataclass(frozen=True, slots=True)
class CustomerTable:
    """What was read. `heads` are the names of the columns, `columns` which are understood, `unknown` which are not."""

    lines: list[CustomerLine]
    heads: tuple[str, ...] = ()
    columns: frozenset[str] = frozenset()
    unknown: tuple[str, ...] = ()
    delimiter: str = ","

    @property
    def has_names(self) -> bool:
        """Whether one column is that of the names; without it no line means anything."""
        return "name" in self.columns

    def only(self, numbers: frozenset[int]) -> str:
        """The table again with some of its lines alone, to be mended."""
        written = StringIO(newline="")
        writer = csv.writer(written, delimiter=self.delimiter, lineterminator="\n")
        chosen = [line for line in self.lines if line.number in numbers]
        writer.writerows([self.heads, *(line.raw for line in chosen if not line.problem)])
        return written.getvalue() + "\n".join(line.raw[0] for line in chosen if line.problem)


def read_customers(text: str) -> CustomerTable:
    """Every line that is not empty. The first one names the columns, in any order and by many names."""
    text = text.replace("\x00", "").lstrip("\ufeff")
    first = text.lstrip("\r\n ").partition("\n")[0]
    delimiter = max(DELIMITERS, key=first.count)
    rows = _rows(text, delimiter)
    if not rows:
        return CustomerTable([])
    _, head, _ = rows[0]
    places = _places(head)
    known = set(places.values())
    unknown = tuple(tidy(cell) for at, cell in enumerate(head) if at not in known and cell.strip())
    lines = [
        CustomerLine(
            number,
            {name: _cell(row[at]) if at < len(row) else "" for name, at in places.items()},
            tuple(row),
            problem,
        )
        for number, row, problem in rows[1:]
    ]
    return CustomerTable(lines, tuple(head), frozenset(places), unknown, delimiter)


def _rows(text: str, delimiter: str) -> list[tuple[int, list[str], str]]:
    """The number of its first line, its cells, and why it could not be read; empty ones are passed over."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    found: list[tuple[int, list[str], str]] = []
    before = 0
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                found.append((before + 1, row, ""))
            before = reader.line_num
    except csv.Error:
        rest = "\n".join(text.split("\n")[before:])
        found.append((before + 1, [rest], CLOSE_QUOTES))
    return found


def _places(head: Sequence[str]) -> dict[str, int]:
    """Where each column stands that is understood; of two with one meaning, the one whose name comes first above."""
    heads = [_head(cell) for cell in head]
    found: dict[str, int] = {}
    for name, words in COLUMNS.items():
        at = next((heads.index(word) for word in words if word in heads), None)
        if at is not None and at not in found.values():
            found[name] = at
    return found


def _head(cell: str) -> str:
    """`Value (EUR)` and `e-mail_address` as they stand in `COLUMNS`."""
    return name_key(re.sub(r"\(.*?\)", " ", cell).translate(SIMPLE))


def _cell(typed: str) -> str:
    return tidy(without_turns(unguarded(typed)))


def read_value(typed: str) -> int | None:
    """Whole units: `12,000`, `12.000`, `€ 12 000`, `12000.50`, `12'000 EUR`. None where it is no such number.

    Three digits behind a comma or point are thousands; one or two are a fraction, which is rounded.
    """
    digits = re.sub(r"[\s'’\u00a0\u202f]|[A-Z]{3}|[^\d.,+\-\w]", "", typed)
    if re.fullmatch(r"\d{1,3}([.,]\d{3})+([.,]\d{1,2})?", digits):
        whole, fraction = re.fullmatch(r"(.*?)(?:[.,](\d{1,2}))?", digits).groups()  # type: ignore[union-attr]
        return _rounded(re.sub(r"[.,]", "", whole), fraction)
    if found := re.fullmatch(r"(\d+)(?:[.,](\d{1,2}))?", digits):
        return _rounded(*found.groups())
    return None


def _rounded(whole: str, fraction: str | None) -> int:
    return int(whole) + (1 if fraction and int(fraction.ljust(2, "0")) >= 50 else 0)  # noqa: PLR2004 - half a unit
