"""The parts that a written postmortem has. Their many names stand in `names_of_texts` and `names_of_lists`."""

from enum import StrEnum


class Part(StrEnum):
    """What a part of the document tells."""

    SUMMARY = "summary"
    NARRATIVE = "narrative"  # what happened: a timeline if it has times, else a summary
    IMPACT = "impact"
    DURATION = "duration"
    DATE = "date"
    START = "start"
    END = "end"
    ZONE = "zone"
    DETECTION = "detection"
    TIMELINE = "timeline"
    ROOT_CAUSE = "root cause"
    CAUSE_AND_RESOLUTION = "root cause and resolution"
    TRIGGER = "trigger"
    CONTRIBUTING = "contributing factors"
    MITIGATORS = "mitigators"
    MILESTONES = "milestones"
    RESOLUTION = "resolution"
    REMEDIATION = "remediation"  # measures if it is a list, else how it was resolved
    LESSONS = "lessons"
    WENT_WELL = "went well"
    WENT_WRONG = "went wrong"
    GOT_LUCKY = "got lucky"
    SURPRISED = "surprised us"
    MEASURES = "measures"
    ACTIONS = "action items"
    CONCLUSION = "conclusion"
    TITLE = "title"
    PEOPLE = "people"
    ABOUT = "about the document"  # severity, status, services, links: no facts that are read
    OTHER = "other"  # a part that is known and tells none of the above


# Labels: what follows is one fact, to the end of its paragraph.
LABELS = frozenset(
    {
        Part.DURATION,
        Part.DATE,
        Part.START,
        Part.END,
        Part.ZONE,
        Part.TITLE,
        Part.PEOPLE,
        Part.ABOUT,
    }
)
# Parts that are no timeline, though times stand in them.
NO_TIMELINE = frozenset(
    {
        Part.ACTIONS,
        Part.MEASURES,
        Part.REMEDIATION,
        Part.LESSONS,
        Part.WENT_WELL,
        Part.WENT_WRONG,
        Part.GOT_LUCKY,
        Part.CONCLUSION,
    }
    | {Part.SURPRISED, Part.START, Part.END, Part.DATE, Part.DURATION}
)
