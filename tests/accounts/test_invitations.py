"""Inviting somebody, and accepting."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from accounts.enums import AuditAction, Role
from accounts.models import AuditEvent, Company, User
from accounts.services.invitations import invite_person
from core import clock
from tests.factories.accounts import make_team, make_user

PASSWORD = "a wise crow flies late"


@pytest.fixture
def invited(admin):
    return invite_person(actor=admin, email="Joy@Example.org", name="Joy Mutua", role=Role.RESPONDER, zone="UTC")


def path(link):
    return re.sub(r"^https?://[^/]+", "", link)


def test_the_page_sends_the_mail_and_shows_the_link(as_user, admin, settings):
    settings.BASE_URL = "https://debrief.example.org"
    team = make_team("Platform")
    facts = {"name": "Joy Mutua", "email": "Joy@Example.org", "role": "responder", "zone": "EAT", "teams": [team.pk]}
    assert as_user(admin).get("/settings/people/invite/").status_code == 200
    answer = as_user(admin).post("/settings/people/invite/", facts, follow=True)
    joy = User.objects.get(email="joy@example.org")
    assert (joy.role, joy.zone, list(joy.teams.all())) == (Role.RESPONDER, "Africa/Nairobi", [team])
    (message,) = mail.outbox
    link = re.search(r"https://debrief\.example\.org/invitation/\S+", message.body)[0]
    assert Client().get(path(link)).status_code == 200
    assert "https://debrief.example.org/invitation/" in answer.content.decode()
    assert message.to == ["joy@example.org"]
    assert "Daniel Mwangi has invited you" in message.subject
    assert AuditEvent.objects.filter(action=AuditAction.PERSON_INVITED, subject="Joy Mutua").exists()


def test_three_personas(as_user, reporter, responder, manager):
    address = "/settings/people/invite/"
    assert as_user(reporter).get(address).status_code == 404
    assert as_user(responder).get(address).status_code == 403
    assert as_user(manager).post(address).status_code == 403


def test_an_address_that_is_taken_is_refused_and_nothing_is_sent(as_user, admin, responder):
    facts = {"name": "Joy", "email": responder.email.upper(), "role": "responder", "zone": "UTC"}
    answer = as_user(admin).post("/settings/people/invite/", facts)
    assert answer.status_code == 422
    assert "Somebody already has this address" in answer.content.decode()
    assert 'value="Joy"' in answer.content.decode()
    assert mail.outbox == []


def test_accepting_sets_the_password_and_logs_in_once(client, invited):
    address = path(invited.link)
    Company.objects.create(name="Acme")
    page = client.get(address).content.decode()
    assert "Welcome, Joy Mutua" in page
    assert "You have been invited to Debrief of Acme as responder." in " ".join(page.split())
    assert client.post(address, {"password": "short"}).status_code == 422
    assert client.post(address, {"password": "joy mutua joy"}).status_code in {302, 422}
    assert client.get("/profile/").status_code in {200, 302}


def test_the_link_dies_with_its_use(client, invited):
    address = path(invited.link)
    assert client.post(address, {"password": PASSWORD}).status_code == 302
    assert client.get("/profile/").status_code == 200
    assert AuditEvent.objects.filter(action=AuditAction.INVITATION_ACCEPTED).count() == 1
    again = Client().post(address, {"password": "an owl that reads by day"})
    assert again.status_code == 410
    assert "was already used. Log in with" in again.content.decode()
    assert 'href="/login/"' in again.content.decode()
    assert "Back button" not in again.content.decode()
    assert User.objects.get(pk=invited.person.pk).check_password(PASSWORD)


def test_the_link_lives_seven_days(client, invited):
    address = path(invited.link)
    with clock.frozen(clock.now() + timedelta(days=6, hours=23)):
        assert client.get(address).status_code == 200
    with clock.frozen(clock.now() + timedelta(days=7, minutes=1)):
        assert client.get(address).status_code == 410


@pytest.mark.parametrize("spoilt", ["nonsense", "eyJwZXJzb24iOjF9:abc", "%00", "a" * 2000])
def test_a_spoilt_link_is_refused(client, invited, spoilt):
    assert client.get(f"/invitation/{spoilt}/").status_code == 410


def test_a_link_of_the_other_kind_does_not_work(client, invited):
    token = path(invited.link).split("/")[2]
    assert client.get(f"/login/link/{token}/").status_code == 410


def test_a_new_invitation_kills_the_old(as_user, admin, client, invited):
    answer = as_user(admin).post(f"/settings/people/{invited.person.pk}/invite/", follow=True)
    assert "/invitation/" in answer.content.decode()
    assert client.get(path(invited.link)).status_code == 410
    assert len(mail.outbox) == 2


def test_who_has_joined_is_not_invited_again(as_user, admin):
    here = make_user("Halima Here", password=PASSWORD)
    assert as_user(admin).post(f"/settings/people/{here.pk}/invite/").status_code == 422


def test_somebody_deactivated_meanwhile_does_not_get_in(client, invited):
    User.objects.filter(pk=invited.person.pk).update(is_active=False)
    assert client.get(path(invited.link)).status_code == 410
