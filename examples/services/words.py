"""What customers were told of an example incident while it went on, and in the end."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from accounts.models import User
from customers.models import Update
from customers.services import UpdateWords, post_update
from examples.company.shapes import Document
from incidents.models import Incident

DRAFTED_BEFORE = timedelta(minutes=4)
NEXT_AFTER = timedelta(minutes=30)


def tell_customers(
    document: Document, incident: Incident, people: Mapping[str, User], at: Callable[[str], datetime]
) -> None:
    """Posts each update, puts it at the time it was told, and ends with the closing words; nobody is notified.

    Their entries stay at the time of loading: on its day, the timeline says what the document says, and nothing else.
    """
    lead = people[document.lead.lower()]
    last: Update | None = None
    for told in document.updates:
        words = UpdateWords(told.text, told.workaround, corrects=last if told.is_correction else None)
        last = post_update(incident=incident, actor=lead, words=words)
        _move_back(last, people[told.by.lower()], at(told.at))
    post_update(incident=incident, actor=lead, words=UpdateWords(document.public_summary))


def _move_back(update: Update, drafted_by: User, at: datetime) -> None:
    """It was published while the incident went on, and the next one was promised."""
    Update.objects.filter(pk=update.pk).update(
        drafted_by=drafted_by,
        drafted_at=at - DRAFTED_BEFORE,
        published_at=at,
        next_update_by=at + NEXT_AFTER,
        is_closing=False,
    )
