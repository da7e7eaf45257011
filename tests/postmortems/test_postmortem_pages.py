"""The pages of a postmortem: who sees them, what they show, what they let people do."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.enums import AuditAction
from accounts.models import AuditEvent, User
from core.clock import now
from postmortems.enums import FactorKind, LessonKind, MeasureKind, SectionKind
from postmortems.models import Postmortem
from postmortems.services.analysis import add_factor, add_lesson, add_measure
from postmortems.services.postmortems import change_status
from tests.factories.accounts import make_user
from tests.factories.actions import make_action_item
from tests.factories.postmortems import make_over, make_postmortem, publish, save, section_of

LogIn = Callable[[User], Client]
PAGES = ["postmortem", "postmortem_edit", "postmortem_details", "postmortem_history"]


def url(name: str, postmortem: Postmortem, *args: object) -> str:
    return reverse(name, args=[postmortem.incident_id, *args])


@pytest.fixture
def postmortem(responder: User) -> Postmortem:
    return make_postmortem(author=responder, summary="Payments failed for **two hours**.")


@pytest.mark.parametrize("name", PAGES)
def test_who_sees_the_pages(
    as_user: LogIn, postmortem: Postmortem, reporter: User, responder: User, manager: User, name: str
) -> None:
    path = url(name, postmortem)
    assert as_user(reporter).get(path).status_code == 404
    for user in (responder, manager):
        assert as_user(user).get(path, follow=True).status_code == 200
    assert Client().get(path).status_code == 302


@pytest.mark.parametrize("name", PAGES)
def test_a_private_incidents_postmortem_is_for_members_and_admins(
    as_user: LogIn, responder: User, manager: User, admin: User, name: str
) -> None:
    path = url(name, make_postmortem(incident=make_over(lead=responder, members=(responder,))))
    assert as_user(responder).get(path, follow=True).status_code == 200
    assert as_user(manager).get(path).status_code == 404
    assert not AuditEvent.objects.filter(action=AuditAction.PRIVATE_READ).exists()
    assert as_user(admin).get(path, follow=True).status_code == 200
    assert AuditEvent.objects.get(action=AuditAction.PRIVATE_READ).actor == admin


def test_the_page_shows_what_was_written_and_the_incident_as_it_is(
    as_user: LogIn, postmortem: Postmortem, responder: User
) -> None:
    add_factor(postmortem=postmortem, actor=responder, kind=FactorKind.TRIGGER, text="A <b>deployment</b>")
    add_lesson(postmortem=postmortem, actor=responder, kind=LessonKind.GOT_LUCKY, text="It was night")
    add_measure(postmortem=postmortem, actor=responder, kind=MeasureKind.CORRECTIVE, text="Test it first")

    page = as_user(responder).get(postmortem.get_absolute_url()).content.decode()

    assert "Payments failed for <strong>two hours</strong>." in page
    assert "A &lt;b&gt;deployment&lt;/b&gt;" in page
    assert "No action item" in page
    assert "Got lucky" in page
    assert "Test it first" in page
    assert "resolved − impact started" in page


def test_action_items_stand_as_they_are_today_beside_what_they_answer(
    as_user: LogIn, postmortem: Postmortem, responder: User
) -> None:
    answered = add_factor(postmortem=postmortem, actor=responder, kind=FactorKind.TRIGGER, text="A deployment")
    item = make_action_item(
        incident=postmortem.incident,
        title="Test it first",
        owner=make_user("Fatuma Ali"),
        due_on=now().date() - timedelta(days=5),
    )
    item.factors.add(answered)
    make_action_item(incident=postmortem.incident, title="Something else", status="done")
    elsewhere = make_action_item(incident=make_over(lead=responder), title="Not of this one")

    page = as_user(responder).get(postmortem.get_absolute_url())
    shown, words = page.context["page"], page.content.decode()

    assert f'linked to <a href="{item.get_absolute_url()}"' in " ".join(words.split())
    assert (shown.actions_done, shown.actions_overdue, shown.rows.open_factors) == (1, 1, 0)
    assert [loose.title for loose in shown.rows.loose_actions] == ["Something else"]
    assert "Fatuma Ali" in words
    assert elsewhere.title not in words


def test_a_published_page_leaves_out_what_is_empty_and_shows_corrections(
    as_user: LogIn, postmortem: Postmortem, responder: User, manager: User
) -> None:
    publish(postmortem, responder)
    client = as_user(responder)
    assert "Nothing written yet" not in client.get(postmortem.get_absolute_url()).content.decode()

    save(section_of(postmortem, SectionKind.CONCLUSION), manager, "Late insight")

    page = client.get(postmortem.get_absolute_url())
    assert [correction.heading for correction in page.context["page"].corrections] == ["Conclusion"]
    assert "Late insight" in page.content.decode()


def test_rows_stay_on_the_page_when_their_section_was_removed(
    as_user: LogIn, postmortem: Postmortem, responder: User
) -> None:
    add_factor(postmortem=postmortem, actor=responder, kind=FactorKind.TRIGGER, text="A deployment")
    client = as_user(responder)
    client.post(url("section_remove", postmortem, section_of(postmortem, SectionKind.ROOT_CAUSE).pk))
    assert "A deployment" in client.get(postmortem.get_absolute_url()).content.decode()


def test_without_a_postmortem_the_page_offers_to_open_one(as_user: LogIn, responder: User, reporter: User) -> None:
    incident = make_over(lead=responder, level=4)
    address = reverse("postmortem", args=[incident.pk])
    client = as_user(responder)
    assert "SEV4 does not require one" in client.get(address).content.decode()
    assert as_user(reporter).post(reverse("postmortem_open", args=[incident.pk])).status_code == 404

    for _ in range(2):
        assert client.post(reverse("postmortem_open", args=[incident.pk])).status_code == 302

    assert Postmortem.objects.get().opened_by == responder
    assert client.get(address).context["page"].postmortem.incident == incident


def test_review_and_publication_by_their_buttons(as_user: LogIn, postmortem: Postmortem, manager: User) -> None:
    client = as_user(manager)
    for action in ("ask_review", "publish"):
        assert client.post(url("postmortem_move", postmortem, action)).status_code == 302
    postmortem.refresh_from_db()
    assert (postmortem.status, postmortem.published_by) == ("published", manager)


def test_a_refused_move_says_why_and_changes_nothing(as_user: LogIn, responder: User) -> None:
    empty = make_postmortem(author=responder)
    client = as_user(responder)
    assert "marked as required" in client.get(empty.get_absolute_url()).content.decode()
    answer = client.post(url("postmortem_move", empty, "ask_review"))
    assert answer.status_code == 422
    assert "marked as required" in answer.content.decode()
    empty.refresh_from_db()
    assert empty.status == "draft"


def test_reopening_asks_for_a_reason_and_keeps_what_was_typed(
    as_user: LogIn, postmortem: Postmortem, responder: User
) -> None:
    publish(postmortem, responder)
    client, address = as_user(responder), url("postmortem_move", postmortem, "reopen")
    assert client.get(address).status_code == 200
    assert client.post(address, {"reason": "  "}).status_code == 422
    long = client.post(address, {"reason": "x" * 501})
    assert long.status_code == 422
    assert "x" * 501 in long.content.decode()
    assert client.post(address, {"reason": "The cause was another one"}).status_code == 302
    assert "The cause was another one" in client.get(url("postmortem_history", postmortem)).content.decode()


def test_a_step_that_does_not_exist_is_answered_in_words(
    as_user: LogIn, postmortem: Postmortem, responder: User
) -> None:
    client = as_user(responder)
    assert "this step is not possible" in client.get(url("postmortem_move", postmortem, "reopen")).content.decode()
    assert client.post(url("postmortem_move", postmortem, "nonsense"), {"reason": "why"}).status_code == 422


def test_people_and_date(as_user: LogIn, postmortem: Postmortem, responder: User, manager: User) -> None:
    client, address = as_user(responder), url("postmortem_details", postmortem)
    sent = {"owner": manager.pk, "facilitator": responder.pk, "due_on": "2026-12-24"}
    assert client.post(address, sent).status_code == 302

    postmortem.refresh_from_db()
    assert (postmortem.owner, postmortem.facilitator, str(postmortem.due_on)) == (manager, responder, "2026-12-24")
    history = client.get(url("postmortem_history", postmortem)).content.decode()
    assert "24 December 2026" in history
    assert manager.name in history


def test_a_reporter_cannot_be_its_author(
    as_user: LogIn, postmortem: Postmortem, responder: User, reporter: User
) -> None:
    answer = as_user(responder).post(url("postmortem_details", postmortem), {"owner": reporter.pk})
    assert answer.status_code == 422


def test_in_a_private_incident_a_yes_makes_the_author_a_member(as_user: LogIn, responder: User) -> None:
    private = make_postmortem(incident=make_over(lead=responder, members=(responder,)))
    other = make_user("Brian Kimani")
    client, address = as_user(responder), url("postmortem_details", private)

    refused = client.post(address, {"owner": other.pk})
    assert refused.status_code == 422
    assert "cannot see this private incident" in refused.content.decode()
    private.refresh_from_db()
    assert private.owner == responder

    assert client.post(address, {"owner": other.pk, "make_member": "on"}).status_code == 302
    assert as_user(other).get(private.get_absolute_url()).status_code == 200


def test_the_number_of_queries_does_not_grow(
    as_user: LogIn, responder: User, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    few, many = make_postmortem(author=responder, summary="s"), make_postmortem(author=responder, summary="s")
    for postmortem, count in ((few, 1), (many, 50)):
        for n in range(count):
            add_factor(postmortem=postmortem, actor=responder, kind=FactorKind.TRIGGER, text=f"factor {n}")
            add_lesson(postmortem=postmortem, actor=responder, kind=LessonKind.LESSON, text=f"lesson {n}")
            add_measure(postmortem=postmortem, actor=responder, kind=MeasureKind.CORRECTIVE, text=f"measure {n}")
            item = make_action_item(incident=postmortem.incident, owner=make_user())
            item.factors.set(postmortem.factors.all())
    client = as_user(responder)
    section = {p: url("section", p, section_of(p, SectionKind.ROOT_CAUSE).pk) for p in (few, many)}
    for page, most in (({p: p.get_absolute_url() for p in (few, many)}, 15), (section, 20)):
        client.get(page[few])
        with django_assert_max_num_queries(most) as first:  # type: ignore[attr-defined]
            client.get(page[few])
        with django_assert_max_num_queries(len(first)):  # type: ignore[attr-defined]
            client.get(page[many])
    publish(many, responder)
    save(section_of(many, SectionKind.IMPACT), responder, "Corrected later")
    client.get(many.get_absolute_url())  # the first time it notes who read it
    with django_assert_max_num_queries(15):  # type: ignore[attr-defined]
        assert "Corrected" in client.get(many.get_absolute_url()).content.decode()


def test_going_back_from_review_tells_the_author_why(as_user: LogIn, postmortem: Postmortem, manager: User) -> None:
    change_status(postmortem=postmortem, actor=manager, action="ask_review")
    client = as_user(manager)
    client.post(url("postmortem_move", postmortem, "back_to_draft"), {"reason": "No account of detection"})
    assert "No account of detection" in client.get(url("postmortem_history", postmortem)).content.decode()
