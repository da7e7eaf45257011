"""Tables of incidents.

Columns called *derived* are written by one function, from the timeline, under the incident's row lock.
"""

from incidents.models.attachments import Attachment, UncheckedPicture
from incidents.models.followers import Follower
from incidents.models.impact import ImpactInterval
from incidents.models.incident import Incident, IncidentMember
from incidents.models.merge import Merge, MovedEntry
from incidents.models.roles import RoleAssignment
from incidents.models.state import StateRevision
from incidents.models.tasks import Task
from incidents.models.timeline import EntryRevision, Mark, TimelineEntry

__all__ = [
    "Attachment",
    "EntryRevision",
    "Follower",
    "ImpactInterval",
    "Incident",
    "IncidentMember",
    "Mark",
    "Merge",
    "MovedEntry",
    "RoleAssignment",
    "StateRevision",
    "Task",
    "TimelineEntry",
    "UncheckedPicture",
]
