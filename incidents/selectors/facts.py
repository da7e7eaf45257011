"""The impact of an incident in words: only what somebody stated, and *unknown* where that is what they said."""

from dataclasses import dataclass
from datetime import datetime

from incidents.enums import RevenueLost
from incidents.models import Incident
from incidents.selectors.zones import ShownZone


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the impact."""

    label: str
    words: str


def impact_facts(incident: Incident) -> list[Fact]:
    """The lines that have something to say, in the order of the page."""
    lines = (
        ("Customers cannot", incident.impact_text),
        ("How much", _how_much(incident)),
        ("Revenue", _revenue(incident)),
        ("Detected by", _noticed(incident)),
    )
    return [Fact(label, words) for label, words in lines if words]


def _how_much(incident: Incident) -> str:
    parts = [incident.get_impact_scope_display().lower() if incident.impact_scope else ""]
    if incident.impact_percent is not None:
        about = "about " if incident.impact_percent_about else ""
        of = f" of {incident.impact_percent_of}" if incident.impact_percent_of else ""
        parts.append(f"{about}{incident.impact_percent.normalize():f} %{of}")
    if incident.impact_all_users:
        parts.append("all users")
    return ", ".join(part for part in parts if part)


def _revenue(incident: Incident) -> str:
    if incident.revenue_lost == RevenueLost.YES:
        amount = incident.revenue_amount
        words = "" if amount is None else f"{amount:,.2f} {incident.revenue_currency}".rstrip()
        parts = ["lost", incident.revenue_extent, words or "amount unknown"]
        return ", ".join(part for part in parts if part)
    return "none lost" if incident.revenue_lost == RevenueLost.NO else "unknown"


def _noticed(incident: Incident) -> str:
    source = incident.get_detection_source_display().lower() if incident.detection_source else ""
    return ", ".join(part for part in (source, incident.detected_by) if part) or "unknown"


def interval_words(started: datetime | None, ended: datetime | None, note: str, zone: ShownZone) -> str:
    """`13 May 2023 14:00 to 14:35 EAT`, with the note of whoever stated it."""
    words = zone.span(started, ended)
    return f"{words}: {note}" if note else words
