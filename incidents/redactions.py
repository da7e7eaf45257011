"""What a redaction does to rows of this room besides removing words from them."""

from collections.abc import Collection

from accounts.models import User
from incidents.models import TimelineEntry
from incidents.redactable import touched


def _changed(entry: TimelineEntry, actor: User, seq: int) -> Collection[str]:
    """Whoever watches gets the entry anew, and a correction that began before meets a conflict."""
    entry.changed_seq = seq
    return ("changed_seq",)


touched(TimelineEntry, _changed)
