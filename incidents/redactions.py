"""What a redaction does in incidents besides removing words."""

from collections.abc import Collection

from django.db.models import Q

from accounts.models import User
from incidents.models import Incident, StateRevision, TimelineEntry
from incidents.registries.redactions import register_messages, register_row_change


def _change_entry(entry: TimelineEntry, actor: User, seq: int) -> Collection[str]:
    """Whoever watches gets the entry anew, and a correction that began before meets a conflict."""
    entry.changed_seq = seq
    return ("changed_seq",)


def _change_state(revision: StateRevision, actor: User, seq: int) -> Collection[str]:
    """Whoever was writing the current state from its latest version meets a conflict."""
    if revision.incident.state_id != revision.pk:
        return ()
    revision.version += 1
    return ("version",)


def _messages(incident: Incident) -> Q:
    """Those of the incident itself, of its tasks, and of entries that a merge brought from another one."""
    entries = list(incident.entries.filter(merged_from__isnull=False).values_list("pk", flat=True))
    tasks = list(incident.tasks.values_list("pk", flat=True))
    whole = Q(payload__incident=incident.pk) | Q(payload__target=incident.pk)
    return whole | Q(payload__entry__in=entries) | Q(payload__task__in=tasks)


register_messages(_messages)
register_row_change(StateRevision, _change_state)
register_row_change(TimelineEntry, _change_entry)
