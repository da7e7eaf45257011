"""The list of lessons: what it holds, who sees it, and its file."""

import csv
from io import StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import AuditAction
from accounts.models import AuditEvent
from postmortems.enums import LessonKind
from postmortems.services.analysis import add_lesson
from tests.factories.accounts import make_user
from tests.factories.incidents import make_service
from tests.factories.postmortems import make_postmortem, publish

LESSONS, FILE = reverse("lesson_list"), reverse("lesson_csv")


def lesson(author, text, kind=LessonKind.WENT_WELL, *, published=True, **fields):
    postmortem = make_postmortem(author=author, **fields)
    add_lesson(postmortem=postmortem, actor=author, kind=kind, text=text)
    return publish(postmortem, author) if published else postmortem


def shown(client, **query):
    return [row.text for row in client.get(LESSONS, query).context["page"]]


def test_lessons_of_published_postmortems_unless_asked(as_user, responder):
    lesson(responder, "The alarm came at once.")
    lesson(responder, "Nobody had read the draft.", published=False)
    client = as_user(responder)
    assert shown(client) == ["The alarm came at once."]
    assert len(shown(client, status="all")) == 2
    page = client.get(LESSONS).content.decode()
    assert "Went well" in page
    assert f'href="{LESSONS}"' in client.get(reverse("postmortem_list")).content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "alarms"}, ["The alarm came at once."]),
        ({"q": "nothing"}, []),
        ({"kind": "got_lucky"}, ["It was night."]),
        ({"kind": "went_well", "q": "night"}, []),
        ({"incident": "drill"}, ["A drill taught it."]),
        ({"incident": "all", "q": "taught"}, ["A drill taught it."]),
    ],
)
def test_narrowed_by_words_kind_and_drills(as_user, responder, query, found):
    lesson(responder, "The alarm came at once.")
    lesson(responder, "It was night.", LessonKind.GOT_LUCKY)
    lesson(responder, "A drill taught it.", is_drill=True)
    assert shown(as_user(responder), **query) == found


def test_narrowed_by_service(as_user, responder):
    shop = make_service("Shop")
    lesson(responder, "Of the shop").incident.services.add(shop)
    lesson(responder, "Of another")
    assert shown(as_user(responder), service=shop.pk) == ["Of the shop"]


def test_those_of_private_incidents_are_for_their_members(as_user, responder, admin):
    lesson(responder, "A secret lesson", members=(responder,))
    other = make_user()
    for person, texts in ((responder, ["A secret lesson"]), (admin, ["A secret lesson"]), (other, [])):
        assert shown(as_user(person)) == texts
        file = b"".join(as_user(person).get(FILE).streaming_content).decode()
        assert ("A secret lesson" in file) == bool(texts)
    assert AuditEvent.objects.filter(actor=admin, action=AuditAction.PRIVATE_READ).exists()


def test_the_file_has_the_rows_of_the_page_and_is_logged(as_user, responder):
    lesson(responder, "=1+1")
    lesson(responder, "It was night.", LessonKind.GOT_LUCKY)
    answer = as_user(responder).get(FILE, {"kind": "got_lucky"})
    rows = list(csv.DictReader(StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert [(row["lesson"], row["kind"], row["severity"]) for row in rows] == [("It was night.", "Got lucky", "SEV2")]
    event = AuditEvent.objects.get(action=AuditAction.EXPORTED)
    assert (event.subject, event.detail) == ("Lessons as CSV", {"filters": {"kind": "got_lucky"}})
    whole = b"".join(as_user(responder).get(FILE).streaming_content).decode()
    assert "'=1+1" in whole


def test_empty_pages_lead_on(as_user, responder):
    client = as_user(responder)
    assert "No lessons yet" in client.get(LESSONS).content.decode()
    assert "No lessons match" in client.get(LESSONS, {"q": "x"}).content.decode()


def test_the_list_costs_the_same_for_many(as_user, responder):
    client = as_user(responder)

    def queries():
        client.get(LESSONS)
        with CaptureQueriesContext(connection) as captured:
            client.get(LESSONS)
        return len(captured)

    lesson(responder, "One").incident.services.add(make_service("Shop"))
    few = queries()
    for n in range(5):
        postmortem = lesson(responder, f"Lesson {n}")
        for more in range(5):
            add_lesson(postmortem=postmortem, actor=responder, kind=LessonKind.LESSON, text=f"More {more}")
    assert queries() == few <= 12
