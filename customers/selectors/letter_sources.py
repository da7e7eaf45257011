"""What letters are made of, as it is now; of many in as many queries as of one."""

from collections.abc import Collection
from dataclasses import dataclass

from accounts.models import Company
from core.zones import zone_or_utc
from customers.models import AffectedCustomer, CustomerMeasure, CustomerSummary, Update
from customers.readers.intervals import Span, affected_spans
from customers.readers.letter_facts import LetterFacts, digest_of
from customers.readers.simple_markdown import simple_markdown
from customers.selectors.staleness import staleness
from incidents.models import ImpactInterval, Incident
from incidents.selectors.zones import ShownZone, ZoneChoice


@dataclass(frozen=True, slots=True)
class LetterSource:
    """What a letter is made of, as it is now."""

    name: str
    words: str
    summary: str
    measures: tuple[str, ...]
    spans: tuple[Span, ...]
    zone: ShownZone
    is_over: bool

    @property
    def facts(self) -> LetterFacts:
        """What identifies it."""
        return LetterFacts(
            name=digest_of(self.name),
            words=digest_of(self.words),
            summary=digest_of(self.summary),
            measures=tuple(digest_of(each) for each in self.measures),
            spans=self.spans,
            zone=self.zone.name,
            goes_on=not self.is_over and any(until is None for _, until in self.spans),
        )


def letter_source(affected: AffectedCustomer) -> LetterSource:
    """What a letter to one affected customer is made of."""
    return letter_sources([affected])[affected.pk]


def letter_sources(rows: Collection[AffectedCustomer]) -> dict[int, LetterSource]:
    """By the number of the affected customer, in five queries, whatever the incidents hold."""
    numbers = {row.incident_id for row in rows}
    updates = {update.incident_id: update for update in Update.objects.newest().filter(incident__in=numbers)}
    found = CustomerSummary.objects.filter(incident__in=numbers, published_at__isnull=False)
    summaries = {summary.incident_id: simple_markdown(summary.html) for summary in found}
    measures: dict[int, list[str]] = {}
    for number, text in CustomerMeasure.objects.filter(incident__in=numbers).values_list("incident", "text"):
        measures.setdefault(number, []).append(text)
    impact: dict[int, list[Span]] = {}
    periods = ImpactInterval.objects.filter(incident__in=numbers)
    for number, since, until in periods.values_list("incident", "started_at", "ended_at"):
        impact.setdefault(number, []).append((since, until))
    company = Company.objects.values_list("zone", flat=True).first() or ""
    return {
        row.pk: LetterSource(
            name=row.shown_name,
            words=_words(row.incident, updates.get(row.incident_id)),
            summary=summaries.get(row.incident_id, ""),
            measures=tuple(measures.get(row.incident_id, ())),
            spans=tuple(
                affected_spans((row.since_at, row.until_at), impact.get(row.incident_id) or _marked(row.incident))
            ),
            zone=_zone(row, company),
            is_over=not row.incident.is_open,
        )
        for row in rows
    }


def _words(incident: Incident, update: Update | None) -> str:
    """The approved words, while they hold."""
    holds = update is not None and bool(incident.public_summary) and staleness(incident, update) is None
    return update.words if update is not None and holds else ""


def _marked(incident: Incident) -> list[Span]:
    """Where nobody stated an impact interval: from when it started to when it was mitigated, as the timeline says."""
    started, ended = incident.impact_started_at, incident.mitigated_at or incident.resolved_at
    return [(started, ended)] if started else []


def _zone(row: AffectedCustomer, company: str) -> ShownZone:
    """The customer's, else the company's, else the incident's: the one that the words for customers are written in."""
    own = row.customer.zone if row.customer else ""
    return ShownZone(ZoneChoice.MINE, zone_or_utc(own or company or row.incident.zone))
