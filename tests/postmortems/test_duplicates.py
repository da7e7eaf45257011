"""What a merge of its incident means for a postmortem and its action items."""

from uuid import uuid4

import pytest

from actions.services.items import ActionDetails, create_action_item
from actions.services.statuses import change_status
from core.errors import Conflict, DomainError
from incidents.models import Incident
from incidents.services.merging.merge import merge_incident
from incidents.services.merging.undo import undo_merge
from incidents.services.writing import Merged
from postmortems.enums import FactorKind, PostmortemStatus, SectionKind
from postmortems.models import Postmortem
from postmortems.services.analysis import add_factor, edit_row, fingerprint, remove_row
from postmortems.services.comments import answer_thread, open_thread, resolve_thread
from postmortems.services.filling import accept_sections, fill_sections
from postmortems.services.postmortems import change_status as move_postmortem
from postmortems.services.postmortems import open_postmortem
from postmortems.services.sections import add_section, remove_section, rename_section
from tests.factories.incidents import make_incident, make_private_incident
from tests.factories.postmortems import make_over, make_postmortem, publish, save, section_of
from tests.incidents.test_redacting import everything_stored

WRITES = {
    "save": lambda section, factor, thread, by: save(section, by, "Too late."),
    "rename": lambda section, factor, thread, by: rename_section(section=section, actor=by, heading="Other"),
    "add": lambda section, factor, thread, by: add_section(postmortem=section.postmortem, actor=by, heading="Other"),
    "remove": lambda section, factor, thread, by: remove_section(section=section, actor=by),
    "accept": lambda section, factor, thread, by: accept_sections(postmortem=section.postmortem, actor=by),
    "fill": lambda section, factor, thread, by: fill_sections(postmortem=section.postmortem, actor=by),
    "ask": lambda section, factor, thread, by: open_thread(section=section, actor=by, text="Too late?"),
    "answer": lambda section, factor, thread, by: answer_thread(thread=thread, actor=by, text="Too late."),
    "resolve": lambda section, factor, thread, by: resolve_thread(thread=thread, actor=by),
    "edit": lambda section, factor, thread, by: edit_row(
        row=factor, actor=by, kind=factor.kind, text="Too late.", seen=fingerprint(factor)
    ),
    "drop": lambda section, factor, thread, by: remove_row(row=factor, actor=by),
}


@pytest.fixture
def target():
    return make_incident("Shop unreachable")


def merge(source, target, actor):
    merge_incident(source=source, target=target, actor=actor)
    return Incident.objects.get(pk=source.pk)


@pytest.mark.parametrize("in_review", [False, True])
def test_a_draft_is_cancelled_with_a_note_and_an_undo_opens_it_again(responder, target, in_review):
    draft = make_postmortem(author=responder, summary="So far")
    if in_review:
        move_postmortem(postmortem=draft, actor=responder, action="ask_review")
    draft.refresh_from_db()
    before = draft.status
    merge(draft.incident, target, responder)
    draft.refresh_from_db()
    assert draft.status == PostmortemStatus.CANCELLED
    assert f"merged into {target.reference}" in draft.events.last().note
    with pytest.raises(DomainError):
        move_postmortem(postmortem=draft, actor=responder, action="ask_review")
    undo_merge(incident=draft.incident, actor=responder)
    draft.refresh_from_db()
    assert (draft.status, draft.events.last().note) == (before, "The merge was undone.")


@pytest.mark.parametrize("write", WRITES)
def test_what_was_fetched_before_the_merge_is_not_written_into(responder, target, write):
    section = section_of(make_postmortem(author=responder), SectionKind.IMPACT)
    factor = add_factor(postmortem=section.postmortem, actor=responder, kind=FactorKind.TRIGGER, text="A deploy")
    thread = open_thread(section=section, actor=responder, text="Who?").thread
    merge(section.postmortem.incident, target, responder)
    before = everything_stored()
    with pytest.raises(Conflict, match="cancelled meanwhile"):
        WRITES[write](section, factor, thread, responder)
    assert everything_stored() == before


def test_a_private_target_is_not_named_in_the_note(responder):
    draft = make_postmortem(author=responder)
    hidden = make_private_incident(by=responder)
    merge(draft.incident, hidden, responder)
    assert hidden.reference not in draft.events.last().note


