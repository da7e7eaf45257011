"""The record that a letter to one customer can contradict: when that customer was affected, and the incident."""

from collections.abc import Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from accounts.models import User
from accounts.permissions import is_responder
from customers.readers.intervals import Span
from incidents.models import Incident
from incidents.readers.record import FactKind, Instant, Record
from incidents.selectors.impact import impact_union
from incidents.selectors.record import record_of


def letter_record(incident: Incident, spans: Sequence[Span], zone: ZoneInfo, viewer: User) -> Record:
    """In one query for responders. The incident's own times are true in a letter, too.

    Others read only when the customer was affected, also by what is not marked: their record holds nothing else.
    """
    starts = tuple(Instant(since) for since, _ in spans if since)
    ends = tuple(Instant(until) for _, until in reversed(spans) if until)
    own = {FactKind.STARTED: starts, FactKind.ENDED: ends if len(ends) == len(spans) else ()}
    if not is_responder(viewer):
        known = tuple(each.at for each in (*starts, *ends))
        return Record(
            zone=zone, instants={said: each for said, each in own.items() if each}, known=known, is_of_one_customer=True
        )
    record = record_of(incident)
    both = {said: (*each, *record.instants.get(said, ())) for said, each in own.items()}
    instants = {**record.instants, **{said: each for said, each in both.items() if each}}
    total = impact_union([(since, until) for since, until in spans if since and until])
    lengths = {FactKind.LASTED: (total, *record.lengths.get(FactKind.LASTED, ()))} if total else {}
    return replace(record, zone=zone, zone_word="", instants=instants, lengths={**record.lengths, **lengths})
