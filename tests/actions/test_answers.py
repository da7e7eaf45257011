"""What an owner answers from a mail: a link fills a form in and changes nothing, one button confirms."""

import re
from datetime import date
from email import message_from_bytes, policy
from urllib.parse import urlsplit

import pytest

from actions.models import ActionItem
from actions.selectors.answers import answers
from actions.services.owner_and_date import give_to
from notifications.kinds import find
from notifications.mime import mime
from notifications.models import Delivery
from notifications.services.account_mail import KIND as ACCOUNT_MAIL
from tests.factories.actions import make_action_item


@pytest.fixture
def delivery(responder, manager) -> Delivery:
    item = make_action_item(title="Alert on hit rate", due_on=date(2099, 5, 31))
    give_to(item=item, actor=manager, owner=responder)
    return Delivery.objects.select_related("recipient").get(recipient=responder)


@pytest.fixture
def mail(delivery):
    message = find(delivery.kind).render([delivery])[delivery.pk]
    return message_from_bytes(mime(delivery, message), policy=policy.default)


def test_the_mail_has_the_links_and_following_them_changes_nothing(mail, delivery, as_user, responder) -> None:
    item = ActionItem.objects.get()
    text = mail.get_body(("plain",)).get_content()
    html = mail.get_body(("html",)).get_content()
    before = ActionItem.objects.values().get()
    events = item.events.count()
    for answer in answers(item):
        assert f"{answer.label}: {answer.url}" in text
        assert answer.url in html
        parts = urlsplit(answer.url)
        for _ in range(2):
            assert as_user(responder).get(f"{parts.path}?{parts.query}").status_code == 200
    assert ActionItem.objects.values().get() == before
    assert item.events.count() == events


def test_without_a_login_they_lead_to_it_and_back(client, delivery) -> None:
    answer = answers(ActionItem.objects.get())[0]
    parts = urlsplit(answer.url)
    response = client.get(f"{parts.path}?{parts.query}")
    assert response.status_code == 302
    assert "answer%3Dfinish" in response["Location"]


def test_done_and_new_date_open_their_forms(delivery, as_user, responder) -> None:
    item, client = ActionItem.objects.get(), as_user(responder)
    assert "Is it done?" in client.get(item.get_absolute_url(), {"answer": "finish"}).content.decode()
    page = client.get(item.get_absolute_url(), {"answer": "date"}).content.decode()
    assert re.search(r'<details class="ask" open>\s*<summary class="btn">Change due date', page)
    assert '<details class="ask" open>' not in client.get(item.get_absolute_url(), {"answer": "<b>"}).content.decode()


def test_not_mine_is_confirmed_by_one_press(delivery, as_user, responder) -> None:
    item, client = ActionItem.objects.get(), as_user(responder)
    address = f"{item.get_absolute_url()}edit/?answer=not-mine"
    page = client.get(address).content.decode()
    assert "It is about to have no owner" in page
    version = re.search(r'name="version" value="(\d+)"', page)
    typed = {"version": version[1], "title": item.title, "kind": item.kind, "priority": item.priority, "owner": ""}
    typed |= {"due_on": item.due_on.isoformat(), "note": "Not mine"}
    assert 'value="Not mine"' in page
    assert client.post(address, typed).status_code == 302
    item.refresh_from_db()
    assert item.owner is None


def test_mails_of_one_item_are_a_thread_and_say_where_to_choose(mail, delivery) -> None:
    item = ActionItem.objects.get()
    assert mail["Message-ID"] == delivery.message_id
    assert (
        mail["References"] == mail["In-Reply-To"] == f"<act-{item.pk}@{delivery.message_id.strip('<>').split('@')[1]}>"
    )
    assert mail["List-Unsubscribe"].endswith("/profile/messages/>")
    assert mail["List-Unsubscribe-Post"] is None


def test_account_mails_have_neither(delivery) -> None:
    delivery.kind = ACCOUNT_MAIL
    found = message_from_bytes(mime(delivery, find("test_mail").render([delivery])[delivery.pk]), policy=policy.default)
    assert found["List-Unsubscribe"] is None
    assert found["References"] is None
