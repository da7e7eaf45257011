"""What words for customers say of when the next update comes."""

import re
from datetime import datetime, timedelta

from core.prose.finding import finds_in
from core.prose.finds import FoundTime
from core.prose.sentences import masked, sentences
from core.zones import zone_label
from incidents.readers.comparing import Clocks, is_said, minutes_of, zone_of
from incidents.readers.record import Instant, Record
from incidents.readers.wording import time_in_place

NEAR = 5  # minutes: a template was filled in a while before its words are posted
_OF_NEXT = re.compile(r"\bupdates?\b|\bhear from us\b|\bnews\b|\bknow more\b", re.IGNORECASE)
_BY = re.compile(r"\b(?:by|at|before|until|around|about|than)\s*$", re.IGNORECASE)


def other_promise(text: str, by: datetime | None, record: Record) -> FoundTime | None:
    """The time by which the words promise the next update, where it is not `by`."""
    plain = masked(text)
    for start, end in sentences(plain):
        if not _OF_NEXT.search(plain, start, end):
            continue
        for found in finds_in(plain[start:end]):
            if (
                not isinstance(found, FoundTime)
                or found.clock is None
                or not _BY.search(plain[start : start + found.start])
            ):
                continue
            if by is None or not _is_near(found, plain[start + found.start : start + found.end], by, record):
                return FoundTime(start + found.start, start + found.end, found.day, found.clock, found.zone)
    return None


def with_promise(text: str, by: datetime, record: Record) -> str:
    """The text with `by` in the place of another time that it promises, with its zone: customers are elsewhere."""
    found = other_promise(text, by, record)
    if found is None:
        return text
    instead = time_in_place(found, text[found.start : found.end], Instant(by), record, zone_of(found.zone))
    label = record.zone_word or zone_label(by, record.zone)
    zone = "" if found.zone or instead.endswith(label) else f" {label}"
    return text[: found.start] + instead + zone + text[found.end :]


def _is_near(found: FoundTime, words: str, by: datetime, record: Record) -> bool:
    zones = {record.zone, *filter(None, [zone_of(found.zone)])}
    near = (Instant(by + timedelta(minutes=minutes)) for minutes in range(-NEAR, NEAR + 1))
    return is_said(found, words, minutes_of(near, found.zone, Clocks(zones, record.zone_word)))
