"""What the incident page shows of its reports and of the customers it affects."""

from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from accounts.models import User
from core.references import written
from customers.models import Report
from customers.selectors.impact import CustomerImpact, currency_column, customer_impact, of_incident, tier_rows
from incidents.models import Incident


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


def incident_panel(incident: Incident, viewer: User) -> IncidentPanel:
    """In one query; responders see all reports and customers of an incident that they see."""
    reports = Report.objects.filter(incident=OuterRef("pk")).order_by("pk").values("pk")
    found = Incident.objects.filter(pk=incident.pk).values_list(
        ArraySubquery(reports), ArraySubquery(tier_rows(of_incident())), currency_column()
    )
    numbers, tiers, currency = found.get()
    return IncidentPanel([LinkedReport(number) for number in numbers], customer_impact(tiers, currency))
