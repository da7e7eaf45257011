"""Tables of postmortems."""

from postmortems.models.analysis import Factor, Lesson, Measure
from postmortems.models.comments import Comment, CommentThread
from postmortems.models.exports import ExportJob
from postmortems.models.postmortem import Postmortem, PostmortemEvent
from postmortems.models.preparation import InterviewNote, OpenQuestion
from postmortems.models.reviews import PostmortemVersion, Reading, Reviewer, SignOff
from postmortems.models.sections import Section, SectionDraft, SectionRevision
from postmortems.models.templates import PostmortemTemplate, TemplateSection, Waiver

__all__ = [
    "Comment",
    "CommentThread",
    "ExportJob",
    "Factor",
    "InterviewNote",
    "Lesson",
    "Measure",
    "OpenQuestion",
    "Postmortem",
    "PostmortemEvent",
    "PostmortemTemplate",
    "PostmortemVersion",
    "Reading",
    "Reviewer",
    "Section",
    "SectionDraft",
    "SectionRevision",
    "SignOff",
    "TemplateSection",
    "Waiver",
]
