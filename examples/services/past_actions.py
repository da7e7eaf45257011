"""Stores the action items of the past of the example company, in every state, with their history."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from uuid import uuid4

from accounts.models import Team, User
from actions.enums import ActionStatus, Verdict
from actions.models import ActionEvent, ActionItem
from actions.selectors.ages import WEEKS
from catalogue.enums import Priority
from catalogue.models import Service
from core.clock import now
from examples.company.past_shapes import PastAction
from examples.services.past_plan import SEED, PastIncident
from incidents.models import Incident
from postmortems.models import Factor

DUE_DAYS = {1: 14, 2: 30, 3: 60, 4: 90, 5: 90}  # by severity
PRIORITIES = {1: Priority.HIGH, 2: Priority.HIGH, 3: Priority.MEDIUM}
AGREED_AFTER, DATE_MOVED_AFTER, VERIFIED_AFTER = timedelta(days=1), timedelta(days=9), timedelta(days=21)
LOOK_AGAIN_AFTER = timedelta(days=180)
_, OPEN, IN_PROGRESS, BLOCKED, DONE, VERIFIED, WONT_DO = ActionStatus
OWNERLESS = 0.2  # of the open ones
NOT_EFFECTIVE, DUPLICATE, SPLIT = "not effective", "duplicate", "split"
# How items end that were agreed on so many days ago or more: of one hundred.
ENDS: tuple[tuple[int, dict[str, int]], ...] = (
    (150, {VERIFIED: 56, DONE: 11, WONT_DO: 12, NOT_EFFECTIVE: 5, DUPLICATE: 5, SPLIT: 4, OPEN: 4, BLOCKED: 3}),
    (50, {VERIFIED: 28, DONE: 28, WONT_DO: 8, NOT_EFFECTIVE: 5, SPLIT: 5, OPEN: 12, IN_PROGRESS: 9, BLOCKED: 5}),
    (0, {DONE: 26, IN_PROGRESS: 24, OPEN: 42, BLOCKED: 8}),
)
STATUSES = {NOT_EFFECTIVE: DONE, DUPLICATE: WONT_DO, SPLIT: WONT_DO}  # of the ends that are no status themselves
FINISHED = {DONE, VERIFIED, WONT_DO}
BLOCKS = ("It waits for the contract with the provider", "It needs the new database, which comes next month")
REFUSALS = ("The part is switched off in spring.", "It would cost more than the next two such incidents.")
EVIDENCE = (
    "Merged and released; a test runs with every change.",
    "In force since Monday, and described in the handbook.",
)
WORKS = ("It was tried in the drill, and held.", "It happened again, and nobody noticed but the alarm.")
FAILS = "The same happened in the test system a week later."
MOVES = ("A release for the sale came first", "Half of the team was ill")


@dataclass(frozen=True, slots=True)
class PastItem:
    """An item, how it ended, and what it answers."""

    row: ActionItem
    end: str
    action: PastAction
    service: str


def store_actions(
    past: Sequence[tuple[PastIncident, Incident]],
    factors: Mapping[int, tuple[Factor, Factor]],
    people: Mapping[str, User],
) -> None:
    """Up to three for each incident that led to something."""
    random = Random(SEED)  # noqa: S311 - no secret: the same company each time
    teams = {service.name: service.team for service in Service.objects.select_related("team")}
    items = [
        item
        for plan, incident in past
        if plan.postmortem is not None or plan.number % 4 == 0
        for item in _items(plan, incident, teams[plan.story.service], people, random)
    ]
    _close_in_empty_weeks(items)
    ActionItem.objects.bulk_create(item.row for item in items)
    more = [new for position, item in enumerate(items) for new in _successors(item, items[:position])]
    ActionItem.objects.bulk_create(new.row for new in more)
    ActionItem.objects.bulk_update([item.row for item in items], ["duplicate_of", "status_reason"])
    grace = people["grace"]
    ActionEvent.objects.bulk_create(event for item in [*items, *more] for event in _history(item, grace))
    Factor.action_items.through.objects.bulk_create(
        Factor.action_items.through(factor=factors[item.row.incident_id][item.action.answers_gap], actionitem=item.row)
        for item in [*items, *more]
        if item.row.incident_id in factors
    )


def _items(
    plan: PastIncident, incident: Incident, team: Team | None, people: Mapping[str, User], random: Random
) -> Iterator[PastItem]:
    agreed_at = (incident.postmortem_published_at or plan.resolved_at) + AGREED_AFTER
    agreed_at = min(agreed_at, now() - AGREED_AFTER)
    shares = next(shares for least, shares in ENDS if (now() - agreed_at).days >= least)
    for action in random.sample(plan.story.actions, random.choice((2, 2, 3))):
        end = random.choices(list(shares), list(shares.values()))[0]
        status = ActionStatus(STATUSES.get(end, end))
        owner = people[random.choice((plan.lead, plan.helper))]
        row = ActionItem(
            incident=incident,
            title=plan.said(action.title),
            kind=action.kind,
            priority=PRIORITIES.get(plan.level, Priority.LOW),
            status=status,
            owner=None if status == OPEN and random.random() < OWNERLESS else owner,
            team=team,
            due_on=(agreed_at + timedelta(days=DUE_DAYS[plan.level])).date(),
            created_by=people["grace"],
            created_at=agreed_at,
            version=2,
            client_uuid=uuid4(),
        )
        if status in FINISHED:
            _finish(row, agreed_at + timedelta(days=DUE_DAYS[plan.level] * random.uniform(0.3, 1.25)))
        _explain(row, end, people["daniel"], random)
        yield PastItem(row, end, action, plan.story.service)


def _finish(row: ActionItem, at: datetime) -> None:
    row.finished_at = min(at, now() - timedelta(days=1))
    row.finished_on = row.finished_at.date()


def _close_in_empty_weeks(items: Sequence[PastItem]) -> None:
    """Where nothing was opened or closed in one of the last weeks of the board, an old item was closed in its middle.

    Without this the hour of loading decides whether the trend has gaps.
    """
    began = now() - timedelta(weeks=len(WEEKS))
    rows = [item.row for item in items]
    late = (item.row for item in items if item.end == DONE and item.row.finished_at and item.row.finished_at < began)
    instants = [at for row in rows for at in (row.created_at, row.finished_at) if at]
    for weeks in range(len(WEEKS)):
        first, end = now() - timedelta(weeks=weeks + 1), now() - timedelta(weeks=weeks)
        if not any(first < at <= end for at in instants):
            row = next(late)
            _finish(row, first + (end - first) / 2)
            _verify_later(row)


def _verify_later(row: ActionItem) -> None:
    row.verify_on = row.finished_on + VERIFIED_AFTER if row.finished_on else None


def _explain(row: ActionItem, end: str, another: User, random: Random) -> None:
    """The words and instants that its status asks for."""
    if row.status in {DONE, VERIFIED} and row.finished_on and row.finished_at:
        row.evidence = random.choice(EVIDENCE)
        _verify_later(row)
        verified_at = min(row.finished_at + VERIFIED_AFTER, now() - timedelta(hours=1))
        if end in {VERIFIED, NOT_EFFECTIVE}:
            works = end == VERIFIED
            row.verdict = Verdict.EFFECTIVE if works else Verdict.NOT_EFFECTIVE
            row.verdict_evidence = random.choice(WORKS) if works else FAILS
            row.verified_by, row.verified_at = another, verified_at
    if row.status == VERIFIED:
        row.verify_on = None
    if row.status == BLOCKED:
        row.status_reason = random.choice(BLOCKS)
    if row.status == WONT_DO:
        row.status_reason = random.choice(REFUSALS)
    if end == WONT_DO and row.finished_on:
        row.risk_accepted_by, row.look_again_on = row.created_by, row.finished_on + LOOK_AGAIN_AFTER


def _successors(item: PastItem, before: Sequence[PastItem]) -> list[PastItem]:
    """What goes on where an item was split or did not work; a duplicate is given the item that goes on instead."""
    row = item.row
    if item.end == DUPLICATE:
        originals = [other for other in before if other.service == item.service and other.end != DUPLICATE]
        row.duplicate_of = originals[-1].row if originals else before[0].row
        row.status_reason = f"Duplicate of {row.duplicate_of.reference}."
    if item.end == NOT_EFFECTIVE:
        return [_successor(item, f"{row.title}, and try it in a drill", follow_up_to=row)]
    if item.end == SPLIT:
        parts = [f"{row.title}: {part}" for part in ("the plan", "the work")]
        row.status_reason = "It was split into two."
        return [_successor(item, title, split_from=row) for title in parts]
    return []


def _successor(item: PastItem, title: str, **link: ActionItem) -> PastItem:
    row = item.row
    began_at = row.verified_at or row.finished_at or row.created_at
    new = ActionItem(
        incident=row.incident,
        title=title,
        kind=row.kind,
        priority=row.priority,
        owner=row.owner,
        team=row.team,
        due_on=(began_at + timedelta(days=45)).date(),
        created_by=row.created_by,
        created_at=began_at,
        client_uuid=uuid4(),
        **link,
    )
    if began_at < now() - VERIFIED_AFTER * 2:
        new.status, new.evidence = DONE, EVIDENCE[0]
        _finish(new, began_at + VERIFIED_AFTER)
    return PastItem(new, str(new.status), item.action, item.service)


def _history(item: PastItem, manager: User) -> Iterator[ActionEvent]:
    """Creation, start, a moved date where it is late, and the end."""
    row, worker = item.row, item.row.owner or manager
    yield ActionEvent(item=row, at=row.created_at, actor=manager, field="created", after=row.title)
    is_late = row.due_on and row.status not in FINISHED and row.due_on < now().date()
    if is_late and row.due_on and row.pk % 2:
        yield ActionEvent(
            item=row,
            at=row.created_at + DATE_MOVED_AFTER,
            actor=worker,
            field="due_on",
            before=str(row.due_on - timedelta(days=14)),
            after=str(row.due_on),
            note=MOVES[row.pk % len(MOVES)],
        )
    if row.status == OPEN:
        return
    started_at = row.created_at + ((row.finished_at or now()) - row.created_at) / 4
    moves = [] if row.status == WONT_DO else [(started_at, OPEN, IN_PROGRESS, "")]
    if row.status == BLOCKED:
        moves.append((started_at + (now() - started_at) / 4, IN_PROGRESS, BLOCKED, row.status_reason))
    if row.finished_at:
        is_refused = row.status == WONT_DO
        last, end = (OPEN, WONT_DO) if is_refused else (IN_PROGRESS, DONE)
        moves.append((row.finished_at, last, end, row.status_reason if is_refused else row.evidence))
    for at, before, after, note in moves:
        yield ActionEvent(item=row, at=at, actor=worker, field="status", before=before, after=after, note=note)
    if row.verified_at:
        yield ActionEvent(
            item=row,
            at=row.verified_at,
            actor=row.verified_by,
            field="verdict",
            after=row.verdict,
            note=row.verdict_evidence,
        )
    if row.verified_at and row.status == VERIFIED:
        yield ActionEvent(
            item=row, at=row.verified_at, actor=row.verified_by, field="status", before=DONE, after=VERIFIED
        )
