"""What customers may read of a postmortem, handed over when it is published."""

from django.db import transaction

from core import markdown
from core.clock import now
from customers.models import CustomerSummary
from customers.services.follows import tell_summary
from customers.services.notices import tell_reporters_summary
from incidents.models import Incident


@transaction.atomic
def hand_over_summary(*, incident: Incident, text: str) -> CustomerSummary | None:
    """Stores the customer version of a postmortem that was just published, and tells those who follow the incident.

    `text` is Markdown. None without a text: then an earlier one, which no longer holds, is taken back.
    """
    if not text.strip():
        take_back_summary(incident=incident)
        return None
    rendered = markdown.render(text)
    stored, _ = CustomerSummary.objects.update_or_create(
        incident=incident,
        defaults={
            "text": text,
            "html": rendered.html,
            "renderer": rendered.version,
            "published_at": now(),
        },
    )
    tell_summary(summary=stored)
    tell_reporters_summary(incident=incident)
    return stored


@transaction.atomic
def take_back_summary(*, incident: Incident) -> None:
    """The postmortem is no longer published: nobody reads its summary until it is again."""
    CustomerSummary.objects.filter(incident=incident).update(published_at=None)
