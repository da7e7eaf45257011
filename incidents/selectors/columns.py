"""Heads of the incident list: which column sorts, which way, and where a press leads; and the ready-made views."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict

from accounts.models import Team, User
from catalogue.models import Service
from incidents.selectors.impact import OF_PERIODS


@dataclass(frozen=True, slots=True)
class Column:
    """A column's head. `sorted` is ascending, descending or empty; `formula` explains a computed column."""

    name: str
    address: str = ""
    sorted: str = ""
    formula: str = ""


@dataclass(frozen=True, slots=True)
class View:
    """A ready-made narrowing of the list."""

    name: str
    address: str
    is_current: bool


VIEWS = (
    ("All", ""),
    ("Open", "status=open"),
    ("SEV1 and SEV2", "severity=1-2"),
    ("Without postmortem", "postmortem=wanted"),
    ("Drills", "kind=drill"),
    ("Duplicates", "status=merged"),
)


def views(query: QueryDict) -> list[View]:
    """The tabs; the one that is exactly in force is current."""
    present = {name: value for name, value in query.items() if value and name not in {"page", "sort"}}
    return [View(name, f"?{address}", present == QueryDict(address).dict()) for name, address in VIEWS]


def columns(query: QueryDict) -> list[Column]:
    """All columns but the number."""
    return [
        _sortable("Severity", "severity", query),
        _sortable("Incident", "title", query),
        _sortable("Status", "status", query),
        _sortable("Impact started", "began", query, newest_first=True),
        Column("Impact", formula=OF_PERIODS),
        Column("Lead"),
        Column("Postmortem"),
    ]


def _sortable(name: str, key: str, query: QueryDict, *, newest_first: bool = False) -> Column:
    present = query.get("sort", "") or "-began"
    direction = {key: "ascending", f"-{key}": "descending"}.get(present, "")
    other = f"-{key}" if newest_first and present != f"-{key}" else key
    link = query.copy()
    link.pop("page", None)
    link["sort"] = other
    return Column(name, f"?{link.urlencode()}", direction)


def filter_choices() -> dict[str, list[tuple[object, str]]]:
    """The long choices of the filters, by field, as pairs that a template can print at once."""
    named: dict[str, QuerySet[Any]] = {
        "service": Service.objects.all(),
        "team": Team.objects.all(),
        "lead": User.objects.responders(),
    }
    return {field: [("", "Any"), *rows.values_list("pk", "name")] for field, rows in named.items()}
