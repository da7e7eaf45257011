"""How many customers an incident affects, of which tiers, and what they are worth."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import JSONObject

from accounts.models import Company
from customers.models import AffectedCustomer

NO_TIER = "without a tier"


@dataclass(frozen=True, slots=True)
class TierImpact:
    """One tier: its affected customers, the sum of their values a year, and how many of them have no value."""

    tier: str
    count: int
    value: int
    unvalued: int

    @property
    def words(self) -> str:
        """`3 Enterprise`, `1 without a tier`."""
        return f"{self.count} {self.tier or NO_TIER}"


@dataclass(frozen=True, slots=True)
class CustomerImpact:
    """The tiers with the most value first; names that no customer has are counted apart."""

    tiers: tuple[TierImpact, ...]
    names: int
    currency: str

    @property
    def customers(self) -> int:
        """Affected customers that are known."""
        return sum(tier.count for tier in self.tiers)

    @property
    def count(self) -> int:
        """All, with the names that no customer has."""
        return self.customers + self.names

    @property
    def value(self) -> int:
        """Value at risk: the sum of what is known."""
        return sum(tier.value for tier in self.tiers)

    @property
    def unvalued(self) -> int:
        """Of how many customers the value is unknown."""
        return sum(tier.unvalued for tier in self.tiers) + self.names

    @property
    def value_words(self) -> str:
        """`120,000 EUR a year`; *unknown* where no value is known."""
        if not self.customers or self.unvalued == self.count:
            return "unknown"
        return f"{self.value:,} {self.currency}".strip() + " a year"

    @property
    def tier_words(self) -> str:
        """`2 Enterprise, 1 Business, 1 name not linked`; without tiers only where there is one."""
        said = [tier.words for tier in self.tiers] if any(tier.tier for tier in self.tiers) else []
        if self.names:
            said.append(f"{self.names} not in the list of customers")
        return ", ".join(said)


def tier_rows(affected: "QuerySet[AffectedCustomer]") -> "QuerySet[AffectedCustomer, Any]":
    """One JSON object for each tier, and one without a tier for the names that no customer has."""
    grouped = affected.order_by().values("customer__tier")
    described = grouped.annotate(
        row=JSONObject(
            tier=F("customer__tier"),
            n=Count("pk"),
            value=Sum("customer__value"),
            valued=Count("pk", filter=Q(customer__value__isnull=False)),
        )
    )
    return described.values_list("row", flat=True)


def currency() -> str:
    """The currency of customers' values; empty while nobody has said it."""
    return Company.objects.filter(pk=Company.ONLY).values_list("currency", flat=True).first() or ""


def currency_column() -> Subquery:
    """The currency of customers' values."""
    return Subquery(Company.objects.filter(pk=Company.ONLY).values("currency"))


def customer_impact(rows: Iterable[dict[str, object]], unit: str | None) -> CustomerImpact:
    """Of the rows of `tier_rows`."""
    tiers, names = [], 0
    for row in rows:
        count, valued = _number(row["n"]), _number(row["valued"])
        if row["tier"] is None:
            names += count
        else:
            tiers.append(TierImpact(str(row["tier"]), count, _number(row["value"]), count - valued))
    tiers.sort(key=lambda tier: (-tier.value, -tier.count, tier.tier))
    return CustomerImpact(tuple(tiers), names, unit or "")


def impact_on(affected: "QuerySet[AffectedCustomer]") -> CustomerImpact:
    """Of some affected customers, in two queries."""
    return customer_impact(tier_rows(affected), currency())


def of_incident() -> "QuerySet[AffectedCustomer]":
    """Those of the incident of an outer query."""
    return AffectedCustomer.objects.filter(incident=OuterRef("pk"))


def _number(value: object) -> int:
    return int(value) if isinstance(value, int | float) else 0
