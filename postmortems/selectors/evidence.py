"""The timeline entries that show a factor, as pages show them: live, so that what was struck or redacted says so."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q
from django.db.models.functions import JSONObject
from django.urls import reverse

from core.plain_words import plain_words
from core.references import written
from incidents.change_words import change_beside
from incidents.models import Incident, TimelineEntry

STRUCK, REDACTED = "struck through", "redacted"
_READ = ("id", "incident_id", "origin", "kind", "facts", "happened_at", "html", "struck_at", "redacted_at")


@dataclass(frozen=True, slots=True)
class Evidence:
    """One entry. `state` says that it no longer holds; `reference` where it is, if a merge moved it elsewhere."""

    entry: int
    happened_at: datetime
    words: str
    state: str
    reference: str
    address: str


def evidence_json(factor: OuterRef, *, of: OuterRef) -> ArraySubquery:
    """The entries of a factor in the order of the timeline.

    Those that a merge moved into a private incident are left out: who reads this postmortem may not see that one.
    """
    entries = TimelineEntry.objects.filter(Q(incident=of) | Q(incident__is_private=False), factors=factor)
    return ArraySubquery(entries.in_order().values(row=JSONObject(**{name: name for name in _READ})))


def read_evidence(rows: Sequence[Mapping[str, Any]], incident: Incident) -> tuple[Evidence, ...]:
    """What `evidence_json` read, for the postmortem of this incident."""
    return tuple(_evidence(row, incident) for row in rows)


def _evidence(row: Mapping[str, Any], incident: Incident) -> Evidence:
    moved = row["incident_id"] != incident.pk
    state = REDACTED if row["redacted_at"] else STRUCK if row["struck_at"] else ""
    return Evidence(
        entry=row["id"],
        happened_at=datetime.fromisoformat(row["happened_at"]),
        words="" if state == REDACTED else entry_words(row["origin"], row["kind"], row["facts"], row["html"]),
        state=state,
        reference=written(Incident.PREFIX, row["incident_id"]) if moved else "",
        address=f"{reverse('incident', args=[row['incident_id']])}?entry={row['id']}#entry-{row['id']}",
    )


def entry_words(origin: str, kind: str, facts: Mapping[str, Any], html: str) -> str:
    """What an entry says, on one line: `SEV3 → SEV1: it spreads`."""
    return ": ".join(part for part in (change_beside(origin, kind, facts), plain_words(html)) if part)
