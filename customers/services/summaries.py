"""What customers may read of a postmortem, handed over when it is published."""

from collections.abc import Sequence

from django.db import transaction

from core import markdown
from core.clock import now
from customers.models import CustomerMeasure, CustomerSummary
from customers.services.follows import tell_summary
from customers.services.notices import tell_reporters_summary
from incidents.models import Incident


@transaction.atomic
def hand_over_summary(*, incident: Incident, text: str, measures: Sequence[str] = ()) -> CustomerSummary | None:
    """Stores the customer version of a postmortem that was just published, and tells those who follow the incident.

    `text` is Markdown, as are the `measures` that are fit for customers. None without a text: then an earlier one,
    which no longer holds, is taken back; the measures are stored, for letters.
    """
    _keep_measures(incident, measures)
    if not text.strip():
        _take_back_text(incident)
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
    """The postmortem is no longer published: nobody reads its summary and measures until it is again."""
    _take_back_text(incident)
    CustomerMeasure.objects.filter(incident=incident).delete()


def _take_back_text(incident: Incident) -> None:
    CustomerSummary.objects.filter(incident=incident).update(published_at=None)


def _keep_measures(incident: Incident, measures: Sequence[str]) -> None:
    """Those and no others; the same ones are left alone."""
    stored = CustomerMeasure.objects.filter(incident=incident)
    if list(stored.values_list("text", flat=True)) == list(measures):
        return
    stored.delete()
    rendered = [(text, markdown.render(text)) for text in measures]
    CustomerMeasure.objects.bulk_create(
        CustomerMeasure(incident=incident, position=at, text=text, html=each.html, renderer=each.version)
        for at, (text, each) in enumerate(rendered, start=1)
    )
