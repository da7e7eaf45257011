"""Merging a duplicate: what moves, what stays, what is refused."""

from uuid import uuid4

import pytest
from django.core.files.base import ContentFile

from core.errors import Conflict, DomainError
from customers.enums import ReportState
from customers.services.reports import join_report
from incidents.enums import EntryKind, Milestone, Status
from incidents.models import Incident, IncidentMember, Merge
from incidents.services import timeline
from incidents.services.attachments import attach_file
from incidents.services.changes import SeverityChange, StatusChange, change_severity, change_status
from incidents.services.details import edit_details, edit_public_summary
from incidents.services.members import add_member, set_privacy
from incidents.services.merging.merge import MergeChoices, merge_incident
from incidents.services.merging.undo import undo_merge
from incidents.services.roles import RoleChange, assign_role
from incidents.services.state import StateOfThings, change_state
from incidents.services.tasks import TaskDetails, add_task
from incidents.services.writing import Merged
from notifications.kinds import find
from notifications.models import Delivery
from tests.factories.accounts import make_user
from tests.factories.customers import make_report
from tests.factories.incidents import make_entry, make_incident, make_private_incident, make_service, resolve


@pytest.fixture
def source(responder):
    return make_incident("Checkout is slow", by=responder)


@pytest.fixture
def target(manager):
    return make_incident("Shop unreachable", by=manager)


def merge(source, target, actor, **options):
    found = merge_incident(source=source, target=target, actor=actor, **options)
    for incident in (source, target):
        incident.refresh_from_db()
    return found


def undo(source, actor, **options):
    undo_merge(incident=source, actor=actor, **options)
    source.refresh_from_db()


def told(incident):
    return list(incident.entries.told().order_by("seq").values_list("text", flat=True))


def test_entries_move_behind_the_targets_and_keep_where_they_came_from(source, target, responder):
    first = make_entry(source, "One", by=responder)
    second = make_entry(source, "Two", by=responder)
    make_entry(target, "Here already", by=responder)
    target.refresh_from_db()
    before = target.seq
    merge(source, target, responder)
    assert told(target) == ["Here already", "One", "Two"]
    first.refresh_from_db()
    second.refresh_from_db()
    assert before < first.seq < second.seq < target.seq
    assert first.changed_seq > before
    assert first.merged_from == source
    assert first.moves.get().seq < second.moves.get().seq
    assert first.get_absolute_url() == f"/incidents/{target.pk}/?entry={first.pk}#entry-{first.pk}"


def test_both_say_what_happened_and_the_source_names_its_target(source, target, responder):
    make_entry(source, "One", by=responder)
    found = merge(source, target, responder, choices=MergeChoices(reason="The same outage."))
    assert (source.status, source.duplicate_of) == (Status.MERGED, target)
    assert (found.merged_by, found.reason, found.status_before) == (responder, "The same outage.", "investigating")
    here, there = (each.entries.get(kind=EntryKind.MERGE) for each in (source, target))
    assert f"merged this incident into {target.reference}: 2 entries moved. The same outage." in here.text
    assert f"merged {source.reference} into this incident" in there.text
    assert source.seq == here.seq


def test_files_and_reports_move_and_reporters_follow_the_targets_state(source, target, responder, reporter):
    entry = make_entry(source, "With a file", by=responder)
    mine = attach_file(incident=source, actor=responder, upload=ContentFile(b"x", "x.txt"), entry=entry)
    whole = attach_file(incident=source, actor=responder, upload=ContentFile(b"y", "y.txt"))
    report = make_report(reporter)
    join_report(report=report, actor=responder, incident=source)
    resolve(target)
    merge(source, target, responder)
    assert set(target.attachments.all()) == {mine, whole}
    report.refresh_from_db()
    assert (report.incident, report.state) == (target, ReportState.RESOLVED)
    assert target.is_customer_facing
    steps = Delivery.objects.filter(recipient=reporter).order_by("pk").values_list("payload__step", flat=True)
    assert list(steps) == ["joined", "resolved"]
    undo(source, responder)
    report.refresh_from_db()
    target.refresh_from_db()
    assert (report.incident, report.state) == (source, ReportState.JOINED)
    assert set(source.attachments.all()) == {mine, whole}
    assert not target.is_customer_facing


def test_the_targets_milestones_stand_and_the_sources_are_only_taken_when_chosen(source, target, responder):
    seen = make_entry(source, "Seen", by=responder, milestones=[Milestone.DETECTED, Milestone.ACKNOWLEDGED])
    own = make_entry(target, "Ours", by=responder, milestones=[Milestone.DETECTED])
    merge(source, target, responder, choices=MergeChoices(milestones=[Milestone.ACKNOWLEDGED]))
    assert target.detected_at == own.happened_at
    assert target.acknowledged_at == seen.happened_at
    assert source.detected_at is None
    undo(source, responder)
    target.refresh_from_db()
    assert (source.detected_at, source.acknowledged_at) == (seen.happened_at, seen.happened_at)
    assert (target.detected_at, target.acknowledged_at) == (own.happened_at, None)


