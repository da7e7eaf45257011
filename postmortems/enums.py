"""Fixed words of postmortems."""

from django.db.models import TextChoices


class PostmortemStatus(TextChoices):
    """The status of a postmortem. The moves between them are in `transitions`."""

    DRAFT = "draft", "Draft"
    IN_REVIEW = "in_review", "In review"
    PUBLISHED = "published", "Published"
    CANCELLED = "cancelled", "Cancelled"


REVIEWED = (PostmortemStatus.IN_REVIEW, PostmortemStatus.PUBLISHED)  # in which reviewers sign off


class SectionKind(TextChoices):
    """The template's sections; `custom` is one that somebody added."""

    SUMMARY = "summary", "Summary"
    IMPACT = "impact", "Impact"
    DETECTION = "detection", "Detection"
    ROOT_CAUSE = "root_cause", "Root cause"
    RESOLUTION = "resolution", "Resolution and recovery"
    LESSONS = "lessons", "Lessons"
    MEASURES = "measures", "Corrective and preventative measures"
    CONCLUSION = "conclusion", "Conclusion"
    CUSTOM = "custom", "Custom"


class RevisionOrigin(TextChoices):
    """How a revision of a section came about."""

    SAVED = "saved", "Saved"
    FILLED = "filled", "Filled from the incident"
    MERGED = "merged", "Merged"
    RESTORED = "restored", "Restored"
    SET_ASIDE = "set_aside", "Set aside"
    REDACTED = "redacted", "Words redacted"


# By which somebody wrote what a section says; the others come about by themselves.
WRITTEN = (RevisionOrigin.SAVED, RevisionOrigin.MERGED, RevisionOrigin.RESTORED, RevisionOrigin.SET_ASIDE)


class IncidentKind(TextChoices):
    """Which incidents a template is for."""

    ANY = "", "Any"
    INCIDENT = "incident", "Incident"
    NEAR_MISS = "near_miss", "Near miss"
    DRILL = "drill", "Drill"


class Requirement(TextChoices):
    """Whether the incidents that a template is for require a postmortem."""

    BY_SEVERITY = "by_severity", "As the severity says"
    REQUIRED = "required", "Required"
    OPTIONAL = "optional", "Optional"


class Decision(TextChoices):
    """What a reviewer answered."""

    APPROVED = "approved", "Approved"
    CHANGES_ASKED = "changes_asked", "Changes asked for"


class FactorKind(TextChoices):
    """How something contributed."""

    ROOT_CAUSE = "root_cause", "Root cause"
    TRIGGER = "trigger", "Trigger"
    CONTRIBUTING = "contributing", "Contributing"
    DETECTION_GAP = "detection_gap", "Detection gap"
    RESPONSE_DIFFICULTY = "response_difficulty", "Response difficulty"
    MITIGATOR = "mitigator", "Mitigator"


class LessonKind(TextChoices):
    """What kind of lesson it is."""

    LESSON = "lesson", "Lesson"
    WENT_WELL = "went_well", "Went well"
    WENT_WRONG = "went_wrong", "Went wrong"
    GOT_LUCKY = "got_lucky", "Got lucky"
    SURPRISED_US = "surprised_us", "Surprised us"


class MeasureKind(TextChoices):
    """What an improvement is meant to do."""

    UNSTATED = "", "Not stated"
    CORRECTIVE = "corrective", "Corrective"
    PREVENTATIVE = "preventative", "Preventative"
