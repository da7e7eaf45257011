"""Words that stand in several incidents: a redaction in one of them reaches them all."""

import pytest

from incidents.models import Incident
from incidents.services.merging.merge import MergeChoices, merge_incident
from incidents.services.merging.undo import undo_merge
from incidents.services.timeline import redact_entry
from tests.factories.incidents import make_incident
from tests.incidents.test_redacting import everything_stored


@pytest.mark.parametrize("side", ["source", "target"])
def test_redacting_why_two_were_merged_reaches_both(responder, admin, side):
    sides = {"source": make_incident("Slow", by=responder), "target": make_incident(by=responder)}
    merge_incident(**sides, actor=responder, choices=MergeChoices(reason="Both told hunter2"))
    undo_merge(incident=sides["source"], actor=responder)
    entry = sides.pop(side).entries.get(facts__undone=False)
    (other,) = sides.values()
    copy, undone = other.entries.get(facts__undone=False), other.entries.get(facts__undone=True)
    assert "hunter2" in copy.text
    redact_entry(entry=entry, actor=admin, reason="A key")
    assert "hunter2" not in everything_stored()
    seen = copy.changed_seq
    copy.refresh_from_db()
    assert seen < copy.changed_seq == Incident.objects.get(pk=other.pk).seq
    assert other.entries.get(pk=undone.pk).text == undone.text
