"""Tables of incidents.

Columns called *derived* are written by one function, from the timeline, under the incident's row lock.
"""

from incidents.models.batch import ImportBatch, ImportLine
from incidents.models.catalogue import Service, Severity
from incidents.models.incident import ImpactInterval, Incident, IncidentMember
from incidents.models.merge import Merge, MovedEntry
from incidents.models.presence import Presence
from incidents.models.report import Report
from incidents.models.state import StateRevision
from incidents.models.tasks import Checklist, ChecklistItem, Task
from incidents.models.timeline import Attachment, EntryRevision, Mark, TimelineEntry

__all__ = [
    "Attachment",
    "Checklist",
    "ChecklistItem",
    "EntryRevision",
    "ImpactInterval",
    "ImportBatch",
    "ImportLine",
    "Incident",
    "IncidentMember",
    "Mark",
    "Merge",
    "MovedEntry",
    "Presence",
    "Report",
    "Service",
    "Severity",
    "StateRevision",
    "Task",
    "TimelineEntry",
]
