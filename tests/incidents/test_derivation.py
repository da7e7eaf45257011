"""The derived columns say what the entries say, whatever happened to them."""

from datetime import timedelta

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from core.clock import now
from core.errors import DomainError
from incidents.enums import Milestone
from incidents.models import Incident
from incidents.services import timeline
from incidents.services.changes import change_status
from incidents.transitions import MOVES
from tests.factories.accounts import make_user
from tests.factories.incidents import make_entry, make_incident

NO_SHRINKING = tuple(phase for phase in Phase if phase != Phase.shrink)  # minutes of work; the seed is enough
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["append", "correct", "strike", "unstrike", "set", "clear", "move", "redact"]),
        st.integers(0, 7),
        st.sampled_from(Milestone),
        st.integers(1, 5000),
        st.sampled_from(sorted({move.action for move in MOVES})),
    ),
    max_size=14,
)


def step(incident, person, what, which, milestone, minutes, action):
    entries = list(incident.entries.order_by("seq"))
    entry, at = entries[which % len(entries)], now() - timedelta(minutes=minutes)
    steps = {
        "append": lambda: make_entry(incident, by=person, happened_at=at, milestones=[milestone]),
        "correct": lambda: timeline.correct_entry(
            entry=entry, actor=person, text=entry.text, happened_at=at, until_at=None
        ),
        "strike": lambda: timeline.strike_entry(entry=entry, actor=person, reason="wrong"),
        "unstrike": lambda: timeline.unstrike_entry(entry=entry, actor=person),
        "set": lambda: timeline.set_milestone(entry=entry, actor=person, milestone=milestone),
        "clear": lambda: timeline.clear_milestone(entry=entry, actor=person, milestone=milestone),
        "move": lambda: change_status(incident=incident, actor=person, action=action, at=at, reason="because"),
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


class Derivation(TestCase):
    @settings(max_examples=40, deadline=None, phases=NO_SHRINKING, suppress_health_check=[HealthCheck.too_slow])
    @given(STEPS)
    def test_any_history_leaves_columns_that_equal_the_entries(self, steps):
        person = make_user()
        incident = make_incident(by=person)
        for what in steps:
            try:
                step(incident, person, *what)
            except DomainError:
                continue
        incident = Incident.objects.get(pk=incident.pk)
        expected = rebuilt(incident)
        assert {m: getattr(incident, m.column) for m in Milestone} == {m: expected.get(m) for m in Milestone}
        earliest = min([incident.declared_at, *expected.values()])
        assert incident.began_at == expected.get(Milestone.IMPACT_STARTED, earliest)
        numbers = list(incident.entries.order_by("seq").values_list("seq", flat=True))
        assert len(set(numbers)) == len(numbers)
        assert max(numbers) <= incident.seq
