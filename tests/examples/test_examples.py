"""The example incidents hold every fact of the documents they retell."""

from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from django.core.management import call_command
from PIL import Image

from accounts.models import User
from actions.models import ActionItem
from core.clock import today
from customers.enums import ReportState
from customers.models import Report
from customers.selectors.status_page.reading import status_facts
from incidents.enums import DetectionSource, EntryKind, ImpactScope, RevenueLost
from incidents.models import Incident
from incidents.selectors.durations import incident_durations
from incidents.selectors.impact import periods_of
from postmortems.enums import FactorKind, MeasureKind, PostmortemStatus, SectionKind
from postmortems.models import CommentThread, Factor, Measure, SignOff
from postmortems.selectors.sign_offs import review_of

EAT, UTC_, EST = ("Africa/Nairobi", "EAT"), ("UTC", "UTC"), ("Etc/GMT+5", "EST")


def utc(day, month, hour, minute=0):
    return datetime(2023, month, day, hour, minute, tzinfo=UTC)


PAST = 60  # `test_past.py` looks at them

# key: zone, start, end (UTC), minutes, told entries, lessons, measures, action items
FACTS = {
    "Products API outage": (EAT, utc(13, 5, 19, 30), utc(13, 5, 20, 45), 75, 5, 3, 0, 3),
    "Web application down": (UTC_, utc(1, 6, 8), utc(1, 6, 11, 30), 210, 8, 0, 4, 4),
    "Shop unreachable": (EAT, utc(10, 5, 11), utc(10, 5, 14), 180, 10, 0, 5, 5),
    "Web stack outage": (UTC_, utc(11, 8, 8), utc(11, 8, 11, 30), 210, 8, 0, 4, 4),
    "Checkout fails": (EST, utc(15, 4, 17), utc(15, 4, 18, 30), 90, 7, 0, 5, 0),
}


def find(title):
    return Incident.objects.get(title__startswith=title)


def entry(incident, hour, minute):
    """The told entry of that instant, on the incident's day, in UTC."""
    began = incident.impact_started_at
    return incident.entries.told().get(happened_at=began.replace(hour=hour, minute=minute))


def sections(incident):
    return {section.kind: section.body for section in incident.postmortem.sections.all()}


@pytest.mark.parametrize("title", FACTS)
def test_instants_zone_and_counts(loaded, title):
    zone, start, end, minutes, entries, lessons, measures, actions = FACTS[title]
    incident = find(title)
    assert (incident.zone, incident.zone_word) == zone
    assert (incident.impact_started_at, incident.resolved_at) == (start, end)
    assert incident_durations(incident, periods_of(incident))[4].duration.value == timedelta(minutes=minutes)
    told = incident.entries.told()
    logged = told.filter(kind__in=(EntryKind.NOTE, EntryKind.ESCALATION))
    assert logged.count() == entries == told.exclude(kind=EntryKind.UPDATE).count()
    postmortem = incident.postmortem
    assert (postmortem.lessons.count(), postmortem.measures.count(), incident.action_items.count()) == (
        lessons,
        measures,
        actions,
    )


def test_products(loaded):
    incident = find("Products API outage")
    first = entry(incident, 19, 30)
    assert first.is_about
    assert entry(incident, 20, 45).is_about
    assert incident.reported_at == first.happened_at
    assert (incident.detection_source, incident.detected_by) == (DetectionSource.EMPLOYEE, "Sales team")
    assert incident.identified_at == utc(13, 5, 20, 30)
    assert "products API" in entry(incident, 19, 35).text
    assert "buy certain products" in incident.impact_text
    texts = " ".join(incident.postmortem.factors.values_list("text", flat=True))
    assert "third-party API" in texts
    assert "not fully tested" in texts
    assert "cascaded" in texts
    resolution = sections(incident)[SectionKind.RESOLUTION]
    assert all(word in resolution for word in ("rolled back", "adapted", "tested", "deployed", "sales confirmed"))
    report = incident.reports.get()
    assert (report.state, report.reporter.role) == (ReportState.RESOLVED, "reporter")


@pytest.mark.parametrize("title", ["Web application down", "Web stack outage"])
def test_the_two_outages_of_the_web_application(loaded, title):
    incident = find(title)
    assert (incident.impact_scope, incident.impact_all_users) == (ImpactScope.COMPLETE, True)
    assert "error messages" in incident.impact_text.lower()
    assert incident.detected_at == incident.impact_started_at
    assert incident.detection_source == DetectionSource.MONITORING
    assert [entry(incident, hour, minute).pk for hour, minute in ((8, 5), (9, 0), (10, 30), (11, 0), (11, 30))]
    assert incident.identified_at is None
    assert incident.postmortem.factors.filter(kind=FactorKind.ROOT_CAUSE, text__icontains="misconfigured").exists()
    texts = " ".join(incident.postmortem.factors.values_list("text", flat=True)).lower()
    assert "error loop" in texts
    assert "cascaded" in texts
    assert sections(incident)[SectionKind.CONCLUSION]


def test_the_web_stack_has_a_drawing_of_its_architecture(loaded):
    picture = find("Web stack outage").attachments.get()
    assert (picture.is_image, picture.content_type) == (True, "image/png")
    assert Image.open(BytesIO(picture.file.read())).size == (picture.width, picture.height)