def test_without_a_choice_no_milestone_is_taken_over(source, target, responder):
    make_entry(source, "Seen", by=responder, milestones=[Milestone.DETECTED])
    merge(source, target, responder)
    assert target.detected_at is None


@pytest.mark.parametrize("milestone", [Milestone.DETECTED, Milestone.RESOLVED])
def test_a_milestone_the_target_has_or_cannot_have_is_refused(source, target, responder, milestone):
    make_entry(source, "Seen", by=responder, milestones=[milestone])
    make_entry(target, "Ours", by=responder, milestones=[Milestone.DETECTED])
    with pytest.raises(DomainError, match="cannot have them"):
        merge(source, target, responder, choices=MergeChoices(milestones=[milestone]))
    assert not Merge.objects.exists()


def test_services_are_added_when_chosen_and_an_undo_takes_back_those_alone(source, target, responder):
    shop, pay = make_service("Shop"), make_service("Pay")
    source.services.set([shop, pay])
    target.services.set([shop])
    merge(source, target, responder, choices=MergeChoices(services=[shop, pay]))
    assert set(target.services.all()) == {shop, pay}
    undo(source, responder)
    assert set(target.services.all()) == {shop}
    assert set(source.services.all()) == {shop, pay}


def test_a_merged_incident_takes_no_changes_and_says_where_to_go_on(source, target, responder):
    entry = make_entry(source, by=responder)
    merge(source, target, responder)
    attempts = (
        lambda: make_entry(source, "Late", by=responder),
        lambda: timeline.strike_entry(entry=entry, actor=responder, reason="wrong"),
        lambda: change_status(incident=source, actor=responder, change=StatusChange(action="resolve")),
        lambda: change_severity(incident=source, actor=responder, change=SeverityChange(level=1)),
        lambda: assign_role(incident=source, actor=responder, change=RoleChange(role="lead", person=responder)),
        lambda: edit_details(incident=source, actor=responder, values={"title": "Else"}),
        lambda: set_privacy(incident=source, actor=responder, is_private=True),
        lambda: attach_file(incident=source, actor=responder, upload=ContentFile(b"x", "x.txt")),
        lambda: join_report(report=make_report(responder), actor=responder, incident=source),
    )
    for attempt in attempts:
        with pytest.raises(Merged, match=target.reference):
            attempt()


def test_an_entry_sent_again_after_the_merge_is_still_stored_once(source, target, responder):
    key = uuid4()
    entry = make_entry(source, "Once", by=responder, client_uuid=key)
    merge(source, target, responder)
    assert make_entry(source, "Once", by=responder, client_uuid=key) == entry
    assert told(target) == ["Once"]


def test_the_same_uuid_merges_once(source, target, responder):
    key = uuid4()
    first = merge(source, target, responder, client_uuid=key)
    assert merge(source, target, responder, client_uuid=key) == first
    assert target.entries.filter(kind=EntryKind.MERGE).count() == 1
    with pytest.raises(Conflict, match="already sent"):
        merge(make_incident(), target, responder, client_uuid=key)


def test_itself_and_circles_are_refused(source, target, responder):
    with pytest.raises(DomainError, match="circular"):
        merge(source, source, responder)
    merge(source, target, responder)
    with pytest.raises(DomainError, match="circular"):
        merge(target, source, responder)
    with pytest.raises(Conflict, match="already merged"):
        merge(source, make_incident(), responder)


def test_a_chain_leads_to_its_last_target(source, target, responder):
    last = make_incident("The real one")
    make_entry(source, "First", by=responder)
    merge(source, target, responder)
    merge(target, last, responder)
    source.refresh_from_db()
    assert source.duplicate_of == last
    late = make_incident("Another")
    merge(late, source, responder)
    assert late.duplicate_of == last
    assert told(last) == ["First"]
    assert last.entries.get(text="First").merged_from == source


@pytest.mark.parametrize(("options", "words"), [({"is_drill": True}, "drill"), ({"cancel": True}, "was cancelled")])
def test_what_cannot_become_one_is_refused(source, responder, options, words):
    cancel = options.pop("cancel", False)
    target = make_incident(**options)
    if cancel:
        change_status(incident=target, actor=responder, change=StatusChange(action="cancel", reason="nothing"))
    with pytest.raises(DomainError, match=words):
        merge(source, target, responder)


def test_a_less_private_target_is_refused_by_name(responder, manager, target):
    source = make_private_incident(by=responder)
    with pytest.raises(DomainError, match="everybody who works on incidents"):
        merge(source, target, responder)
    wider = make_private_incident(manager, by=responder)
    with pytest.raises(DomainError, match=manager.name):
        merge(source, wider, responder)
    assert not Merge.objects.exists()


