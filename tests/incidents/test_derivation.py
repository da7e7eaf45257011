"""The derived columns say what the entries say, whatever happened to them."""

from contextlib import suppress
from datetime import timedelta

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from core.clock import now
from core.errors import DomainError
from incidents.enums import EntryKind, Milestone
from incidents.models import Incident
from incidents.selectors.merging.rules import offered_milestones
from incidents.services import milestones, timeline
from incidents.services.changes import StatusChange, change_status
from incidents.services.merging.merge import MergeChoices, merge_incident
from incidents.services.merging.undo import undo_merge
from incidents.transitions import MOVES
from tests.factories.accounts import make_user
from tests.factories.incidents import make_entry, make_incident

NO_SHRINKING = tuple(phase for phase in Phase if phase != Phase.shrink)  # minutes of work; the seed is enough
STEPS_OF_ENTRIES = ["append", "correct", "strike", "unstrike", "set", "clear", "move", "redact"]
STEPS = st.lists(
    st.tuples(
        st.sampled_from([*STEPS_OF_ENTRIES, "merge", "undo"]),
        st.integers(0, 7),
        st.sampled_from(Milestone),
        st.integers(1, 5000),
        st.sampled_from(sorted({move.action for move in MOVES})),
    ),
    max_size=14,
)


def step(incidents, person, what, which, milestone, minutes, action):
    incident, other = incidents[which % 3], incidents[minutes % 3]
    if what in {"merge", "undo"}:
        incident.refresh_from_db()
        if what == "undo":
            undo_merge(incident=incident, actor=person)
        else:
            offered = list(offered_milestones(incident, other))[:which]
            merge_incident(source=incident, target=other, actor=person, choices=MergeChoices(milestones=offered))
        return
    entries = list(incident.entries.order_by("seq"))
    entry, at = entries[which % len(entries)], now() - timedelta(minutes=minutes)
    steps = {
        "append": lambda: make_entry(incident, by=person, happened_at=at, milestones=[milestone]),
        "correct": lambda: timeline.correct_entry(
            entry=entry, actor=person, correction=timeline.EntryCorrection(entry.text, at)
        ),
        "strike": lambda: timeline.strike_entry(entry=entry, actor=person, reason="wrong"),
        "unstrike": lambda: timeline.unstrike_entry(entry=entry, actor=person),
        "set": lambda: milestones.set_milestone(entry=entry, actor=person, milestone=milestone),
        "clear": lambda: milestones.clear_milestone(entry=entry, actor=person, milestone=milestone),
        "move": lambda: change_status(
            incident=incident, actor=person, change=StatusChange(action=action, at=at, reason="because")
        ),
        "redact": lambda: timeline.redact_entry(entry=entry, actor=person, reason="secret"),
    }
    steps[what]()


def rebuilt(incident):
    """Each milestone from the entries alone, in plain Python, without the code under test."""
    found = {}
    for entry in incident.entries.prefetch_related("marks"):
        for mark in entry.marks.all():
            if mark.ended_at is None and entry.struck_at is None:
                assert mark.milestone not in found
                found[mark.milestone] = entry.happened_at
    return found


ENTRY_FIELDS = ("pk", "text", "happened_at", "until_at", "author_id", "struck_at", "redacted_at", "merged_from_id")


def check(incident):
    """The derived columns equal the entries, and the numbers are the incident's own."""
    incident = Incident.objects.get(pk=incident.pk)
    expected = rebuilt(incident)
    assert {m: getattr(incident, m.column) for m in Milestone} == {m: expected.get(m) for m in Milestone}
    earliest = min([incident.declared_at, *expected.values()])
    assert incident.began_at == expected.get(Milestone.IMPACT_STARTED, earliest)
    numbers = list(incident.entries.order_by("seq").values_list("seq", flat=True))
    assert len(set(numbers)) == len(numbers)
    assert max(numbers, default=0) <= incident.seq
    assert max(incident.entries.values_list("changed_seq", flat=True), default=0) <= incident.seq


class Derivation(TestCase):
    @settings(max_examples=40, phases=NO_SHRINKING, suppress_health_check=[HealthCheck.too_slow])
    @given(STEPS)
    def test_any_history_leaves_columns_that_equal_the_entries(self, steps):
        person = make_user()
        incidents = [make_incident(by=person) for _ in range(3)]
        for what in steps:
            try:
                step(incidents, person, *what)
            except DomainError:
                continue
        for incident in incidents:
            check(incident)

    @settings(max_examples=25, phases=NO_SHRINKING, suppress_health_check=[HealthCheck.too_slow])
    @given(STEPS, STEPS, st.lists(st.tuples(st.integers(0, 7), st.sampled_from(Milestone)), max_size=6))
    def test_a_merge_and_its_undo_leave_everything_as_it_was_but_numbers(self, before, others, moves):
        person = make_user()
        source, target, third = (make_incident(by=person) for _ in range(3))
        for incident, steps in ((source, before), (target, others)):
            for what in steps:
                with suppress(DomainError):
                    step([incident, third, third], person, *what)
        for incident in (source, target):
            undo_merge(incident=incident, actor=person)
        stood = [picture(incident) for incident in (source, target)]
        with suppress(DomainError):
            offered = list(offered_milestones(source, target))
            merge_incident(source=source, target=target, actor=person, choices=MergeChoices(milestones=offered))
            mark_moved(target, source, moves, person)
            check(source)
            check(target)
            undo_merge(incident=source, actor=person)
        assert [picture(incident) for incident in (source, target)] == stood


def mark_moved(target, source, moves, person):
    """Milestones of the target move to entries that were moved there."""
    for which, milestone in moves:
        moved = list(target.entries.filter(merged_from=source).order_by("seq"))
        with suppress(DomainError, IndexError):
            milestones.set_milestone(entry=moved[which % max(1, len(moved))], actor=person, milestone=milestone)


def picture(incident):
    """All that is told of an incident, apart from numbers and from the entries about merges."""
    incident = Incident.objects.get(pk=incident.pk)
    columns = (incident.status, *(getattr(incident, milestone.column) for milestone in Milestone), incident.began_at)
    entries = [
        (
            *(getattr(entry, name) for name in ENTRY_FIELDS),
            list(
                entry.marks.filter(incident=incident)
                .order_by("pk")
                .values_list("pk", "milestone", "ended_at", "incident")
            ),
            list(entry.revisions.values_list("text", "happened_at", "reason")),
        )
        for entry in incident.entries.exclude(kind=EntryKind.MERGE).order_by("pk")
    ]
    return columns, entries
