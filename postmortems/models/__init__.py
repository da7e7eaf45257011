"""Tables of postmortems."""

from postmortems.models.analysis import Factor, Lesson, Measure
from postmortems.models.postmortem import Postmortem, PostmortemEvent, Section, SectionRevision

__all__ = [
    "Factor",
    "Lesson",
    "Measure",
    "Postmortem",
    "PostmortemEvent",
    "Section",
    "SectionRevision",
]