def test_into_a_more_private_one_the_number_is_not_told(source, responder, manager):
    target = make_private_incident(manager, by=responder)
    merge(source, target, manager)
    assert target.reference not in source.entries.get(kind=EntryKind.MERGE).text
    with pytest.raises(Merged, match="into another incident"):
        make_entry(source, "Late", by=responder)


def test_what_was_written_in_private_comes_back_only_when_that_is_meant(source, responder, manager):
    target = make_private_incident(manager, by=responder)
    entry = make_entry(source, "Plain", by=responder)
    merge(source, target, manager)
    entry.refresh_from_db()
    secret = timeline.EntryCorrection("Secret", entry.happened_at)
    timeline.correct_entry(entry=entry, actor=responder, correction=secret)
    with pytest.raises(DomainError, match="fewer people see"):
        undo(source, responder)
    undo(source, responder, expose=True)
    assert told(source) == ["Secret"]


def test_a_chain_through_somebody_elses_private_incident_is_refused(source, target, responder):
    hidden = make_private_incident(by=make_user(role="manager"))
    merge(target, hidden, hidden.declared_by)
    with pytest.raises(DomainError, match="was itself merged"):
        merge(source, target, responder)


def test_those_with_a_role_are_told_once_and_the_actor_is_not(source, target, responder, manager):
    assign_role(incident=source, actor=responder, change=RoleChange(role="lead", person=manager))
    source.refresh_from_db()
    assign_role(incident=source, actor=responder, change=RoleChange(role="scribe", person=manager))
    assign_role(incident=source, actor=responder, change=RoleChange(role="communications", person=responder))
    merge(source, target, responder)
    delivery = Delivery.objects.get(kind="incident_merged")
    assert delivery.recipient == manager
    kind = find("incident_merged")
    assert f"merged into {target.reference}" in kind.render([delivery])[delivery.pk].subject
    assert kind.visible_to([(manager, delivery)]) == {delivery.pk}
    assert kind.still_due([delivery]) == {}
    undo(source, responder)
    assert "undone" in kind.still_due([delivery])[delivery.pk]


def test_whoever_may_not_see_the_target_is_told_that_there_is_one(source, responder, manager):
    hidden = make_private_incident(by=responder, title="Secret outage")
    assign_role(incident=source, actor=responder, change=RoleChange(role="scribe", person=manager))
    assign_role(incident=source, actor=responder, change=RoleChange(role="lead", person=responder))
    source.refresh_from_db()
    merge(source, hidden, responder)
    delivery = Delivery.objects.get(kind="incident_merged")
    said = find("incident_merged").render([delivery])[delivery.pk]
    assert find("incident_merged").visible_to([(manager, delivery)]) == {delivery.pk}
    assert "Secret outage" not in said.text
    assert f"/incidents/{hidden.pk}/" not in said.html


def test_a_title_changed_in_the_duplicate_blocks_no_form_of_the_target(source, target, responder):
    target.refresh_from_db()
    base = target.seq
    edit_details(incident=source, actor=responder, values={"title": "Slow"})
    merge(source, target, responder)
    edit_details(incident=target, actor=responder, base_seq=base, values={"title": "Shop is down"})
    assert Incident.objects.get(pk=target.pk).title == "Shop is down"


def test_members_of_the_target_alone_see_the_moved_entries(responder, manager):
    source = make_private_incident(manager, by=responder)
    target = make_private_incident(by=responder)
    entry = make_entry(source, "Inner", by=responder)
    merge(source, target, responder)
    seen = timeline.TimelineEntry.objects.visible_to
    assert entry in seen(responder, Incident.objects.all())
    assert entry not in seen(manager, Incident.objects.all())
    assert IncidentMember.objects.filter(incident=source, user=manager).exists()
    add_member(incident=target, actor=responder, person=manager)
    assert entry in seen(manager, Incident.objects.all())


def test_a_merged_incident_is_not_counted_and_holds_nobodys_role(source, target, responder):
    merge(source, target, responder)
    visible = Incident.objects.visible_to(responder)
    assert source not in visible.open()
    assert source not in visible.real()


def test_what_was_stored_before_the_merge_is_stored_once_when_sent_again(source, target, responder):
    def task(uuid):
        return add_task(incident=source, actor=responder, client_uuid=uuid, details=TaskDetails(text="Warm it"))

    def state(uuid):
        said = StateOfThings(known="The cache")
        return change_state(incident=source, actor=responder, state=said, base_version=0, client_uuid=uuid)

    def update(uuid):
        return edit_public_summary(incident=source, actor=responder, text="We are on it.", client_uuid=uuid)

    sent = {use_case: uuid4() for use_case in (task, state, update)}
    for use_case, uuid in sent.items():
        use_case(uuid)
    merge(source, target, responder)
    before = (source.seq, target.seq)
    for use_case, uuid in sent.items():
        use_case(uuid)
        with pytest.raises(Merged):
            use_case(uuid4())
    source.refresh_from_db(), target.refresh_from_db()
    assert (source.seq, target.seq) == before
