"""Tables of postmortems and action items."""

from postmortems.models.actions import ActionEvent, ActionItem, Reminder
from postmortems.models.analysis import Factor, Lesson, Measure
from postmortems.models.postmortem import Postmortem, PostmortemEvent, Section, SectionRevision

__all__ = [
    "ActionEvent",
    "ActionItem",
    "Factor",
    "Lesson",
    "Measure",
    "Postmortem",
    "PostmortemEvent",
    "Reminder",
    "Section",
    "SectionRevision",
]
