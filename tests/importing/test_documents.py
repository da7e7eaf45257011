"""A written postmortem becomes an incident: every fact in its field, nothing lost, nobody told."""

from datetime import UTC, date, datetime, time

import pytest

from actions.enums import ActionStatus
from actions.models import ActionEvent, ActionItem
from actions.services.owner_and_date import give_to
from actions.services.proposed import accept_all
from actions.services.statuses import change_status
from catalogue.models import FactorCategory
from core.errors import Conflict, DomainError
from followthrough.selectors.recurrences import seen_before
from followthrough.services.overdue_posts import plan_overdue_posts
from followthrough.services.reminders import plan_reminders
from followthrough.services.urgent import plan_urgent
from importing.enums import DocumentState
from importing.models import Document
from importing.readers.documents.facts import (
    Impact,
    Moment,
    ReadActionItem,
    ReadEntry,
    ReadSection,
    Told,
    ToldMoment,
    Warned,
)
from importing.readers.record_times import is_settled
from importing.readers.records import EntryPart, Record
from importing.selectors.documents.earlier import differences
from importing.services.documents.again import leave_as_it_is, take_differences
from importing.services.documents.editing import edit_facts, edit_part
from importing.services.documents.recording import import_document
from importing.services.documents.withdrawing import withdraw_import
from incidents.enums import Milestone, Source, Status
from incidents.models import Incident
from incidents.services import restore_incident
from incidents.services.merging.merge import merge_incident
from incidents.services.timeline import strike_entry
from notifications.models import Delivery
from postmortems.enums import FactorKind, LessonKind, MeasureKind, PostmortemStatus
from postmortems.models import Reviewer
from postmortems.selectors.reading_list import to_read
from postmortems.services.anniversaries import plan_anniversaries
from postmortems.services.reviewing import tell_changed_reviews
from tests.factories.accounts import make_team, make_user
from tests.factories.actions import make_factor, make_postmortem
from tests.factories.documents import LINES, TEXT, make_document, moment
from tests.factories.incidents import make_incident, make_service


def at(hour, minute):
    """On the day of the document, in Nairobi."""
    return datetime(2023, 5, 13, hour - 3, minute, tzinfo=UTC)


def test_every_fact_stands_in_its_field(responder):
    incident = import_document(document=make_document(responder), actor=responder)
    assert (incident.title, incident.status, incident.severity_id) == ("Checkout refused cards", Status.CLOSED, 2)
    assert (incident.zone, incident.zone_word, incident.is_past) == ("Africa/Nairobi", "EAT", True)
    assert (incident.impact_text, incident.impact_percent, incident.impact_percent_of) == (LINES[2], 50, "buyers")
    assert (incident.detection_source, incident.detected_by) == ("monitoring", "An alert")
    assert (incident.impact_started_at, incident.detected_at) == (at(22, 30), at(22, 41))
    assert (incident.mitigated_at, incident.resolved_at) == (at(23, 5), at(23, 5))
    assert (incident.declared_at, incident.began_at) == (at(22, 30), at(22, 30))
    assert incident.acknowledged_at is None


def test_its_timeline_stands_as_imported_entries_without_a_second_mark(responder):
    incident = import_document(document=make_document(responder), actor=responder)
    entries = list(incident.entries.filter(source=Source.IMPORTED).values_list("text", "happened_at"))
    assert entries == [
        ("A release goes out.", at(22, 30)),
        ("An alert fires.", at(22, 41)),
        ("The release is rolled back, cards work.", at(23, 5)),
    ]
    marked = dict(incident.marks.current().values_list("milestone", "entry__text"))
    assert marked[Milestone.IMPACT_STARTED] == "A release goes out."
    assert marked[Milestone.RESOLVED] == "The release is rolled back, cards work."


