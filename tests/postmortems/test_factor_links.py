"""Factors and what they are linked to: entries that show them, and factors that made them possible."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalogue.models import FactorCategory
from core.errors import Conflict, DomainError
from incidents.services.merging.merge import merge_incident
from incidents.services.merging.undo import undo_merge
from incidents.services.timeline import redact_entry, strike_entry
from postmortems.enums import FactorKind, SectionKind
from postmortems.selectors.analysis import analysis
from postmortems.selectors.versions import difference_since, present_snapshot
from postmortems.services.analysis import RowChanged, add_factor, edit_row, fingerprint, remove_row
from postmortems.services.factor_links import FactorLinks
from postmortems.services.reviewing import keep_version
from tests.factories.incidents import make_entry, make_incident, make_private_incident, resolve
from tests.factories.postmortems import make_postmortem, section_of
from tests.html import text_of


@pytest.fixture
def incident(responder):
    return resolve(make_incident(by=responder))


@pytest.fixture
def postmortem(incident, responder):
    return make_postmortem(incident=incident, author=responder)


@pytest.fixture
def entry(incident, responder):
    return make_entry(incident, "The disk is **full**.", by=responder)


def factor(postmortem, text="A full disk", **links):
    actor = postmortem.incident.declared_by
    given = FactorLinks(**{name: tuple(values) for name, values in links.items()})
    return add_factor(postmortem=postmortem, actor=actor, kind=FactorKind.TRIGGER, text=text, links=given)


def link(row, **links):
    given = FactorLinks(**{name: tuple(values) for name, values in links.items()})
    actor = row.postmortem.incident.declared_by
    return edit_row(row=row, actor=actor, kind=row.kind, text=row.text, links=given, seen=fingerprint(row))


def test_links_are_part_of_a_version(postmortem, entry):
    row, cause = factor(postmortem), factor(postmortem, "No alert")
    version = keep_version(postmortem=postmortem)
    at = f"{entry.happened_at.astimezone(entry.incident.time_zone):%-d %B %H:%M} (entry {entry.pk})"
    category = FactorCategory.objects.earliest("pk")
    for given, added in (
        ({"evidence": (entry,)}, f"Evidence: {at}"),
        ({"made_possible_by": (cause,)}, "Made possible by: No alert"),
        ({"category": category}, f"({category})"),
    ):
        edit_row(
            row=row, actor=entry.author, kind=row.kind, text=row.text, links=FactorLinks(**given), seen=fingerprint(row)
        )
        row.refresh_from_db()
        present = present_snapshot(postmortem)
        assert present.digest != version.digest
        [change] = difference_since(version, present).parts
        assert added in f"{change.heading} {' '.join(piece.text for piece in change.pieces)}"
    link(row)
    assert present_snapshot(postmortem).digest == version.digest


def rows_of(postmortem):
    return {answered.row.text: answered for answered in analysis(postmortem).factors}


def address(row):
    return reverse("row", args=[row.postmortem.incident_id, "factors", row.pk])


def test_an_entry_shows_a_factor(as_user, postmortem, entry, responder):
    factor(postmortem, evidence=[entry])
    (evidence,) = rows_of(postmortem)["A full disk"].evidence
    assert (evidence.words, evidence.state, evidence.reference) == ("The disk is full.", "", "")
    shown = text_of(as_user(responder).get(postmortem.get_absolute_url()).content.decode())
    assert "Evidence" in shown
    assert "The disk is full." in shown


def test_what_was_struck_or_redacted_says_so(as_user, postmortem, entry, responder, admin):
    other = make_entry(postmortem.incident, "The key is hunter2.", by=responder)
    factor(postmortem, evidence=[entry, other])
    strike_entry(entry=entry, actor=responder, reason="Wrong host")
    redact_entry(entry=other, actor=admin, reason="A key")
    states = {each.entry: each.state for each in rows_of(postmortem)["A full disk"].evidence}
    assert states == {entry.pk: "struck through", other.pk: "redacted"}
    page = as_user(responder).get(postmortem.get_absolute_url()).content.decode()
    assert "<del>The disk is full.</del>" in page
    assert "hunter2" not in page
    assert "hunter2" not in as_user(responder).get(address(postmortem.factors.get())).content.decode()


def test_only_entries_of_the_incident_count(postmortem, responder):
    elsewhere = make_entry(make_incident("Another", by=responder), by=responder)
    with pytest.raises(DomainError, match="must be in the timeline of") as refused:
        factor(postmortem, evidence=[elsewhere])
    assert refused.value.field == "evidence"
    assert not postmortem.factors.exists()


def test_factors_make_one_another_possible_but_never_in_a_circle(postmortem):
    first = factor(postmortem, "No quota")
    second = factor(postmortem, "A full disk", made_possible_by=[first])
    third = factor(postmortem, "A crash", made_possible_by=[second])
    assert [cause.text for cause in rows_of(postmortem)["A crash"].made_possible_by] == ["A full disk"]
    for causes, words in (([first], "itself"), ([second], "made possible by “No quota”."), ([third], "through others")):
        with pytest.raises(DomainError, match=words) as refused:
            link(first, made_possible_by=causes)
        assert refused.value.field == "made_possible_by"
    elsewhere = factor(make_postmortem(author=postmortem.owner), "Elsewhere")
    with pytest.raises(DomainError, match="of this postmortem"):
        link(first, made_possible_by=[elsewhere])


def test_the_history_keeps_the_links_but_no_words_of_entries(postmortem, entry, responder):
    first = factor(postmortem, "No quota")
    second = factor(postmortem, "A full disk", evidence=[entry], made_possible_by=[first])
    link(second)
    last = postmortem.events.last()
    assert "Evidence: " in last.before
    assert "Made possible by: No quota" in last.before
    assert last.after == "Trigger: A full disk"
    assert "The disk is" not in last.before


def test_a_link_that_somebody_added_meanwhile_is_not_lost(postmortem, entry, responder):
    row = factor(postmortem)
    seen = fingerprint(row)
    link(row, evidence=[entry])
    with pytest.raises(RowChanged):
        edit_row(row=row, actor=responder, kind=row.kind, text="Mine", links=FactorLinks(), seen=seen)
    edit_row(row=row, actor=responder, kind=row.kind, text="Mine", seen=fingerprint(row))
    assert row.evidence.get() == entry


def test_other_links_under_the_same_uuid_are_refused(postmortem, entry, responder):
    sent = {"postmortem": postmortem, "actor": responder, "kind": FactorKind.TRIGGER, "text": "A full disk"}
    sent["client_uuid"] = uuid.uuid4()
    for _ in range(2):
        add_factor(**sent, links=FactorLinks(evidence=(entry,)))
    with pytest.raises(Conflict):
        add_factor(**sent)
    assert postmortem.factors.count() == 1


def test_a_removed_factor_leaves_those_that_it_made_possible(postmortem):
    first = factor(postmortem, "No quota")
    factor(postmortem, "A full disk", made_possible_by=[first])
    remove_row(row=first, actor=postmortem.owner)
    assert rows_of(postmortem)["A full disk"].made_possible_by == ()


def test_the_form_offers_starred_entries_first(as_user, postmortem, entry, responder):
    starred = make_entry(postmortem.incident, "Starred.", by=responder, is_starred=True)
    struck = make_entry(postmortem.incident, "Struck.", by=responder)
    strike_entry(entry=struck, actor=responder, reason="Wrong")
    row = factor(postmortem)
    form = as_user(responder).get(address(row)).context["form"]
    assert [choice.number for choice in form.entries.first] == [starred.pk]
    others = [choice.number for choice in form.entries.others]
    assert entry.pk in others
    assert struck.pk not in others


def test_links_are_chosen_in_the_form_and_stay_there_when_it_is_refused(as_user, postmortem, entry, responder):
    client = as_user(responder)
    cause = factor(postmortem, "No quota")
    sent = {"kind": "trigger", "text": "A full disk", "evidence": [entry.pk], "made_possible_by": [cause.pk]}
    sent["client_uuid"] = str(uuid.uuid4())
    add = reverse("row_add", args=[postmortem.incident_id, "factors"])
    refused = client.post(add, sent | {"text": " "})
    assert refused.status_code == 422
    assert refused.context["row_form"].entries.ticked == 1
    assert client.post(add, sent).status_code == 302
    row = postmortem.factors.get(text="A full disk")
    assert (row.evidence.get(), row.made_possible_by.get()) == (entry, cause)

    circle = {"kind": "trigger", "text": "No quota", "made_possible_by": [row.pk], "seen": fingerprint(cause)}
    refused = client.post(address(cause), circle)
    assert refused.status_code == 422
    assert "round in a circle" in refused.content.decode()
    elsewhere = make_entry(make_incident("Another", by=responder), by=responder)
    refused = client.post(add, sent | {"evidence": [elsewhere.pk], "client_uuid": str(uuid.uuid4())})
    assert refused.status_code == 422


@pytest.mark.parametrize("is_private", [False, True])
def test_evidence_goes_with_the_entry_when_its_incident_is_merged(
    as_user, incident, postmortem, entry, admin, is_private
):
    """Into a private incident: its readers may be others, so that only whoever undoes the merge brings it back."""
    responder = incident.declared_by
    target = make_private_incident(by=responder) if is_private else make_incident("The same", by=responder)
    row = factor(postmortem, evidence=[entry])
    merge_incident(source=incident, target=target, actor=admin)
    found = rows_of(postmortem)["A full disk"].evidence
    assert [each.reference for each in found] == ([] if is_private else [target.reference])
    undo_merge(incident=incident, actor=admin, expose=True)
    assert [each.reference for each in rows_of(postmortem)["A full disk"].evidence] == [""]
    assert row.evidence.get() == entry


def test_pages_cost_the_same_for_many(as_user, postmortem, responder):
    section = section_of(postmortem, SectionKind.ROOT_CAUSE)
    client = as_user(responder)

    def queries(page):
        client.get(page)
        with CaptureQueriesContext(connection) as captured:
            client.get(page)
        return len(captured)

    def grow(count):
        for n in range(count):
            entries = [make_entry(postmortem.incident, f"entry {n}", by=responder)]
            last = list(postmortem.factors.all())[-1:]
            row = factor(postmortem, f"factor {n}", evidence=entries, made_possible_by=last)
        return row

    pages = [postmortem.get_absolute_url(), reverse("section", args=[postmortem.incident_id, section.pk])]
    pages.append(address(grow(2)))
    few = [queries(page) for page in pages]
    grow(20)
    assert [queries(page) for page in pages] == few
    assert max(few) <= 20
