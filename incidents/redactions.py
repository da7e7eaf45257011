"""What a redaction does to rows of this room besides removing words from them."""

from collections.abc import Collection

from django.db.models import Q

from accounts.models import User
from incidents.models import Incident, TimelineEntry
from incidents.redactable import messages_about, touched


def _changed(entry: TimelineEntry, actor: User, seq: int) -> Collection[str]:
    """Whoever watches gets the entry anew, and a correction that began before meets a conflict."""
    entry.changed_seq = seq
    return ("changed_seq",)


def _renumbered(incident: Incident, actor: User, seq: int) -> Collection[str]:
    """Whoever was writing the state of things meets a conflict; other forms see the columns that the entry names."""
    incident.state_version += 1
    return ("state_version",)


def _about(incident: Incident) -> Q:
    """Those of the incident itself, of its entries, also where a merge brought them from, and of its reports."""
    entries = list(incident.entries.filter(merged_from__isnull=False).values_list("pk", flat=True))
    reports = list(incident.reports.values_list("pk", flat=True))
    tasks = list(incident.tasks.values_list("pk", flat=True))
    whole = Q(payload__incident=incident.pk) | Q(payload__target=incident.pk)
    parts = Q(payload__entry__in=entries) | Q(payload__report__in=reports) | Q(payload__task__in=tasks)
    return whole | parts


messages_about(_about)
touched(Incident, _renumbered)
touched(TimelineEntry, _changed)
