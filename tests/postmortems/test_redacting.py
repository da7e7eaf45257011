"""Redacting words from postmortems and action items, which the incidents app begins."""

from datetime import date
from uuid import uuid4

import pytest

from actions.models import ActionEvent, ActionItem
from actions.services.items import ActionDetails, create_action_item, edit_action_item
from actions.services.owner_and_date import move_due_date
from core.errors import Conflict
from followthrough.models import Reminder
from incidents.enums import EntryKind, TaskState
from incidents.services.changes import StatusChange, change_status
from incidents.services.leftovers import Fate
from incidents.services.redacting import redact_words
from incidents.services.tasks import TaskDetails, add_task
from incidents.services.timeline import redact_entry
from notifications.models import Delivery
from notifications.services.erasing import REMOVED
from postmortems.enums import FactorKind, SectionKind
from postmortems.models import Factor, PostmortemEvent, SectionRevision
from postmortems.services.analysis import add_factor, edit_row, fingerprint, remove_row
from postmortems.services.saving import save_section
from tests.factories.incidents import make_incident
from tests.factories.postmortems import make_postmortem, save, section_of
from tests.incidents.test_redacting import everything_stored

SECRET = "hunter2"


@pytest.fixture
def postmortem(responder):
    return make_postmortem(author=responder, summary=f"The key {SECRET} leaked.")


def redact(postmortem, admin):
    redact_words(incident=postmortem.incident, actor=admin, words=SECRET, reason="A key")
    assert SECRET not in everything_stored()


def test_sections_with_all_revisions(postmortem, responder, admin):
    section = section_of(postmortem, SectionKind.SUMMARY)
    save(section, responder, f"The key {SECRET} leaked, in version two.")
    section.refresh_from_db()
    seen = section.version
    redact(postmortem, admin)
    section.refresh_from_db()
    assert section.html == "<p>The key [redacted by Daniel Mwangi: A key] leaked, in version two.</p>"
    assert SectionRevision.objects.filter(body__contains="Daniel Mwangi: A key").count() == 3
    met = save_section(section=section, actor=responder, body=f"Still {SECRET}", base_version=seen).collision
    assert met is not None
    assert met.may_hold_redacted
    assert SECRET not in everything_stored()
    section.refresh_from_db()
    assert save(section, responder, "Anew.").body == "Anew."


def test_rows_of_the_analysis_with_what_the_history_keeps_of_them(postmortem, responder, admin):
    factor = add_factor(postmortem=postmortem, actor=responder, kind=FactorKind.TRIGGER, text=f"{SECRET} in the log")
    gone = add_factor(postmortem=postmortem, actor=responder, kind=FactorKind.TRIGGER, text=f"Gone {SECRET}")
    remove_row(row=gone, actor=responder)
    seen = fingerprint(factor)
    redact(postmortem, admin)
    assert "Daniel Mwangi" in Factor.objects.get().text
    assert PostmortemEvent.objects.filter(before__contains="Daniel Mwangi: A key").count() == 1
    with pytest.raises(Conflict):
        edit_row(row=factor, actor=responder, kind=factor.kind, text=f"{SECRET} again", seen=seen)


def test_action_items_with_their_history(postmortem, responder, admin, as_user):
    item = create_action_item(
        incident=postmortem.incident, actor=responder, client_uuid=uuid4(),
        details=ActionDetails(f"Rotate {SECRET}", description=f"It is {SECRET}", tracker_url=f"https://x/{SECRET}"),
    )  # fmt: skip
    move_due_date(item=item, actor=responder, due_on=date(2030, 1, 1), note=f"because of {SECRET}")
    edit_action_item(
        item=item, actor=responder, details=ActionDetails(f"Rotate the {SECRET}"), base_version=2, note="no date"
    )
    item.refresh_from_db()
    seen = item.version
    redact(postmortem, admin)
    item.refresh_from_db()
    assert item.title == "Rotate the [redacted by Daniel Mwangi: A key]"
    assert ActionEvent.objects.filter(before__contains="Daniel Mwangi: A key").exists()
    with pytest.raises(Conflict):
        edit_action_item(item=item, actor=responder, details=ActionDetails(f"Rotate {SECRET}"), base_version=seen)
    assert as_user(admin).get(item.get_absolute_url()).status_code == 200


def test_a_date_that_was_redacted_from_the_history_breaks_no_page(postmortem, responder, admin, as_user):
    item = create_action_item(
        incident=postmortem.incident, actor=responder, client_uuid=uuid4(), details=ActionDetails("Rotate")
    )
    ActionEvent.objects.create(item=item, actor=responder, field="due_on", before="2026-05-13", after="")
    redact_words(incident=postmortem.incident, actor=admin, words="2026-05-13", reason="A birthday")
    assert as_user(admin).get(item.get_absolute_url()).status_code == 200


def test_a_task_that_became_an_action_item_says_its_words_no_more(responder, admin):
    incident = make_incident(by=responder)
    task = add_task(
        incident=incident, actor=responder, details=TaskDetails(text=f"Change the key {SECRET}", person=responder)
    )
    change_status(
        incident=incident,
        actor=responder,
        change=StatusChange(action="resolve", fates={task.pk: Fate(TaskState.ACTION)}),
    )
    item = ActionItem.objects.get()
    day = date(2026, 5, 13)
    Reminder.objects.create(item=item, person=responder, step="overdue", due_on=day, local_date=day)
    digests = [
        Delivery.objects.create(
            kind="digest", recipient=person, address="a@example.com", dedup_key=str(person.pk), reason="R.",
            payload={"date": day.isoformat()}, text=words,
        )
        for person, words in ((responder, f"ACT: {SECRET}"), (admin, "Of others"))
    ]  # fmt: skip
    redact_entry(entry=incident.entries.filter(kind=EntryKind.TASK).earliest("seq"), actor=admin, reason="A key")
    assert SECRET not in everything_stored()
    item.refresh_from_db()
    digests[1].refresh_from_db()
    assert (item.title, digests[1].text) == (REMOVED, "Of others")
    assert "redacted" in item.events.latest("pk").note
    with pytest.raises(Conflict):
        edit_action_item(item=item, actor=responder, details=ActionDetails("Mine"), base_version=item.version - 1)
