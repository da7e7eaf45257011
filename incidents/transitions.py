"""The moves of an incident between its statuses, as data."""

from dataclasses import dataclass

from core.lifecycle import Guard, Transition
from incidents.enums import Milestone, Status

INVESTIGATING, IDENTIFIED, MITIGATED, RESOLVED, CLOSED, CANCELLED, MERGED = Status.values
WHERE_IT_STOOD = "before"  # the target of a move that takes another one back


@dataclass(frozen=True, slots=True)
class IncidentFacts:
    """What the guards look at."""

    postmortem_missing: bool


@dataclass(frozen=True, slots=True)
class Move(Transition[IncidentFacts]):
    """A move that may set a milestone at the instant it happened, and end others that no longer hold.

    `moved` says what happened where the two statuses do not: `Reopened`.
    """

    milestone: Milestone | None = None
    ends: tuple[Milestone, ...] = ()
    moved: str = ""


POSTMORTEM_PUBLISHED: Guard[IncidentFacts] = Guard(
    lambda facts: not facts.postmortem_missing,
    "Its postmortem is required and not published yet. Publish it first; the incident stays resolved until then.",
)

MOVES: tuple[Move, ...] = (
    Move(
        "mitigate",
        "Mark as mitigated",
        frozenset({INVESTIGATING, IDENTIFIED}),
        MITIGATED,
        milestone=Milestone.MITIGATED,
    ),
    Move("identify", "Mark as identified", frozenset({INVESTIGATING}), IDENTIFIED, milestone=Milestone.IDENTIFIED),
    Move(
        "resolve",
        "Mark as resolved",
        frozenset({INVESTIGATING, IDENTIFIED, MITIGATED}),
        RESOLVED,
        milestone=Milestone.RESOLVED,
    ),
    Move("close", "Close the incident", frozenset({RESOLVED}), CLOSED, guards=(POSTMORTEM_PUBLISHED,)),
    Move(
        "impact_is_back",
        "Impact is back",
        frozenset({MITIGATED}),
        IDENTIFIED,
        needs_reason=True,
        asks="What came back?",
        ends=(Milestone.MITIGATED,),
        moved="Impact is back",
    ),
    Move(
        "look_again",
        "Back to investigating",
        frozenset({IDENTIFIED, MITIGATED}),
        INVESTIGATING,
        needs_reason=True,
        asks="Why was that not the cause?",
        ends=(Milestone.IDENTIFIED, Milestone.MITIGATED),
    ),
    Move(
        "reopen",
        "Reopen, impact is back",
        frozenset({RESOLVED, CLOSED}),
        INVESTIGATING,
        needs_reason=True,
        asks="What came back?",
        ends=(Milestone.MITIGATED, Milestone.RESOLVED),
        moved="Reopened",
    ),
    Move(
        "watch_again",
        "Reopen to monitor, no impact",
        frozenset({RESOLVED, CLOSED}),
        MITIGATED,
        needs_reason=True,
        asks="What still needs monitoring?",
        ends=(Milestone.RESOLVED,),
        moved="Reopened",
    ),
    Move(
        "cancel",
        "Cancel the incident",
        frozenset({INVESTIGATING, IDENTIFIED, MITIGATED, RESOLVED}),
        CANCELLED,
        needs_reason=True,
        asks="Why was this not an incident?",
    ),
    Move(
        "take_up",
        "Reopen the incident",
        frozenset({CANCELLED}),
        INVESTIGATING,
        needs_reason=True,
        asks="Why is it an incident after all?",
        moved="Reopened",
    ),
)

# Moves with a form and a service of their own (`services.merging`): they concern two incidents.
MERGE = Move("merge", "Duplicate of…", frozenset(Status.values) - {MERGED}, MERGED)
UNDO_MERGE = Move("undo_merge", "Undo the merge", frozenset({MERGED}), WHERE_IT_STOOD)

# The press that moves an incident on; the page shows it as its one primary button.
NEXT = {INVESTIGATING: "identify", IDENTIFIED: "mitigate", MITIGATED: "resolve", RESOLVED: "close"}

# Where tasks can be added and worked on; afterwards they are closed.
TASK_STATUSES = frozenset({INVESTIGATING, IDENTIFIED, MITIGATED, RESOLVED})
# Steps that ask what should happen to the tasks still open; the second leaves none.
ASKS_ABOUT_TASKS = frozenset({RESOLVED, CLOSED})
