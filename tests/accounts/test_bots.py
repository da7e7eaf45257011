"""A bot cannot log in, owns nothing that anybody is reminded of, is told nothing, and is shown as one."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.enums import Role
from accounts.models import User
from accounts.services.invitations import accept_invitation, invite_again
from accounts.services.links import Link, LinkDead, make_link
from accounts.services.sign_in import make_sign_in_link, use_sign_in_link
from accounts.services.teams import put_in_team
from actions.services.items import ActionDetails, create_action_item
from core.clock import today
from core.errors import DomainError
from incidents.models import TimelineEntry
from incidents.selectors.handles import people_called
from incidents.services.roles import RoleChange, assign_role
from incidents.services.tasks import TaskDetails, add_task
from notifications.models import Delivery
from notifications.services.queueing import NewDelivery, queue_delivery
from postmortems.services.postmortems import PostmortemDetails, change_details
from tests.factories.accounts import make_bot, make_team, make_user
from tests.factories.incidents import make_entry, make_incident
from tests.factories.postmortems import make_postmortem
from tests.html import html_of


@pytest.fixture
def bot():
    return make_bot("Pager", email="pager@example.com")


def test_the_database_takes_no_password_for_it_and_no_other_kind(bot):
    bot.set_password("a wise crow flies late")
    with pytest.raises(IntegrityError, match="user_bot_without_password"), transaction.atomic():
        bot.save()
    with pytest.raises(IntegrityError, match="user_kind_known"), transaction.atomic():
        User.objects.filter(pk=bot.pk).update(kind="robot")


def test_no_password_logs_it_in(client, bot):
    sent = {"login": bot.email, "password": bot.password}
    assert client.post(reverse("account_login"), sent).status_code == 422
    assert "_auth_user_id" not in client.session


def test_a_reset_sends_it_nothing(client, bot, responder):
    for person in (bot, responder):
        assert client.post(reverse("account_reset_password"), {"email": person.email}).status_code == 302
    assert [message.to for message in mail.outbox] == [[responder.email]]


def test_no_link_lets_it_in(bot, admin):
    with pytest.raises(DomainError, match="is a bot"):
        invite_again(actor=admin, person=bot)
    with pytest.raises(DomainError, match="No active person"):
        make_sign_in_link(email=bot.email)
    for kind, enter in (
        (Link.INVITATION, lambda token: accept_invitation(token=token, password="a wise crow flies late")),
        (Link.SIGN_IN, lambda token: use_sign_in_link(token=token)),
    ):
        token = make_link(kind, bot).rstrip("/").rpartition("/")[2]
        with pytest.raises(LinkDead):
            enter(token)


def test_it_is_nobody_among_people(as_user, bot, admin):
    assert bot not in {*User.objects.people(), *User.objects.active(), *User.objects.responders()}
    assert make_bot(role=Role.ADMIN) not in User.objects.managers()
    assert people_called(["pager"]) == []
    client = as_user(admin)
    assert bot.name not in client.get(reverse("people")).content.decode()
    assert client.get(reverse("person", args=[bot.pk])).status_code == 404


def test_it_joins_no_team(bot, admin):
    with pytest.raises(DomainError, match="is a bot"):
        put_in_team(actor=admin, team=make_team(), person=bot, is_manager=True)


def test_it_owns_nothing_that_anybody_is_reminded_of(bot, responder):
    incident, postmortem = make_incident(by=responder), make_postmortem(author=responder)
    details = PostmortemDetails(owner=bot, facilitator=None, due_on=postmortem.due_on)
    given = ActionDetails(title="Add an alert", owner=bot, due_on=today("UTC") + timedelta(days=3))
    for refused in (
        lambda: assign_role(incident=incident, actor=responder, change=RoleChange(role="lead", person=bot)),
        lambda: make_incident(by=responder, lead=bot),
        lambda: add_task(incident=incident, actor=responder, details=TaskDetails(text="Tell the supplier", person=bot)),
        lambda: create_action_item(incident=incident, actor=responder, details=given, client_uuid=uuid4()),
        lambda: change_details(postmortem=postmortem, actor=responder, details=details),
    ):
        with pytest.raises(DomainError, match="Pager is a bot"):
            refused()


@pytest.mark.parametrize("name", ["declare", "assign_role", "edit_privacy"])
def test_no_form_offers_it(as_user, bot, responder, name):
    ana, incident = make_user("Ana Silva"), make_incident(by=responder, lead=responder)
    args = {"declare": [], "assign_role": [incident.pk, "scribe"]}.get(name, [incident.pk])
    shown = as_user(responder).get(reverse(name, args=args)).content.decode()
    assert (ana.name in shown, bot.name in shown) == (True, False)


def test_it_is_told_nothing(bot, responder):
    given = {"kind": "named_in_entry", "payload": {}, "reason": "Named."}
    assert queue_delivery(NewDelivery(recipient=bot, dedup_key="bot", **given)) is None
    assert queue_delivery(NewDelivery(recipient=responder, dedup_key="person", **given)) is not None
    assert list(Delivery.objects.values_list("recipient", flat=True)) == [responder.pk]


def test_its_entries_say_that_it_is_one(as_user, bot, responder):
    incident = make_incident(by=responder)
    make_entry(incident, "Disk full on db-1.", by=bot)
    make_entry(incident, "On it.", by=responder)
    client = as_user(responder)
    shown = html_of(client.get(incident.get_absolute_url())).replace("> <", "><")
    assert '<span class="who">Pager</span><span class="tag">bot</span>' in shown
    assert shown.count('<span class="tag">bot</span>') == 1
    told = client.get(reverse("timeline_text", args=[incident.pk])).content.decode()
    assert "Pager (bot)" in told
    assert TimelineEntry.objects.filter(author=bot).count() == 1