def test_a_published_one_stays_published_and_cannot_be_reopened(responder, target):
    published = publish(make_postmortem(author=responder), responder)
    merge(published.incident, target, responder)
    published.refresh_from_db()
    assert published.status == PostmortemStatus.PUBLISHED
    with pytest.raises(Merged, match=target.reference):
        move_postmortem(postmortem=published, actor=responder, action="reopen", reason="more")
    undo_merge(incident=published.incident, actor=responder)
    published.refresh_from_db()
    assert published.status == PostmortemStatus.PUBLISHED


def test_a_duplicate_requires_none_until_the_merge_is_undone(responder, target):
    source = make_over(lead=responder, postmortem_required=True)
    source = merge(source, target, responder)
    assert not source.postmortem_required
    with pytest.raises(Merged):
        open_postmortem(incident=source, actor=responder)
    undo_merge(incident=source, actor=responder)
    source.refresh_from_db()
    assert source.postmortem_required


def test_action_items_keep_number_owner_and_incident_and_go_on(responder, target):
    source = make_over(lead=responder)
    details = ActionDetails("Add an alert", owner=responder)
    key = uuid4()
    item = create_action_item(incident=source, actor=responder, details=details, client_uuid=key)
    source = merge(source, target, responder)
    assert change_status(item=item, actor=responder, action="finish", reason="merged").incident == source
    assert create_action_item(incident=source, actor=responder, details=details, client_uuid=key) == item
    with pytest.raises(Merged, match=target.reference):
        create_action_item(incident=source, actor=responder, details=ActionDetails("Else"), client_uuid=uuid4())


def test_the_pages_lead_to_each_other(responder, target, as_user):
    published = publish(make_postmortem(author=responder), responder)
    source = published.incident
    item = create_action_item(
        incident=source, actor=responder, details=ActionDetails("Add an alert"), client_uuid=uuid4()
    )
    merge(source, target, responder)
    client = as_user(responder)
    room = client.get(f"/incidents/{target.pk}/").content.decode()
    assert f"Postmortem of {source.reference}" in room
    assert "1 action item" in room
    assert target.reference in client.get(f"/incidents/{source.pk}/postmortem/").content.decode()
    page = client.get(f"/action-items/{item.pk}/").content.decode()
    assert source.reference in page
    assert f"{target.reference} {target.title}" in page
    rows = client.get(f"/action-items/?incident={target.pk}").content.decode()
    assert f"{source.reference} (merged into {target.reference})" in rows


def test_the_targets_own_postmortem_links_what_its_duplicate_published(responder, as_user):
    published = publish(make_postmortem(author=responder), responder)
    its_own = make_postmortem(author=responder)
    merge(published.incident, its_own.incident, responder)
    page = as_user(responder).get(f"/incidents/{its_own.incident_id}/postmortem/").content.decode()
    assert f'href="/incidents/{published.incident_id}/postmortem/"' in page


def test_whoever_may_not_see_the_target_is_not_told_its_number(responder, manager, as_user):
    hidden = make_private_incident(by=responder, title="Secret outage")
    published = publish(make_postmortem(author=responder), responder)
    item = create_action_item(
        incident=published.incident, actor=responder, details=ActionDetails("Add an alert"), client_uuid=uuid4()
    )
    merge(published.incident, hidden, responder)
    client = as_user(manager)
    for address in (
        f"/incidents/{published.incident_id}/postmortem/",
        f"/action-items/{item.pk}/",
        f"/action-items/?incident={published.incident_id}",
    ):
        page = client.get(address).content.decode()
        assert hidden.reference not in page
        assert "Secret outage" not in page


def test_a_cancelled_draft_is_not_waited_for_and_not_listed(responder, target, as_user):
    draft = make_postmortem(author=responder)
    merge(draft.incident, target, responder)
    assert not Postmortem.objects.unpublished().exists()
    client = as_user(responder)
    assert draft.incident.reference not in client.get("/postmortems/").content.decode()
    assert draft.incident.reference in client.get("/postmortems/?status=cancelled").content.decode()
    assert client.get(f"/incidents/{draft.incident_id}/postmortem/edit/").status_code == 403
