"""When one customer was affected: its own begin and end, without the pauses between the incident's intervals."""

from collections.abc import Sequence
from datetime import datetime

Span = tuple[datetime | None, datetime | None]  # either end may be unknown


def affected_spans(own: Span, impact: Sequence[Span]) -> list[Span]:
    """The spans in order. What the customer's row does not say is taken from the incident's `impact`, which is sorted.

    It stays unknown where the impact contradicts the row: no span ends before it begins. One span of two unknown ends
    where nothing is known.
    """
    since, until = own
    first, last = (impact[0][0], _last_end(impact)) if impact else (None, None)
    if since is None and _in_order(first, until):
        since = first
    if until is None and _in_order(since, last):
        until = last
    spans: list[Span] = []
    at = since
    for begin, end in _pauses(impact):
        if (at is not None and end <= at) or (until is not None and begin >= until):
            continue
        if at is None or at < begin:
            spans.append((at, begin))
        at = end
    if at is None or until is None or at < until:
        spans.append((at, until))
    return spans or [(since, until)]  # all of it in a pause: only this customer was affected then


def _in_order(begin: datetime | None, end: datetime | None) -> bool:
    return begin is None or end is None or begin <= end


def _last_end(impact: Sequence[Span]) -> datetime | None:
    ends = [end for _, end in impact]
    return max(end for end in ends if end is not None) if None not in ends else None


def _pauses(impact: Sequence[Span]) -> list[tuple[datetime, datetime]]:
    """Between one interval and the next, where both ends are known and no other interval covers it."""
    pauses = []
    reached: datetime | None = None
    for at, (begin, end) in enumerate(impact):
        if at and begin is not None and reached is not None and begin > reached:
            pauses.append((reached, begin))
        if end is None:
            break  # it goes on, or nobody knows until when
        reached = max(reached, end) if reached is not None else end
    return pauses
