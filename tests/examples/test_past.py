"""The past of the example company: sixty incidents over fourteen months, as if they had been logged then."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import transaction
from django.http import QueryDict

from accounts.models import User
from actions.enums import ActionStatus, Verdict
from actions.models import ActionEvent, ActionItem
from actions.selectors.ages import WEEKS
from core.clock import frozen, now, today
from examples.services.catalogue import load_example_services
from examples.services.past import load_past
from examples.services.past_plan import plan_past
from examples.services.people import load_example_people
from followthrough.enums import RecurrenceKind
from followthrough.models import Recurrence
from followthrough.selectors.board_recurrences import again
from followthrough.selectors.board_scope import scope_for
from followthrough.selectors.board_sight import sight
from followthrough.selectors.recurrences import seen_before
from incidents.enums import Milestone
from incidents.models import Incident, TimelineEntry
from incidents.services.writing import milestone_instants
from notifications.models import Delivery
from postmortems.enums import PostmortemStatus
from postmortems.models import Factor, Postmortem, Section, SectionRevision


@pytest.fixture
def past(db):
    people = load_example_people()
    load_example_services()
    return load_past(people)


def test_it_is_the_same_each_time_and_moves_with_the_day():
    at = now()
    assert plan_past(at) == plan_past(at)
    earlier, later = plan_past(at), plan_past(at + timedelta(days=1))
    assert [plan.part for plan in earlier] == [plan.part for plan in later]
    assert {after.began_at - before.began_at for before, after in zip(earlier, later, strict=True)} == {
        timedelta(days=1)
    }


def test_there_are_sixty_over_fourteen_months(past):
    assert len(past) == 60
    ages = [(now() - incident.began_at).days for incident in past]
    assert max(ages) > 400
    assert min(ages) < 14
    assert set(Incident.objects.values_list("severity", flat=True)) == {1, 2, 3, 4, 5}
    assert set(Counter(Incident.objects.values_list("services__name", flat=True)).values()) <= set(range(5, 31))
    assert len(set(Incident.objects.values_list("title", flat=True))) == 60
    assert not TimelineEntry.objects.filter(text__contains="{part}").exists()
    assert not ActionItem.objects.filter(title__contains="{part}").exists()


def test_its_columns_say_what_its_timelines_say(past):
    for incident in Incident.objects.all():
        told = milestone_instants(incident)
        assert {milestone: getattr(incident, milestone.column) for milestone in Milestone} == {
            milestone: told.get(milestone) for milestone in Milestone
        }
        assert incident.seq == incident.entries.count()
        assert incident.began_at == incident.impact_started_at <= incident.resolved_at


def test_nothing_lies_in_the_future(past):
    assert not TimelineEntry.objects.filter(happened_at__gt=now()).exists()
    assert not ActionEvent.objects.filter(at__gt=now()).exists()
    assert not ActionItem.objects.filter(created_at__gt=now()).exists()
    assert not ActionItem.objects.filter(finished_on__gt=today("UTC")).exists()
    assert not Postmortem.objects.filter(published_at__gt=now()).exists()


def test_postmortems_are_published_in_review_and_late(past):
    statuses = Counter(Postmortem.objects.values_list("status", flat=True))
    assert set(statuses) == {PostmortemStatus.PUBLISHED, PostmortemStatus.IN_REVIEW, PostmortemStatus.DRAFT}
    waiting = Postmortem.objects.exclude(status=PostmortemStatus.PUBLISHED)
    assert waiting.filter(due_on__lt=today("UTC")).exists()
    assert waiting.filter(due_on__gt=today("UTC")).exists()
    published = Postmortem.objects.filter(status=PostmortemStatus.PUBLISHED).select_related("incident")
    assert all(row.published_at == row.incident.postmortem_published_at for row in published)
    assert Factor.objects.filter(action_items__isnull=False, category__isnull=False).exists()
    written = Section.objects.exclude(body="")
    assert written.count() == SectionRevision.objects.filter(version=1).count()


def test_action_items_are_in_every_state(past):
    items = ActionItem.objects.all()
    assert set(items.values_list("status", flat=True)) == set(ActionStatus) - {ActionStatus.PROPOSED}
    assert items.filter(verdict=Verdict.NOT_EFFECTIVE, follow_ups__isnull=False).exists()
    assert items.filter(parts__isnull=False).exists()
    assert items.filter(duplicate_of__isnull=False).exists()
    assert items.unfinished().filter(due_on__lt=today("UTC")).exists()
    assert items.filter(status=ActionStatus.DONE, verify_on__lt=today("UTC"), verdict="").exists()
    assert items.unfinished().filter(owner=None).exists()


def test_the_history_of_each_item_ends_in_its_status(past):
    for item in ActionItem.objects.prefetch_related("events"):
        moves = [event.after for event in item.events.all() if event.field == "status"]
        assert (moves or [ActionStatus.OPEN])[-1] == item.status, item


def test_something_was_opened_or_closed_in_each_of_the_last_twelve_weeks(db):
    people = load_example_people()
    load_example_services()
    midnight = now().replace(hour=0, minute=5)
    for hour in (0, 2, 7, 12, 18, 23):  # the days of the past are fixed, the weeks of the board begin at any hour
        with frozen(midnight + timedelta(hours=hour)):
            point = transaction.savepoint()
            load_past(people)
            for week in WEEKS:
                begun, closed = week.q(now()), week.q(now(), "finished_at")
                assert ActionItem.objects.filter(begun | closed).exists(), (hour, week)
            transaction.savepoint_rollback(point)


def test_causes_came_back_and_some_were_confirmed_some_rejected_and_some_wait(past):
    said = Counter(Recurrence.objects.with_standing().values_list("recurred", "is_confirmed"))
    assert set(said) == {(kind, is_confirmed) for kind in RecurrenceKind for is_confirmed in (True, False)}
    assert not Recurrence.objects.filter(decided_at__gt=now()).exists()
    grace = User.objects.get(email="grace@example.com")
    assert any(match.decision is None for incident in past for match in seen_before(incident, grace))
    scope = scope_for(grace, QueryDict("team=all"))
    figures = again(scope, sight(grace, scope), done=1)
    assert figures.cost.n
    assert figures.cost.shared
    assert figures.not_held.hits


def test_nobody_is_told_of_it(past):
    assert not Delivery.objects.exists()
