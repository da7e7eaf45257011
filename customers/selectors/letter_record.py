"""The record that a letter to one customer can contradict: when that customer was affected, and the incident."""

from collections.abc import Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from accounts.models import User
from accounts.permissions import is_responder
from customers.readers.intervals import Span
from incidents.models import Incident
from incidents.readers.record import Instant, Record, Said
from incidents.selectors.impact import impact_union
from incidents.selectors.record import record_of


def letter_record(incident: Incident, spans: Sequence[Span], zone: ZoneInfo, viewer: User) -> Record:
    """In one query. The incident's own times are true in a letter, too; only responders read what else it says.

    What others are shown of it is when the customer was affected.
    """
    record = record_of(incident)
    starts = [Instant(since) for since, _ in spans if since]
    ends = [Instant(until) for _, until in reversed(spans) if until]
    own = {Said.STARTED: starts, Said.ENDED: ends if len(ends) == len(spans) else [], Said.RESOLVED: []}
    instants = {said: (*own[said], *record.instants.get(said, ())) for said in own}
    total = impact_union([(since, until) for since, until in spans if since and until])
    lengths = {Said.LASTED: (total, *record.lengths.get(Said.LASTED, ()))} if total else {}
    if is_responder(viewer):
        kept = {said: each for said, each in record.instants.items() if said not in own}
        known = {said: each for said, each in instants.items() if each}
        return replace(
            record, zone=zone, zone_word="", instants={**kept, **known}, lengths={**record.lengths, **lengths}
        )
    shown = {said: each for said, each in instants.items() if own[said]}
    return Record(zone=zone, instants=shown, lengths=lengths, known=record.known)