def test_the_start_of_the_head_is_marked_by_the_entry_of_its_instant(responder):
    entries = (ReadEntry("A release goes out.", 4, (4,), moment(time(22, 30))),)
    incident = import_document(document=make_document(responder, timeline=entries), actor=responder)
    marks = dict(incident.marks.current().values_list("milestone", "entry__text"))
    assert marks[Milestone.IMPACT_STARTED] == "A release goes out."
    told = incident.entries.get(text="Resolved.")  # no entry has that instant
    assert (told.source, told.happened_at, marks[Milestone.RESOLVED]) == (Source.IMPORTED, at(23, 5), "Resolved.")
    assert incident.entries.filter(source=Source.IMPORTED).count() == 2


def test_its_postmortem_is_published_without_review(responder):
    incident = import_document(document=make_document(responder), actor=responder)
    postmortem = incident.postmortem
    assert (postmortem.status, postmortem.is_imported) == (PostmortemStatus.PUBLISHED, True)
    assert not Reviewer.objects.exists()
    assert not any(postmortem.sections.filter(revisions__saved_at__gt=postmortem.published_at))
    assert list(postmortem.factors.values_list("kind", "text")) == [(FactorKind.ROOT_CAUSE, LINES[6])]
    assert list(postmortem.lessons.values_list("kind", "text")) == [(LessonKind.WENT_WELL, LINES[7])]
    assert list(postmortem.measures.values_list("kind", "text")) == [(MeasureKind.PREVENTATIVE, LINES[8])]


def test_sections_are_kept_but_for_what_became_entries_and_what_is_left_over_is_the_last(responder):
    incident = import_document(document=make_document(responder), actor=responder)
    sections = list(incident.postmortem.sections.values_list("heading", "body"))
    assert sections == [
        ("Summary", LINES[2]),
        ("Root cause", LINES[6]),
        ("Left over from the original", f"```\n{LINES[10]}\n```"),
    ]
    assert all(section.revisions.count() == 1 for section in incident.postmortem.sections.all())


def test_a_section_of_an_entry_that_is_left_out_is_kept(responder):
    document = make_document(responder)
    edit_part(document=document, actor=responder, kind="entries", place=1, values={"is_taken": False})
    incident = import_document(document=document, actor=responder)
    assert incident.postmortem.sections.filter(heading="Timeline", body__contains="22:41").exists()
    assert not incident.entries.filter(text="An alert fires.").exists()


def test_the_original_is_kept_byte_for_byte(responder):
    content = TEXT.encode("utf-16")
    incident = import_document(document=make_document(responder, content=content), actor=responder)
    attachment = incident.attachments.get()
    with attachment.file.open() as file:
        assert file.read() == content
    assert attachment.name == "checkout.md"


def test_nothing_of_it_is_left_in_the_import(responder):
    document = make_document(responder)
    import_document(document=document, actor=responder)
    document.refresh_from_db()
    assert (document.state, bytes(document.content), document.text) == (DocumentState.IMPORTED, b"", "")
    assert (document.reading, document.record, document.title) == ({}, {}, "")


def test_two_sections_of_one_kind_are_both_kept(responder):
    sections = (ReadSection("impact", "Impact", "First.", (3,)), ReadSection("impact", "More impact", "Second.", (8,)))
    incident = import_document(document=make_document(responder, sections=sections), actor=responder)
    kinds = dict(incident.postmortem.sections.values_list("heading", "kind"))
    assert (kinds["Impact"], kinds["More impact"]) == ("impact", "custom")


def test_what_is_unknown_stays_unknown(responder):
    document = make_document(
        responder, started=None, ended=None, timeline=(), impact=None, detection=None, sections=(), zone_word=""
    )
    incident = import_document(document=document, actor=responder)
    assert incident.impact_started_at is None
    assert incident.resolved_at is None
    assert (incident.impact_text, incident.impact_percent, incident.detection_source) == ("", None, "")


