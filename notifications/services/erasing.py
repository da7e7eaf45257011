"""Removing for good what a message said, because its source was redacted."""

from django.db import transaction
from django.db.models import Q

from notifications.enums import State
from notifications.models import Delivery
from notifications.querysets import UNDECIDED

REMOVED = "Removed for good."


@transaction.atomic
def erase_deliveries(name: str, number: int) -> int:
    """Empties what is kept of messages whose payload names this row, such as `"report", 12`; returns how many.

    What a mail server took is out of reach. One still waiting is rendered from its source when it is sent.
    """
    return Delivery.objects.filter(payload__contains={name: number}).update(subject=REMOVED, text="", html="")


@transaction.atomic
def erase_deliveries_about(about: Q) -> int:
    """Empties what is kept of the messages that the condition names; returns how many."""
    return Delivery.objects.filter(about).update(subject=REMOVED, text="", html="")


@transaction.atomic
def forget_addresses(about: Q) -> int:
    """Empties the addresses outside of these messages, and what is kept of them, once they are decided."""
    decided = Delivery.objects.filter(about, recipient=None, endpoint=None).exclude(state__in=UNDECIDED)
    return decided.update(address="", subject=REMOVED, text="", html="")


def deliveries_saying(pattern: str, *, about: Q) -> int:
    """How many of these messages are kept with words that match the regular expression, in any case."""
    return Delivery.objects.filter(about & _saying(pattern)).count()


@transaction.atomic
def erase_deliveries_saying(pattern: str, *, about: Q) -> int:
    """Empties what is kept of these messages with such words, and of those that are being sent at this moment.

    Their final text is not known yet; the mail is sent, its copy here is lost. Returns how many.
    """
    return erase_deliveries_about(about & (_saying(pattern) | Q(state=State.SENDING)))


def _saying(pattern: str) -> Q:
    return Q(subject__iregex=pattern) | Q(text__iregex=pattern) | Q(html__iregex=pattern)