def test_the_shop(loaded):
    incident = find("Shop unreachable")
    assert (incident.impact_percent, incident.impact_percent_about, incident.impact_percent_of) == (75, False, "users")
    assert incident.revenue_lost == RevenueLost.YES
    assert incident.revenue_amount is None
    assert incident.identified_at == utc(10, 5, 11, 30)
    assert incident.mitigated_at == utc(10, 5, 11, 45)
    assert "does not help" in entry(incident, 11, 10).text
    network = entry(incident, 11, 20)
    assert (network.told_by, network.text) == (
        "the network team",
        "Nothing is wrong with the network. The engineer goes on looking.",
    )
    assert "trouble is back" in entry(incident, 11, 35).text
    assert "by hand" in entry(incident, 11, 40).text
    intervals = list(incident.impact_intervals.values_list("started_at", "ended_at"))
    assert intervals == [(utc(10, 5, 11), utc(10, 5, 11, 35)), (None, utc(10, 5, 11, 45))]
    summary = sections(incident)[SectionKind.SUMMARY]
    assert "14:45" in summary
    assert "17:00" in summary
    answered = [list(item.measures.values_list("pk", flat=True)) for item in incident.action_items.all()]
    assert all(len(measures) == 1 for measures in answered)
    assert len({measures[0] for measures in answered}) == 5


def test_the_payment_gateway(loaded):
    incident = find("Checkout fails")
    assert incident.impact_scope == ImpactScope.PARTIAL
    assert (incident.impact_percent, incident.impact_percent_about) == (40, True)
    assert incident.revenue_lost == RevenueLost.YES
    assert all(word in incident.impact_text.lower() for word in ("check out", "slow", "sales are lost"))
    assert incident.identified_at == utc(15, 4, 17, 40)
    assert "in vain" in entry(incident, 17, 10).text
    assert "Escalated" in entry(incident, 17, 20).text
    assert entry(incident, 18, 0).happened_at == incident.mitigated_at
    assert incident.postmortem.factors.filter(kind=FactorKind.ROOT_CAUSE, text__icontains="payment gateway").exists()
    assert "UTC−5" in sections(incident)[SectionKind.SUMMARY]
    assert "daylight time" in sections(incident)[SectionKind.SUMMARY]
    assert incident.attachments.get().caption
    assert incident.postmortem.status == PostmortemStatus.IN_REVIEW


def test_every_role_has_something_to_see(loaded):
    late = ActionItem.objects.unfinished().filter(due_on__lt=today("Africa/Nairobi"))
    assert late.count() >= 4
    assert late.filter(owner=None).exists()
    assert Report.objects.filter(state=ReportState.NEW).exists()
    assert all(find(title).has_words_for_customers for title in FACTS)
    assert status_facts().planned  # the status page has something ahead, and something behind
    assert any(day.incidents for group in status_facts().groups for service in group.services for day in service.days)
    assert Incident.objects.open().customer_facing().exists()  # *What to say* has something to say


def test_loading_twice_makes_them_once(loaded):
    call_command("load_examples", once=True)
    assert Incident.objects.count() == len(FACTS) + 2 + PAST  # and the drill, and one that goes on


def test_escalations_say_to_whom(loaded):
    said = {
        find(title).entries.get(kind=EntryKind.ESCALATION).text
        for title in ("Web application down", "Web stack outage", "Checkout fails")
    }
    assert said == {
        "Escalated to the senior engineering team.",
        "Escalated to the senior engineering team: further help",
        "Escalated to the development team: now reading the gateway integration's logs",
    }


def test_no_measure_says_more_than_its_document(loaded):
    assert set(Measure.objects.values_list("kind", flat=True)) == {MeasureKind.UNSTATED}


def test_some_factors_are_answered_by_action_items(loaded):
    assert Factor.objects.filter(action_items__isnull=False).distinct().count() >= 3


def test_each_postmortem_is_complete(loaded):
    for title in FACTS:
        postmortem = find(title).postmortem
        assert not postmortem.sections.filter(is_filled=True).exists()
        assert postmortem.factors.exclude(category=None).count() == postmortem.factors.count()
        assert postmortem.factors.filter(evidence__isnull=False).exists()
        assert postmortem.factors.filter(made_possible_by__isnull=False).exists()
        threads = CommentThread.objects.filter(section__postmortem=postmortem)
        assert threads.filter(resolved_at__isnull=False).count() == 1
        assert threads.filter(resolved_at=None, passage="").count() == 1
        assert threads.exclude(passage="").count() == 1
        assert SignOff.objects.filter(reviewer__postmortem=postmortem).exists()
        is_published = postmortem.status == PostmortemStatus.PUBLISHED
        assert postmortem.readings.count() == (3 if is_published else 0)


def test_of_one_postmortem_a_sign_off_was_changed_since(loaded):
    grace = User.objects.get(email="grace@example.com")
    reviews = {title: review_of(find(title).postmortem, grace) for title in FACTS}
    changed = {title: (review.approvals, review.changed) for title, review in reviews.items()}
    assert changed == dict.fromkeys(FACTS, (2, 0)) | {"Shop unreachable": (1, 1), "Checkout fails": (1, 0)}