def test_entries_without_a_day_wait_for_one(responder):
    bare = tuple(
        ReadEntry(text, 4, (4,), Moment(None, clock, None))
        for text, clock in (("Down.", time(23, 50)), ("Up.", time(0, 20)))
    )
    document = make_document(responder, timeline=bare, started=None, ended=None)
    assert document.state == DocumentState.ATTENTION
    with pytest.raises(DomainError, match="give the day"):
        import_document(document=document, actor=responder)
    assert not Incident.objects.exists()
    edit_facts(document=document, actor=responder, values={"day": "2023-05-13"})
    incident = import_document(document=document, actor=responder)
    told = incident.entries.filter(source=Source.IMPORTED).values_list("text", "happened_at")
    assert dict(told) == {
        "Down.": at(23, 50),
        "Up.": datetime(2023, 5, 13, 21, 20, tzinfo=UTC),  # past midnight
    }


def test_times_without_a_zone_wait_for_one(responder):
    local = (ReadEntry("Down.", 4, (4,), moment(time(22, 30), zone=None)),)
    document = make_document(responder, timeline=local, started=None, ended=None, zone_word="")
    with pytest.raises(DomainError, match="time zone"):
        import_document(document=document, actor=responder)
    edit_facts(document=document, actor=responder, values={"zone": "UTC"})
    incident = import_document(document=document, actor=responder)
    assert incident.entries.get(text="Down.").happened_at == datetime(2023, 5, 13, 22, 30, tzinfo=UTC)


def test_an_entry_without_a_time_stands_with_the_one_above_as_approximate(responder):
    timeline = (
        ReadEntry("Down.", 4, (4,), moment(time(22, 30))),
        ReadEntry("Everybody looks.", 5, (5,)),
    )
    incident = import_document(document=make_document(responder, timeline=timeline), actor=responder)
    entry = incident.entries.get(text="Everybody looks.")
    assert (entry.happened_at, entry.is_about) == (at(22, 30), True)


def test_its_action_items_are_proposed_and_remind_nobody_until_they_are_accepted(responder, manager):
    incident = import_document(document=make_document(responder), actor=manager)
    item = incident.action_items.get()
    assert (item.status, item.owner, item.due_on) == (ActionStatus.PROPOSED, responder, date(2023, 6, 1))
    assert not ActionItem.objects.unfinished().exists()
    plan_reminders()
    assert not Delivery.objects.exists()
    assert accept_all(incident=incident, actor=manager) == 1
    item.refresh_from_db()
    assert item.status == ActionStatus.OPEN


def test_what_was_done_already_is_done(responder):
    [told] = make_document(responder).record["items"]
    assert told["is_done"] is False
    document = make_document(responder)
    edit_part(document=document, actor=responder, kind="items", place=0, values={"is_done": True})
    item = import_document(document=document, actor=responder).action_items.get()
    assert (item.status, item.finished_at) == (ActionStatus.DONE, None)


def test_nobody_is_told(responder, manager, admin):
    """Neither managers, whom rules of a SEV1 name, nor the team of the service, nor who owns an action item."""
    make_team("Payments", members=(responder,), managers=(manager,))
    incident = import_document(document=make_document(make_user(), batch={"level": 1}), actor=admin)
    for plan in (plan_reminders, plan_urgent, plan_overdue_posts, plan_anniversaries, tell_changed_reviews):
        plan()
    assert not Delivery.objects.exists()
    assert incident.postmortem_required is False
    assert not to_read(responder).exists()


def test_importing_twice_stores_nothing_twice(responder):
    incident = import_document(document=make_document(responder), actor=responder)
    again = make_document(responder)
    assert again.earlier == incident
    with pytest.raises(DomainError, match=f"as {incident.reference}"):
        import_document(document=again, actor=responder)
    seq = Incident.objects.get(pk=incident.pk).seq
    assert leave_as_it_is(document=again, actor=responder) == incident
    assert Incident.objects.get().seq == seq


