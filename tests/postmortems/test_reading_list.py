"""Who read a published postmortem, what is left to read, and the mail a year later."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from accounts.models import AuditEvent, User
from core.clock import frozen
from incidents.services.following import follow_incident
from incidents.services.redacting import redact_words
from notifications.kinds import find
from notifications.models import Delivery
from postmortems.enums import SectionKind
from postmortems.models import Reading, SectionRevision
from postmortems.selectors.reading_list import to_read
from postmortems.services.anniversaries import ANNIVERSARY, plan_anniversaries
from postmortems.services.filling import fill_sections
from postmortems.services.notices import told_of_publication
from postmortems.services.postmortems import change_status
from tests.factories.accounts import make_team, make_user
from tests.factories.actions import make_action_item
from tests.factories.incidents import make_entry, make_service
from tests.factories.postmortems import make_over, make_postmortem, publish, save, section_of
from tests.html import html_of

READING = "reading_list"
THEN = datetime(2024, 2, 29, 15, tzinfo=UTC)  # its year later is 1 March 2025
MORNING = datetime(2025, 3, 1, 6, tzinfo=UTC)  # nine in Nairobi


@pytest.fixture
def postmortem(responder):
    return make_postmortem(author=responder, summary="Payments failed for two hours.")


def of_team(postmortem, *people):
    team = make_team()
    team.members.set(people)
    postmortem.incident.services.add(make_service("Shop", team=team))


def told():
    return list(Delivery.objects.filter(kind=ANNIVERSARY).select_related("recipient").order_by("pk"))


def test_opening_a_published_page_is_noted_once(as_user, postmortem, responder, manager):
    client = as_user(manager)
    client.get(postmortem.get_absolute_url())
    assert not Reading.objects.exists()  # a draft
    publish(postmortem, responder)
    for _ in range(2):
        client.get(postmortem.get_absolute_url())
    assert Reading.objects.get().reader == manager
    page = html_of(as_user(responder).get(postmortem.get_absolute_url()))
    assert "Read by 1 person" in page
    assert "Grace Wanjiru" in page


def test_whoever_filled_or_redacted_a_section_took_no_part(responder, manager, admin):
    postmortem = make_postmortem(author=responder, summary="The key hunter2 leaked.")
    save(section_of(postmortem, SectionKind.CONCLUSION), responder, "So much.")
    postmortem.sections.filter(kind=SectionKind.IMPACT).update(version=0)
    fill_sections(postmortem=postmortem, actor=manager)
    redact_words(incident=postmortem.incident, actor=admin, words="hunter2", reason="A key")
    assert postmortem_writers(postmortem) == {responder, manager, admin}
    publish(postmortem, responder)
    assert not set(told_of_publication(postmortem, postmortem.incident)) & {manager, admin}
    assert not to_read(admin).exists()
    assert not to_read(manager).exists()


def postmortem_writers(postmortem):
    return set(User.objects.filter(pk__in=SectionRevision.objects.values("author")))


def test_what_is_left_to_read(as_user, postmortem, responder, manager, admin):
    colleague, stranger = make_user("Fatuma Ali"), make_user("Brian Kimani")
    of_team(postmortem, colleague)
    make_entry(postmortem.incident, by=admin)
    follow_incident(incident=postmortem.incident, actor=manager)
    assert not to_read(colleague).exists()  # not published
    publish(postmortem, responder)
    assert [to_read(person).count() for person in (colleague, admin, manager, stranger)] == [1, 1, 1, 0]
    client = as_user(colleague)
    assert 'To read <span class="count">1</span>' in html_of(client.get(reverse("postmortem_list")))
    page = html_of(client.get(reverse(READING)))
    assert "a service of your team" in page
    assert postmortem.incident.title in page
    assert "you follow it" in html_of(as_user(manager).get(reverse(READING)))
    assert "you took part" in html_of(as_user(admin).get(reverse(READING)))
    client.get(postmortem.get_absolute_url())
    assert "Nothing left to read" in html_of(client.get(reverse(READING)))


def test_what_is_private_is_for_members(as_user, responder, manager, admin):
    postmortem = make_postmortem(incident=make_over(lead=responder, members=(responder, manager)), author=responder)
    of_team(postmortem, manager, make_user("Fatuma Ali"), admin)
    publish(postmortem, responder)
    assert to_read(manager).count() == 1
    assert postmortem.incident.title in html_of(as_user(admin).get(reverse(READING)))
    assert AuditEvent.objects.filter(action="private_read", subject="Postmortems to read").count() == 1
    postmortem.incident.memberships.filter(user=manager).delete()
    assert to_read(manager).count() == 0


def test_the_number_of_queries_does_not_grow(as_user, responder, manager, django_assert_max_num_queries):
    client = as_user(manager)

    def more(count):
        for _ in range(count):
            postmortem = publish(make_postmortem(author=responder), responder)
            follow_incident(incident=postmortem.incident, actor=manager)

    more(1)
    client.get(reverse(READING))
    with django_assert_max_num_queries(8) as one:
        client.get(reverse(READING))
    more(5)
    with django_assert_max_num_queries(len(one)):
        client.get(reverse(READING))


@pytest.fixture
def published(postmortem, responder, manager):
    of_team(postmortem, manager)
    with frozen(THEN):
        return publish(postmortem, responder)


def test_the_team_hears_of_it_a_year_later_and_once(published, responder, manager):
    make_action_item(published.incident, title="Test it first", status="done")
    make_action_item(published.incident, title="Alert on it", owner=manager)
    make_action_item(published.incident, title="Buy another", status="wont_do", status_reason="too costly")
    with frozen(MORNING - timedelta(minutes=1)):
        assert plan_anniversaries() == 0
    with frozen(MORNING):
        assert (plan_anniversaries(), plan_anniversaries()) == (1, 0)
    assert {delivery.recipient for delivery in told()} == {responder, manager}
    message = find(ANNIVERSARY).render(told())[told()[0].pk]
    assert "Of its 3 action items, 1 is done:" in message.text
    assert "Alert on it: open, Grace Wanjiru" in message.text
    assert "Buy another: won't do: too costly" in message.text
    assert "Alert on it" in message.html
    assert not find(ANNIVERSARY).still_due(told())


def test_a_later_publication_tells_nobody_again(published, responder):
    with frozen(MORNING):
        plan_anniversaries()
    with frozen(MORNING + timedelta(days=1)):
        reopened = change_status(postmortem=published, actor=responder, action="reopen", reason="a wrong number")
        assert set(find(ANNIVERSARY).still_due(told()).values()) == {
            "The postmortem was reopened before this was sent."
        }
        publish(reopened, responder)
    with frozen(MORNING + timedelta(days=367)):
        assert plan_anniversaries() == 0


def test_after_an_outage_it_is_caught_up_but_not_forever(published):
    with frozen(MORNING + timedelta(days=31)):
        assert plan_anniversaries() == 0
    with frozen(MORNING + timedelta(days=29)):
        assert plan_anniversaries() == 1


def test_drafts_drills_and_what_was_recorded_afterwards_have_none(published, responder):
    incident = published.incident
    for field in ("is_drill", "is_past"):
        type(incident).objects.filter(pk=incident.pk).update(**{field: True})
        with frozen(MORNING):
            assert plan_anniversaries() == 0
        type(incident).objects.filter(pk=incident.pk).update(**{field: False})
    with frozen(MORNING):
        change_status(postmortem=published, actor=responder, action="reopen", reason="a wrong number")
        assert plan_anniversaries() == 0


def test_of_a_private_one_only_members_hear(responder, manager):
    postmortem = make_postmortem(incident=make_over(lead=responder, members=(responder,)), author=responder)
    of_team(postmortem, manager)
    with frozen(THEN):
        publish(postmortem, responder)
    with frozen(MORNING):
        plan_anniversaries()
    assert [delivery.recipient for delivery in told()] == [responder]
