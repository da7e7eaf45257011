"""E-mails that Django and allauth write themselves: password reset, invitation, changes of an account."""

import uuid
from collections.abc import Sequence

from django.core.mail import EmailMessage, EmailMultiAlternatives

from accounts.models import User
from notifications.models import Delivery
from notifications.services.queueing import new_message_id, store_deliveries

KIND = "account_mail"
REASON = "You requested this, or an admin requested it for you."
INVITED = "An admin invited them to Debrief."


def queue_account_mails(*, mails: Sequence[EmailMessage]) -> int:
    """One delivery for each recipient of each mail, all of them secret; returns how many were written."""
    addresses = {address.lower() for mail in mails for address in mail.recipients()}
    people = {person.email.lower(): person for person in User.objects.filter(email__in=addresses)}
    deliveries = [
        Delivery(
            kind=KIND,
            recipient=people.get(address.lower()),
            address=address,
            dedup_key=f"{KIND}:{uuid.uuid4()}",
            reason=_reason(people.get(address.lower())),
            subject=" ".join(str(mail.subject).split())[:300],
            text=str(mail.body),
            html=_html(mail),
            is_secret=True,
            message_id=new_message_id(),
        )
        for mail in mails
        for address in mail.recipients()
    ]
    return len(store_deliveries(deliveries))


def _reason(recipient: User | None) -> str:
    """Somebody who has not joined yet has no password to forget: what they are sent is an invitation."""
    return INVITED if recipient and not recipient.has_joined else REASON


def _html(mail: EmailMessage) -> str:
    if isinstance(mail, EmailMultiAlternatives):
        for content, kind in mail.alternatives:
            if kind == "text/html":
                return str(content)
    return ""