def test_the_same_title_and_start_is_found_in_another_file(responder):
    incident = import_document(document=make_document(responder), actor=responder)
    assert make_document(responder, content=b"Other bytes").earlier == incident


def test_of_one_that_was_merged_the_incident_that_has_its_entries_is_found(responder):
    incident = import_document(document=make_document(responder), actor=responder)
    whole = make_incident(by=responder)
    merge_incident(source=incident, target=whole, actor=responder)
    again = make_document(responder)
    assert again.earlier == whole
    assert differences(Record.from_json(again.record), whole) == []


def test_a_share_with_a_fraction_does_not_differ_from_itself(responder):
    share = Impact(LINES[2], 3, 33.3, "buyers")
    first = make_document(responder, impact=share)
    incident = import_document(document=first, actor=responder)
    Document.objects.update(digests=[])
    again = Record.from_json(make_document(responder, impact=share, content=b"other").record)
    incident.refresh_from_db()
    assert "percent" not in {each.name for each in differences(again, incident)}


def test_what_differs_is_taken(responder):
    incident = import_document(document=make_document(responder), actor=responder)
    timeline = (ReadEntry("A customer calls.", 5, (5,), moment(time(22, 50))),)
    newer = make_document(responder, content=b"Newer", timeline=timeline, title=Told("Checkout refused all cards", 1))
    assert newer.earlier is None  # other bytes and another title: a new incident
    newer = make_document(responder, content=b"Newer", timeline=timeline, measures=())
    assert take_differences(document=newer, actor=responder) == incident
    texts = list(incident.entries.filter(source=Source.IMPORTED).values_list("text", flat=True))
    assert texts == ["A release goes out.", "An alert fires.", "A customer calls.", LINES[5][6:]]
    assert incident.postmortem.measures.count() == 1
    assert incident.action_items.count() == 1
    assert incident.attachments.count() == 2


def test_differences_that_cannot_be_placed_wait_until_somebody_says_when_they_were(responder):
    incident = import_document(document=make_document(responder), actor=responder)
    timeline = (ReadEntry("A customer calls.", 5, (5,), moment(time(22, 50), zone=None)),)
    newer = make_document(responder, timeline=timeline)
    record = Record.from_json(newer.record)
    record.zone, record.zone_word = "", ""
    newer.record = record.as_json()
    newer.save(update_fields=["record"])
    with pytest.raises(DomainError, match="time zone"):
        take_differences(document=newer, actor=responder)
    edit_facts(document=newer, actor=responder, values={"zone": "Africa/Nairobi"})
    take_differences(document=newer, actor=responder)
    assert incident.entries.filter(text="A customer calls.").exists()


def test_differences_in_the_future_are_refused(responder):
    import_document(document=make_document(responder), actor=responder)
    later = (ReadEntry("It ends.", 5, (5,), moment(time(22, 50), day=date(2999, 1, 1))),)
    with pytest.raises(DomainError, match="future"):
        take_differences(document=make_document(responder, timeline=later), actor=responder)


def test_what_is_left_out_of_the_differences_is_offered_again(responder):
    incident = import_document(document=make_document(responder), actor=responder)
    timeline = (ReadEntry("A customer calls.", 5, (5,), moment(time(22, 50))),)
    newer = make_document(responder, timeline=timeline)
    edit_part(document=newer, actor=responder, kind="entries", place=0, values={"is_taken": False})
    take_differences(document=newer, actor=responder)
    again = make_document(responder, timeline=timeline)
    assert [each.after for each in differences(Record.from_json(again.record), incident)] == ["A customer calls."]


