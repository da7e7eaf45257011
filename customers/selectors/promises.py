"""Whether the times that an update promises agree with one another and with what its severity requires."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from core.clock import now
from core.durations import humanize
from customers.readers.promised import other_promise, with_promise
from incidents.models import Incident
from incidents.readers.record import Record
from incidents.selectors.zones import incident_zone

IN_WORDS, TOO_LONG = "words", "promise"


def doubts_of(incident: Incident, text: str, next_in: int | None) -> Mapping[str, str]:
    """What does not agree if the words were published now, in sentences by what it is about."""
    if not incident.is_open:
        return {}
    required, by = incident.required_update_minutes, _due_at(incident, next_in)
    found = other_promise(text, by, _clocks(incident))
    doubts = {}
    if found is not None:
        beside = (
            f"customers also read “next update by {incident_zone(incident).dated(by)}”" if by else "nothing is due then"
        )
        doubts[IN_WORDS] = f"The words promise the next update at “{text[found.start : found.end]}”, and {beside}."
    if next_in and required and next_in > required:
        doubts[TOO_LONG] = (
            f"Customers are promised the next update within {humanize(timedelta(minutes=next_in))}, and "
            f"SEV{incident.severity_id} requires one every {required} min: it counts as overdue before."
        )
    return doubts


def agreeing_words(incident: Incident, text: str, next_in: int | None) -> str:
    """The words with the time at which the next update is promised beside them."""
    by = _due_at(incident, next_in)
    return with_promise(text, by, _clocks(incident)) if by else text


def _due_at(incident: Incident, next_in: int | None) -> datetime | None:
    """When the next update would be due: as promised, else as its severity requires."""
    minutes = next_in or incident.required_update_minutes
    return now() + timedelta(minutes=minutes) if minutes else None


def _clocks(incident: Incident) -> Record:
    return Record(zone=incident.time_zone, zone_word=incident.zone_word)
