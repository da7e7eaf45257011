"""What a redaction does to rows of this room besides removing words from them."""

from collections.abc import Collection

from accounts.models import User
from incidents.models import Incident, TimelineEntry
from incidents.redactable import touched


def _changed(entry: TimelineEntry, actor: User, seq: int) -> Collection[str]:
    """Whoever watches gets the entry anew, and a correction that began before meets a conflict."""
    entry.changed_seq = seq
    return ("changed_seq",)


def _renumbered(incident: Incident, actor: User, seq: int) -> Collection[str]:
    """Whoever was writing the state of things meets a conflict; other forms see the columns that the entry names."""
    incident.state_version += 1
    return ("state_version",)


touched(Incident, _renumbered)
touched(TimelineEntry, _changed)