def test_a_changed_section_without_a_heading_and_lines_that_are_left_over_are_taken(responder):
    incident = import_document(document=make_document(responder), actor=responder)
    changed = TEXT.replace(LINES[10], "Written at leisure.")
    sections = (ReadSection("summary", "", "All buyers could pay again.", (3,)),)
    newer = make_document(responder, sections=sections, text=changed)
    take_differences(document=newer, actor=responder)
    bodies = list(incident.postmortem.sections.values_list("body", flat=True))
    assert "All buyers could pay again." in bodies
    assert any("Written at leisure." in body for body in bodies)
    count = len(bodies)
    take_differences(document=make_document(responder, sections=sections, text=changed), actor=responder)
    assert incident.postmortem.sections.count() == count


def test_a_fact_is_taken_with_what_belongs_to_it(responder):
    incident = import_document(document=make_document(responder), actor=responder)
    newer = make_document(responder, impact=Impact(LINES[2], 3, 80.0, "sellers"))
    take_differences(document=newer, actor=responder)
    incident.refresh_from_db()
    assert (incident.impact_percent, incident.impact_percent_of) == (80, "sellers")


def test_an_entry_that_is_struck_through_stops_no_difference(responder):
    incident = import_document(document=make_document(responder), actor=responder)
    starts = [ToldMoment(moment(time(22, minute)), 4) for minute in (10, 11, 10)]
    take_differences(document=make_document(responder, started=starts[0]), actor=responder)
    strike_entry(entry=incident.entries.get(text="Impact started."), actor=responder, reason="It was later.")
    Document.objects.update(digests=[])
    take_differences(document=make_document(responder, started=starts[2]), actor=responder)
    incident.refresh_from_db()
    assert incident.impact_started_at == at(22, 10)


def test_private_documents_change_no_incident_that_all_see(responder):
    incident = import_document(document=make_document(responder), actor=responder)
    timeline = (ReadEntry("A customer calls.", 5, (5,), moment(time(22, 50))),)
    newer = make_document(responder, timeline=timeline, batch={"is_private": True, "members": (responder,)})
    with pytest.raises(DomainError, match="private"):
        take_differences(document=newer, actor=responder)
    assert not incident.entries.filter(text="A customer calls.").exists()
    assert leave_as_it_is(document=newer, actor=responder) == incident


def test_restoring_puts_back_what_its_withdrawal_changed(responder):
    incident = import_document(document=make_document(responder), actor=responder)
    accept_all(incident=incident, actor=responder)
    item = change_status(item=incident.action_items.get(), actor=responder, action="start")
    withdraw_import(incident=incident, actor=responder, reason="It was a test.")
    item.refresh_from_db()
    assert item.status == ActionStatus.PROPOSED
    restore_incident(incident=incident, actor=responder)
    item.refresh_from_db()
    assert item.status == ActionStatus.IN_PROGRESS
    assert item.events.order_by("pk").last().note == "Its incident was restored."


def test_nobody_hears_of_proposed_action_items_and_accepting_all_is_one_message(responder, manager):
    items = (ReadActionItem("Alert on a full pool", 10), ReadActionItem("Bound the pool", 10))
    incident = import_document(document=make_document(responder, action_items=items), actor=responder)
    for item in incident.action_items.all():
        give_to(item=item, actor=responder, owner=manager)
    assert not Delivery.objects.exists()
    accept_all(incident=incident, actor=responder)
    assert Delivery.objects.filter(recipient=manager).count() == 1


def test_what_was_mended_by_hand_is_not_offered_again(responder):
    document = make_document(responder)
    values = {"text": "The alert fires at last."}
    edit_part(document=document, actor=responder, kind="entries", place=1, values=values)
    edit_facts(document=document, actor=responder, values={"title": "Cards refused"})
    incident = import_document(document=document, actor=responder)
    again = make_document(responder)
    assert again.earlier == incident
    take_differences(document=again, actor=responder)
    incident.refresh_from_db()
    assert incident.title == "Cards refused"
    assert incident.entries.filter(source=Source.IMPORTED).count() == 3


