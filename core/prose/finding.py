"""Everything that a running text says about when, how long, how much and who, with where it stands.

Plain Python: `importing.readers.documents` reads written postmortems with it, and pages hold prose against the record.
"""

from collections.abc import Iterable

from core.prose.durations import durations_in
from core.prose.finds import Find
from core.prose.names import names_in
from core.prose.shares import shares_in
from core.prose.times import times_in


def finds_in(text: str, *, names: Iterable[str] = (), month_first: bool = False) -> list[Find]:
    """All finds in order, none inside another one. `names` are those of known people."""
    found: list[Find] = [
        *times_in(text, month_first=month_first),
        *durations_in(text),
        *shares_in(text),
        *names_in(text, names),
    ]
    found.sort(key=lambda find: (find.start, -find.end))
    apart: list[Find] = []
    for find in found:
        if not apart or find.start >= apart[-1].end:
            apart.append(find)
    return apart
