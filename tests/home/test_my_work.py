"""My work: what I own, write, must review, and was asked about."""

from datetime import date, timedelta
from uuid import uuid4

from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.clock import now
from followthrough.services.questions import ask_owner
from postmortems.models import PostmortemVersion, Reviewer, SignOff
from tests.factories.accounts import make_team
from tests.factories.actions import make_action_item, make_incident, make_postmortem
from tests.html import html_of


def work_of(client):
    return client.get("/my-work/").context["work"]


def in_review(reviewer, **fields):
    incident = make_incident(**fields)
    postmortem = make_postmortem(incident, status="in_review", review_asked_at=now() - timedelta(days=2))
    return Reviewer.objects.create(postmortem=postmortem, person=reviewer)


def signed(review, at):
    version = PostmortemVersion.objects.create(postmortem=review.postmortem, number=1, digest="x", content={})
    SignOff.objects.create(reviewer=review, version=version, decision="approved", at=at)


def test_what_i_own_write_review_and_was_asked_about(as_user, responder, manager):
    item = make_action_item(owner=responder, due_on=date(2099, 1, 1))
    make_action_item(owner=responder, status="done")
    make_action_item(owner=manager)
    make_postmortem(make_incident(), owner=responder)
    waiting = in_review(responder)
    signed(in_review(responder), now())
    again = in_review(responder)
    signed(again, now() - timedelta(days=3))
    ask_owner(item=item, actor=manager, text="Is it stuck?", client_uuid=uuid4())
    work = work_of(as_user(responder))
    assert [row.number for row in work.items] == [item.pk]
    assert [each.postmortem.owner for each in work.postmortems] == [responder]
    assert {review.pk for review in work.reviews} == {waiting.pk, again.pk}
    assert [question.text for question in work.questions] == ["Is it stuck?"]
    board = as_user(responder).get("/follow-through/").context["board"]
    assert (work.waiting, board.for_me.waiting) == (3, 3)
    page = html_of(as_user(responder).get("/my-work/"))
    assert "3 waiting for you" in page
    assert "Is it stuck?" in page


def test_what_i_must_verify(as_user, responder):
    team = make_team("Shop", managers=(responder,))
    done = {"status": "done", "finished_at": now(), "verify_on": date(2023, 1, 1)}
    wanted = [make_action_item(team=team, **done), make_action_item(created_by=responder, **done)]
    make_action_item(team=team, owner=responder, **done)
    make_action_item(team=team, **done | {"verify_on": date(2099, 1, 1)})
    make_action_item(**done)
    work = work_of(as_user(responder))
    assert [row.number for row in work.verifications] == [item.pk for item in wanted]
    assert as_user(responder).get("/follow-through/").context["board"].for_me.waiting == work.waiting == 2


def test_nothing_of_a_private_incident_that_i_no_longer_see(as_user, responder, manager):
    item = make_action_item(make_incident(is_private=True, members=(responder,)), owner=responder)
    ask_owner(item=item, actor=manager, text="Is it stuck?", client_uuid=uuid4())
    in_review(responder, is_private=True)
    assert work_of(as_user(responder)).waiting == 1
    item.incident.members.clear()
    work = work_of(as_user(responder))
    assert (work.waiting, work.items) == (0, [])
    assert as_user(responder).get("/follow-through/").context["board"].for_me.waiting == 0


def test_the_queries_do_not_depend_on_how_much_there_is(as_user, responder, manager):
    def more():
        item = make_action_item(owner=responder)
        ask_owner(item=item, actor=manager, text="Is it stuck?", client_uuid=uuid4())
        in_review(responder)
        make_postmortem(make_incident(), owner=responder)

    def queries():
        with CaptureQueriesContext(connection) as asked:
            client.get("/my-work/")
        return len(asked)

    client = as_user(responder)
    more()
    before = queries()
    for _ in range(20):
        more()
    assert before == queries()
    assert before <= 15


def test_an_empty_page_says_so(as_user, responder):
    page = html_of(as_user(responder).get("/my-work/"))
    assert "Nobody is waiting for you" in page
    assert "You own no unfinished action items." in page