def test_withdrawing_needs_a_reason_and_importing_again_brings_it_back(responder):
    incident = import_document(document=make_document(responder), actor=responder)
    with pytest.raises(DomainError, match="why"):
        withdraw_import(incident=incident, actor=responder, reason=" ")
    withdraw_import(incident=incident, actor=responder, reason="It was a test.")
    assert not Incident.objects.visible_to(responder).exists()
    again = make_document(responder)
    assert again.earlier == incident
    leave_as_it_is(document=again, actor=responder)
    assert Incident.objects.visible_to(responder).get() == incident


def test_what_was_not_imported_is_not_withdrawn(responder):
    with pytest.raises(DomainError, match="was not imported"):
        withdraw_import(incident=make_incident(by=responder), actor=responder, reason="A mistake.")


def test_a_private_import_is_seen_by_its_members_alone(responder, manager):
    member = make_user("Fatuma Ali")
    document = make_document(responder, batch={"is_private": True, "members": (member,)})
    incident = import_document(document=document, actor=responder)
    assert Incident.objects.visible_to(member).get() == incident
    assert Incident.objects.visible_to(responder).get() == incident
    assert not Incident.objects.visible_to(manager).exists()


def test_a_document_is_imported_once_even_when_it_is_pressed_twice(responder):
    document = make_document(responder)
    import_document(document=document, actor=responder)
    with pytest.raises(Conflict):
        import_document(document=document, actor=responder)
    assert Incident.objects.count() == 1


def test_an_end_before_the_start_is_refused_and_nothing_is_stored(responder):
    document = make_document(responder, timeline=())
    edit_facts(document=document, actor=responder, values={"ended": "2023-05-13T20:00:00+03:00"})
    with pytest.raises(DomainError, match="before"):
        import_document(document=document, actor=responder)
    assert not Incident.objects.exists()
    assert Document.objects.get().content


def test_warnings_ask_for_a_look(responder):
    document = make_document(responder, warnings=(Warned("two_dates", "Two dates disagree.", 2),))
    assert (document.state, document.warnings) == (DocumentState.ATTENTION, 1)


def test_a_doubt_about_dates_stays_while_an_entry_is_days_away(responder):
    record = Record(started="2023-05-13T22:30:00+03:00", edited=["started"])
    record.entries = [EntryPart("A release goes out.", at="2023-05-13T22:30:00+03:00")]
    assert is_settled("dates_disagree", record)
    record.entries.append(EntryPart("It ends.", at="2023-08-13T22:30:00+03:00"))
    assert not is_settled("dates_disagree", record)
    record.entries[1].is_taken = False
    assert is_settled("dates_disagree", record)


def test_what_is_no_postmortem_is_refused(responder):
    document = make_document(responder, is_postmortem=False)
    assert document.state == DocumentState.REFUSED
    assert "postmortem" in document.note


def test_what_was_proposed_is_not_said_to_have_been_foreseen(responder):
    """Neither while nobody accepted it, nor for what happened before somebody did."""
    service, category = make_service(), FactorCategory.objects.earliest("pk")
    incident = import_document(document=make_document(responder), actor=responder)
    incident.services.add(service)
    factor = incident.postmortem.factors.get()
    factor.category = category
    factor.save(update_fields=["category"])
    factor.action_items.set(incident.action_items.all())
    later = make_incident(by=responder, services=(service,))
    other = make_factor(make_postmortem(later))
    other.category = category
    other.save(update_fields=["category"])
    assert seen_before(later, responder) == []
    accept_all(incident=incident, actor=responder)
    assert seen_before(later, responder) == []
    ActionEvent.objects.filter(item__incident=incident, field="status").delete()  # as if it had been open all the time
    assert len(seen_before(later, responder)) == 1


def test_a_zone_by_its_name_in_full_is_kept_as_its_word(responder):
    incident = import_document(document=make_document(responder, zone_word="East African Time"), actor=responder)
    assert (incident.zone, incident.zone_word) == ("Africa/Nairobi", "EAT")
