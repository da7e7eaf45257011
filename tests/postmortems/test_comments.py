"""Comments on sections: threads, quoted passages, @names, and where they are shown."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.errors import Conflict, DomainError
from incidents.services import NotAMember
from incidents.services.redacting import redact_words
from notifications.kinds import find
from notifications.models import Delivery
from postmortems.enums import SectionKind
from postmortems.models import Comment, CommentThread
from postmortems.services.comments import (
    NAMED_IN_COMMENT,
    answer_thread,
    open_thread,
    reopen_thread,
    resolve_thread,
)
from postmortems.services.sections import remove_section
from tests.factories.incidents import make_entry
from tests.factories.postmortems import make_over, make_postmortem, save, section_of
from tests.html import html_of
from tests.incidents.test_redacting import everything_stored

TEXT = "Payments **failed** for\ntwo hours."


@pytest.fixture
def section(responder):
    postmortem = make_postmortem(author=responder, summary=TEXT)
    return section_of(postmortem, SectionKind.SUMMARY)


def address(name, section, *args):
    return reverse(name, args=[section.postmortem.incident_id, section.pk, *args])


def handle(person):
    return person.email.partition("@")[0]


def read(client, section):
    return html_of(client.get(section.postmortem.get_absolute_url()))


@pytest.mark.parametrize("passage", ["failed for two", "Payments **failed** for", "  failed\n for ", ""])
def test_a_passage_is_quoted_as_it_reads_or_as_it_was_typed(section, responder, passage):
    comment = open_thread(section=section, actor=responder, text="Since when?", passage=passage)
    assert comment.thread.passage == " ".join(passage.split())


def test_other_words_are_refused_and_nothing_is_stored(section, responder):
    with pytest.raises(DomainError, match="does not say this") as refused:
        open_thread(section=section, actor=responder, text="Since when?", passage="failed for three")
    assert refused.value.field == "passage"
    assert not CommentThread.objects.exists()


@pytest.mark.parametrize("text", ["", " \n ", "x" * 4001])
def test_without_words_or_with_too_many_it_is_refused(section, responder, text):
    with pytest.raises(DomainError):
        open_thread(section=section, actor=responder, text=text)


def test_a_removed_section_takes_no_comments(section, responder):
    remove_section(section=section, actor=responder)
    with pytest.raises(DomainError, match="removed in the meantime"):
        open_thread(section=section, actor=responder, text="Since when?")


def test_sent_twice_it_is_stored_once(section, responder, manager):
    uuid = uuid4()
    first = open_thread(section=section, actor=responder, text="Since when?", client_uuid=uuid)
    assert open_thread(section=section, actor=responder, text="Since when?", client_uuid=uuid) == first
    with pytest.raises(Conflict):
        open_thread(section=section, actor=responder, text="Until when?", client_uuid=uuid)
    answer = answer_thread(thread=first.thread, actor=manager, text="Since nine.", client_uuid=uuid)
    assert answer_thread(thread=first.thread, actor=manager, text="Since nine.", client_uuid=uuid) == answer
    assert Comment.objects.count() == 2


def test_resolving_and_an_answer_that_opens_it_again(section, responder, manager):
    thread = open_thread(section=section, actor=responder, text="Since when?").thread
    resolved = resolve_thread(thread=thread, actor=manager)
    assert (resolved.resolved_by, resolve_thread(thread=thread, actor=responder).resolved_by) == (manager, manager)
    assert reopen_thread(thread=thread, actor=responder).resolved_at is None
    resolve_thread(thread=thread, actor=manager)
    answer_thread(thread=thread, actor=responder, text="One more thing")
    thread.refresh_from_db()
    assert (thread.resolved_at, thread.resolved_by) == (None, None)


def test_a_name_tells_by_mail(section, responder, manager):
    open_thread(section=section, actor=responder, text=f"@{handle(manager)} **when**?", passage="two hours")
    (delivery,) = Delivery.objects.filter(kind=NAMED_IN_COMMENT)
    assert delivery.recipient == manager
    assert not find(NAMED_IN_COMMENT).still_due([delivery])
    message = find(NAMED_IN_COMMENT).render([delivery])[delivery.pk]
    assert "Summary, “two hours”" in message.text
    assert "when?" in message.text
    remove_section(section=section, actor=responder)
    assert find(NAMED_IN_COMMENT).still_due([delivery])


def test_quoted_entries_show_as_they_stand_and_mails_leave_them_out(as_user, section, responder, manager):
    entry = make_entry(section.postmortem.incident, "The gateway restarted.", by=responder)
    save(section, responder, f"See:\n\n{{entry {entry.pk}}}")
    open_thread(section=section, actor=responder, text=f"@{handle(manager)} why?\n\n{{entry {entry.pk}}}")
    client = as_user(responder)
    pages = [read(client, section)]
    pages += [html_of(client.get(address(name, section))) for name in ("section", "section_comments")]
    for page in pages:
        assert page.count('<div class="quote-text"><p>The gateway restarted.</p>') == 2
        assert f"<p>{{entry {entry.pk}}}" not in page
    (delivery,) = Delivery.objects.filter(kind=NAMED_IN_COMMENT)
    text = find(NAMED_IN_COMMENT).render([delivery])[delivery.pk].text
    assert "why?" in text
    assert "entry" not in text


def test_in_a_private_incident_a_stranger_is_asked_about(as_user, responder, manager):
    incident = make_over(lead=responder, members=(responder,))
    section = section_of(make_postmortem(incident=incident, author=responder), SectionKind.SUMMARY)
    words = f"@{handle(manager)} when?"
    with pytest.raises(NotAMember):
        open_thread(section=section, actor=responder, text=words)
    client = as_user(responder)
    refused = client.post(address("section_comments", section), {"text": words})
    assert refused.status_code == 422
    assert "Make Grace Wanjiru a member and save" in html_of(refused)
    assert not Delivery.objects.filter(kind=NAMED_IN_COMMENT).exists()
    client.post(address("section_comments", section), {"text": words, "make_members": "on"})
    assert Delivery.objects.get(kind=NAMED_IN_COMMENT).recipient == manager


def test_a_comment_whose_passage_is_gone_stays_marked(as_user, section, responder):
    open_thread(section=section, actor=responder, text="Since when?", passage="two hours")
    assert "no longer says this" not in read(as_user(responder), section)
    save(section, responder, "Payments failed for three hours.")
    page = read(as_user(responder), section)
    assert "two hours" in page
    assert "The section no longer says this" in page


def test_by_the_forms_of_the_page_to_read(as_user, section, responder, manager):
    client = as_user(manager)
    sent = {"text": "Since **when**?", "passage": "two hours", "client_uuid": uuid4(), "back": "page"}
    response = client.post(address("section_comments", section), sent)
    assert response.url == f"{section.postmortem.get_absolute_url()}#comments-{section.pk}"
    thread = CommentThread.objects.get()
    client.post(address("comment_answer", section, thread.pk), {"text": "Since nine", "back": "page"})
    page = client.get(section.postmortem.get_absolute_url())
    assert "Since <strong>when</strong>?" in page.content.decode()
    assert "Comments: 1 open, 1 in all" in html_of(page)
    assert "1 thread of comments is open." in html_of(page)
    edit = as_user(responder).get(address("section", section))
    assert "1 thread of comments not resolved" in html_of(edit)
    response = client.post(address("comment_resolve", section, thread.pk), {"back": "editor"})
    assert response.url == f"{address('section', section)}#comments-{section.pk}"
    assert "Comments: 0 open, 1 in all" in html_of(client.get(address("section", section)))
    assert "Resolved by Grace Wanjiru" in html_of(client.get(address("section_comments", section)))
    client.post(address("comment_reopen", section, thread.pk))
    assert CommentThread.objects.get().resolved_at is None


def test_what_was_typed_survives_a_refusal(as_user, section, responder):
    client = as_user(responder)
    refused = client.post(address("section_comments", section), {"text": "Since when?", "passage": "three hours"})
    page = html_of(refused)
    assert refused.status_code == 422
    assert "The section does not say this, or no longer." in page
    assert "Since when?" in page
    assert "three hours" in page
    thread = open_thread(section=section, actor=responder, text="Since when?").thread
    refused = client.post(address("comment_answer", section, thread.pk), {"text": "y" * 5000})
    assert refused.status_code == 422
    assert "y" * 5000 in refused.content.decode()


def test_a_thread_of_another_section_is_not_there(as_user, section, responder):
    other = section_of(section.postmortem, SectionKind.IMPACT)
    thread = open_thread(section=other, actor=responder, text="Since when?").thread
    for name in ("comment_answer", "comment_resolve", "comment_reopen"):
        assert as_user(responder).post(address(name, section, thread.pk), {"text": "x"}).status_code == 404


def test_redacted_words_leave_comments_and_passages(section, responder, admin):
    save(section, responder, "The key hunter2-x leaked.")
    open_thread(section=section, actor=responder, text="Who knew `hunter2-x`?", passage="key hunter2-x")
    redact_words(incident=section.postmortem.incident, actor=admin, words="hunter2-x", reason="A key")
    assert "hunter2-x" not in everything_stored()
    comment = Comment.objects.get()
    assert "Daniel Mwangi: A key" in comment.html
    assert "Daniel Mwangi: A key" in comment.thread.passage


def test_the_number_of_queries_does_not_grow(as_user, section, responder, manager, django_assert_num_queries):
    client = as_user(responder)

    def comment(count):
        for n in range(count):
            thread = open_thread(section=section, actor=manager, text=f"Thread {n}", passage="two hours").thread
            answer_thread(thread=thread, actor=responder, text=f"Answer {n}")

    pages = [section.postmortem.get_absolute_url(), address("section", section), address("section_comments", section)]
    comment(1)
    counts = []
    for page in pages:
        client.get(page)
        with CaptureQueriesContext(connection) as found:
            client.get(page)
        counts.append(len(found))
    comment(20)
    for page, count in zip(pages, counts, strict=True):
        with django_assert_num_queries(count):
            client.get(page)
