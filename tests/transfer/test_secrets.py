"""No secret leaves with everything."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client

from accounts.enums import Role
from accounts.models import User
from accounts.services import encrypt
from accounts.services.invitations import invite_person
from accounts.services.sign_in import make_sign_in_link
from customers.models import Subscriber
from customers.services.status_page.subscribing import ask_subscription, end_link
from followthrough.models import CalendarFeed
from followthrough.services.calendars import make_calendar
from notifications.enums import EndpointKind
from notifications.models import Delivery, Endpoint
from notifications.services.endpoints import EndpointDetails, add_endpoint
from postmortems.models import Section, SectionDraft
from tests.transfer.installation import build
from transfer.exporting.progress import Progress
from transfer.services.exports import export_to_folder

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "a wise crow flies late"
TOTP, CODES = "JBSWY3DPEHPK3PXP", "c0debeef"
HOOK = "https://93.184.215.14/hooks/T0AB/k3y-of-the-hook"


def secrets(boss: User) -> dict[str, str]:
    """One of each kind, by what it is; as typed, as stored, and as sent."""
    boss.set_password(PASSWORD)
    boss.save()
    Client().post("/login/", {"login": boss.email, "password": PASSWORD})
    Authenticator.objects.create(user=boss, type="totp", data={"secret": encrypt(TOTP)})
    Authenticator.objects.create(user=boss, type="recovery_codes", data={"seed": encrypt(CODES), "used_mask": 0})
    endpoint, secret = add_endpoint(actor=boss, details=EndpointDetails("Ops", EndpointKind.WEBHOOK, HOOK))
    invited = invite_person(actor=boss, email="new@example.com", name="Ana Silva", role=Role.RESPONDER, zone="UTC")
    ask_subscription(email="other@example.com", services=[])
    subscriber = Subscriber.objects.get()
    draft = SectionDraft.objects.create(
        section=Section.objects.earliest("pk"), person=boss, body="Nobody has read this", base_version=1
    )
    stored = Endpoint.objects.get(pk=endpoint.pk)
    return {
        "the password": PASSWORD,
        "its hash": boss.password,
        "a session": Session.objects.latest("expire_date").session_key,
        "its record": UserSession.objects.latest("pk").session_key,
        **{f"stored {each.type}": str(next(iter(each.data.values()))) for each in Authenticator.objects.all()},
        "an app's secret": TOTP,
        "the seed of codes": CODES,
        "an address outside": HOOK,
        "its end": "k3y-of-the-hook",
        "it, encrypted": stored.url,
        "the secret of a webhook": secret,
        "it, encrypted too": stored.secret,
        "an invitation": token(invited.link),
        "a link to log in": token(make_sign_in_link(email=boss.email)),
        "a calendar": token(make_calendar(person=boss)),
        "its hash too": CalendarFeed.objects.get().secret_hash,
        "a subscription's end": token(end_link(subscriber)),
        "its key": str(subscriber.key),
        "a draft": draft.body,
        **{f"the message {sent.pk}": sent.message_id for sent in Delivery.objects.exclude(message_id="")},
    }


def token(link: str) -> str:
    """The longest part of an address."""
    return max(re.split(r"[/?=]", link), key=len)


def test_none_of_them_is_in_any_file(boss, folder):
    build(boss)
    hidden = secrets(boss)
    assert min(map(len, hidden.values())) >= len(CODES)
    export_to_folder(folder=folder, actor=boss, progress=Progress())
    text = b"\n".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert boss.email.encode() in text
    assert [name for name, secret in hidden.items() if secret.encode() in text] == []
