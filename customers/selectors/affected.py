"""The customers that one incident affects, as a table."""

from collections.abc import Collection
from dataclasses import dataclass

from django.core.paginator import Page
from django.db.models import F, QuerySet

from accounts.models import User
from core.paging import paginate
from customers.models import AffectedCustomer, Report
from customers.readers.names import Identity
from customers.selectors.impact import CustomerImpact, impact_on
from customers.selectors.knew_first import KnewFirst, knew_first
from customers.selectors.letters import LetterShown, letters_of
from customers.selectors.tellings import ToldShown, tellings
from incidents.models import Incident


@dataclass(frozen=True, slots=True)
class AffectedRow:
    """One customer, the reports that name it, who told it, and the letters to it."""

    row: AffectedCustomer
    reports: list[Report]
    told: list[ToldShown]
    letters: list[LetterShown]


@dataclass(frozen=True, slots=True)
class AffectedPage:
    """A page of the table, with what all rows together are worth."""

    rows: list[AffectedRow]
    page: "Page[AffectedCustomer]"
    impact: CustomerImpact
    knew_first: KnewFirst


def affected_page(incident: Incident, viewer: User, number: str) -> AffectedPage:
    """In a constant number of queries."""
    affected = AffectedCustomer.objects.filter(incident=incident)
    page = paginate(in_order(affected), number)
    return AffectedPage(
        rows=affected_rows(incident, viewer, list(page.object_list)),
        page=page,
        impact=impact_on(affected),
        knew_first=knew_first(incident),
    )


def in_order(affected: QuerySet[AffectedCustomer]) -> QuerySet[AffectedCustomer]:
    """The most valuable first, then by name; names that no customer has at the end."""
    whole = affected.select_related("customer__owner", "added_by")
    return whole.order_by(F("customer__value").desc(nulls_last=True), F("customer").asc(nulls_last=True), "name", "pk")


def affected_rows(incident: Incident, viewer: User, rows: Collection[AffectedCustomer]) -> list[AffectedRow]:
    """The rows with their reports, and who told, and the letters, in a constant number of queries."""
    naming: dict[Identity, list[Report]] = {}
    for report in Report.objects.filter(incident=incident).without_words().order_by("pk"):
        naming.setdefault(report.identity, []).append(report)
    told, letters = tellings(viewer, rows), letters_of(rows)
    return [
        AffectedRow(
            row,
            naming.get(row.identity, []),
            told.get((incident.pk, row.identity), []),
            letters.get((incident.pk, row.identity), []),
        )
        for row in rows
    ]
