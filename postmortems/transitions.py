"""The status tables of postmortems as data; buttons, guards, tests and docs/lifecycle.md read them."""

from dataclasses import dataclass

from core.lifecycle import Guard, Transition
from postmortems.enums import PostmortemStatus


@dataclass(frozen=True, slots=True)
class PostmortemFacts:
    """What the guards of a postmortem look at."""

    is_written: bool  # every section that its template requires
    incident_is_over: bool
    has_sign_offs: bool = True


IS_WRITTEN: Guard[PostmortemFacts] = Guard(
    lambda facts: facts.is_written,
    "Write the sections that are marked as required first.",
)
INCIDENT_IS_OVER: Guard[PostmortemFacts] = Guard(
    lambda facts: facts.incident_is_over,
    "Resolve the incident first: it is still open. The postmortem is unchanged.",
)
HAS_SIGN_OFFS: Guard[PostmortemFacts] = Guard(
    lambda facts: facts.has_sign_offs,
    "Every reviewer has to approve it as it is now: see who has not on the page of the review.",
    applies="Only with the rule *publishing needs every sign-off*",
)

POSTMORTEM: tuple[Transition[PostmortemFacts], ...] = (
    Transition(
        "ask_review",
        "Ask for review",
        frozenset({PostmortemStatus.DRAFT}),
        PostmortemStatus.IN_REVIEW,
        guards=(IS_WRITTEN,),
        asks_once_more=True,
    ),
    Transition(
        "publish",
        "Publish",
        frozenset({PostmortemStatus.IN_REVIEW}),
        PostmortemStatus.PUBLISHED,
        guards=(IS_WRITTEN, INCIDENT_IS_OVER, HAS_SIGN_OFFS),
        asks_once_more=True,
    ),
    Transition(
        "back_to_draft",
        "Back to draft",
        frozenset({PostmortemStatus.IN_REVIEW}),
        PostmortemStatus.DRAFT,
        needs_reason=True,
    ),
    Transition(
        "reopen",
        "Reopen",
        frozenset({PostmortemStatus.PUBLISHED}),
        PostmortemStatus.DRAFT,
        needs_reason=True,
    ),
)
