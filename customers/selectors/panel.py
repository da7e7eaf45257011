"""What the incident page shows of its reports, of the customers it affects, and of its customer updates."""

from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import User
from core.compiled_once import compiled_once
from core.references import written
from customers.models import Report, Update
from customers.selectors.impact import CustomerImpact, currency_column, customer_impact, of_incident, tier_rows
from customers.selectors.updates import asks_for_closing, stale_words
from incidents.models import Incident
from incidents.permissions import can_edit_public_summary

_TOLD = ("is_closing", "valid_until", "next_update_by")


@dataclass(frozen=True, slots=True)
class LinkedReport:
    """A report that was joined to it."""

    pk: int

    @property
    def reference(self) -> str:
        """REP-12."""
        return written(Report.PREFIX, self.pk)


@dataclass(frozen=True, slots=True)
class IncidentPanel:
    """Its reports, and its impact on customers."""

    reports: list[LinkedReport]
    impact: CustomerImpact


@dataclass(frozen=True, slots=True)
class WordsPanel:
    """What stands below the customer update: how many drafts wait, and whether the words that hold are stale."""

    drafts: int
    stale: str
    may_approve: bool
    asks_for_closing: bool


@dataclass(frozen=True, slots=True)
class Panels:
    """Both, of one query."""

    impact: IncidentPanel
    words: WordsPanel


def incident_panels_of(incident: Incident, viewer: User) -> Panels:
    """Responders see all reports and customers of an incident that they see."""
    (found,) = _read_panels(number=incident.pk)
    reports, tiers, currency, waiting, *told = found
    holds = incident.public_summary and told[0] is not None
    current = Update(**dict(zip(_TOLD, told, strict=True))) if holds else None
    words = WordsPanel(
        drafts=waiting,
        stale=stale_words(incident, current),
        may_approve=not incident.is_merged and can_edit_public_summary(viewer, incident),
        asks_for_closing=asks_for_closing(incident, current),
    )
    impact = IncidentPanel([LinkedReport(number) for number in reports], customer_impact(tiers, currency))
    return Panels(impact, words)


@compiled_once
def _read_panels(*, number: Any) -> "QuerySet[Incident, Any]":
    of = {"incident": OuterRef("pk")}
    drafts = Update.objects.drafts().filter(**of).order_by().values("incident").annotate(n=Count("pk")).values("n")
    newest = Update.objects.published().filter(**of)
    return Incident.objects.filter(pk=number).values_list(
        ArraySubquery(Report.objects.filter(**of).order_by("pk").values("pk")),
        ArraySubquery(tier_rows(of_incident())),
        currency_column(),
        Coalesce(Subquery(drafts), 0),
        *(Subquery(newest.values(column)[:1]) for column in _TOLD),
    )
