"""Questions: asked, answered, edited, opened again; carried until answered."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.errors import DomainError
from incidents.services.redacting import redact_words
from postmortems.models import OpenQuestion
from postmortems.services.postmortems import change_status
from postmortems.services.questions import (
    QuestionChanged,
    answer_question,
    ask_question,
    edit_question,
    fingerprint,
    reopen_question,
)
from tests.factories.postmortems import make_postmortem, publish
from tests.html import html_of
from tests.incidents.test_redacting import everything_stored


@pytest.fixture
def postmortem(responder):
    return make_postmortem(author=responder, summary="Payments failed.")


@pytest.fixture
def question(postmortem, responder):
    return ask_question(postmortem=postmortem, actor=responder, text="Who was told first?")


def url(name, postmortem, *args):
    return reverse(name, args=[postmortem.incident_id, *args])


def test_a_question_is_asked_once_and_answered(as_user, postmortem, responder, manager):
    client, address = as_user(responder), url("open_questions", postmortem)
    assert "Nobody has asked anything yet." in html_of(client.get(address))
    sent = {"text": "Who was told first?", "client_uuid": str(uuid4())}
    for _ in range(2):
        assert client.post(address, sent).status_code == 302
    question = OpenQuestion.objects.get()
    assert client.post(address, sent | {"text": "Another"}).status_code == 409
    as_user(manager).post(url("open_question_answer", postmortem, question.pk), {"answer": "The partner."})
    page = html_of(client.get(address))
    assert "Every question is answered." in page
    assert "answered by Grace Wanjiru" in page
    history = html_of(client.get(url("postmortem_history", postmortem)))
    assert "Question asked" in history
    assert "Question answered" in history


def test_it_is_counted_where_one_writes_and_reads(as_user, postmortem, question, responder):
    client = as_user(responder)
    section = postmortem.sections.first()
    assert "1 open question<" in html_of(client.get(url("section", postmortem, section.pk)))
    page = html_of(client.get(postmortem.get_absolute_url()))
    assert "1 open, 0 answered" in page
    assert "Who was told first?" in page
    asked = html_of(client.get(url("postmortem_move", postmortem, "ask_review")))
    assert "Worth another look" in asked


def test_it_is_carried_until_answered(as_user, postmortem, question, responder):
    other = make_postmortem(author=responder)
    publish(postmortem, responder)
    client = as_user(responder)
    page = html_of(client.get(postmortem.get_absolute_url()))
    assert "1 still open, carried until answered." in page
    listed = client.get(reverse("postmortem_list"), {"status": "questions"})
    assert "1 open question" in html_of(listed)
    assert [row.postmortem for row in listed.context["rows"]] == [postmortem]
    assert other not in [row.postmortem for row in listed.context["rows"]]
    client.post(url("open_question_answer", postmortem, question.pk), {"answer": "The partner."})
    assert not client.get(reverse("postmortem_list"), {"status": "questions"}).context["rows"]
    page = html_of(client.get(postmortem.get_absolute_url()))
    assert "answered by Amina Otieno" in page
    assert "still open" not in page


def test_a_refused_answer_keeps_its_words(as_user, postmortem, question, responder, manager):
    client, address = as_user(responder), url("open_question_answer", postmortem, question.pk)
    long = client.post(address, {"answer": "y" * 4001})
    assert long.status_code == 422
    assert "y" * 4001 in long.content.decode()
    assert client.post(address, {"answer": " "}).status_code == 422
    answer_question(question=question, actor=manager, answer="The partner.")
    met = client.post(address, {"answer": "The shop."})
    page = html_of(met)
    assert met.status_code == 409
    assert "The partner." in page
    assert "The shop." in page
    assert client.post(address, {"answer": "The partner."}).status_code == 302


def test_it_can_be_edited_and_opened_again(as_user, postmortem, question, responder, manager):
    client, address = as_user(manager), url("open_question", postmortem, question.pk)
    page = client.get(address)
    assert "answer" not in page.context["form"].fields
    seen = page.context["form"]["seen"].value()
    client.post(address, {"text": "Who was told last?", "seen": seen})
    question.refresh_from_db()
    assert question.text == "Who was told last?"
    answer_question(question=question, actor=responder, answer="The shop.")
    stale = client.post(address, {"text": "Mine", "answer": "Mine too", "seen": seen})
    assert stale.status_code == 409
    assert "The shop." in html_of(stale)
    assert "Mine too" in html_of(stale)
    again = stale.context["form"]["seen"].value()
    client.post(address, {"text": "Mine", "answer": "Mine too", "seen": again})
    question.refresh_from_db()
    assert (question.text, question.answer, question.answered_by) == ("Mine", "Mine too", responder)
    for _ in range(2):
        client.post(url("open_question_reopen", postmortem, question.pk))
    question.refresh_from_db()
    assert (question.answer, question.answered_by, question.answered_at) == ("", None, None)
    event = postmortem.events.get(what="Question opened again")
    assert event.before == "Mine\nMine too"


def test_limits(postmortem, question, responder, monkeypatch):
    with pytest.raises(DomainError):
        ask_question(postmortem=postmortem, actor=responder, text="  ")
    with pytest.raises(DomainError):
        ask_question(postmortem=postmortem, actor=responder, text="y" * 1001)
    monkeypatch.setattr("postmortems.services.questions.MAX_QUESTIONS", 1)
    with pytest.raises(DomainError, match="at most 1 "):
        ask_question(postmortem=postmortem, actor=responder, text="More?")


def test_redaction_reaches_questions_answers_and_history(postmortem, question, responder, admin):
    seen = fingerprint(question)
    edit_question(question=question, actor=responder, text="Who knew hunter2-x?", seen=seen)
    answer_question(question=question, actor=responder, answer="hunter2-x was known to all.")
    question.refresh_from_db()
    seen = fingerprint(question)
    redact_words(incident=postmortem.incident, actor=admin, words="hunter2-x", reason="A key")
    assert "hunter2-x" not in everything_stored()
    with pytest.raises(QuestionChanged):
        edit_question(question=question, actor=responder, text="hunter2-x?", answer="hunter2-x", seen=seen)


def test_a_question_of_another_postmortem_is_not_there(as_user, question, responder):
    other = make_postmortem(author=responder)
    for name in ("open_question", "open_question_answer", "open_question_reopen"):
        assert as_user(responder).post(url(name, other, question.pk), {"answer": "x"}).status_code == 404


def test_a_reopened_postmortem_keeps_its_questions(postmortem, question, responder):
    published = publish(postmortem, responder)
    reopen_question(question=question, actor=responder)
    change_status(postmortem=published, actor=responder, action="reopen", reason="wrong")
    assert OpenQuestion.objects.open().get() == question


def test_the_number_of_queries_does_not_grow(as_user, postmortem, responder, manager, django_assert_num_queries):
    client = as_user(responder)
    section = postmortem.sections.first()
    pages = [url("open_questions", postmortem), postmortem.get_absolute_url(), url("section", postmortem, section.pk)]
    pages += [reverse("postmortem_list")]

    def ask(count):
        for n in range(count):
            question = ask_question(postmortem=postmortem, actor=manager, text=f"Question {n}")
            if n % 2:
                answer_question(question=question, actor=responder, answer="Yes")

    ask(2)
    counts = []
    for page in pages:
        client.get(page)
        with CaptureQueriesContext(connection) as found:
            client.get(page)
        counts.append(len(found))
    ask(20)
    for page, count in zip(pages, counts, strict=True):
        with django_assert_num_queries(count):
            client.get(page)
