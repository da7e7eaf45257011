"""Which messages speak of action items and postmortems: by themselves, or as a line of somebody's digest."""

from collections.abc import Collection

from django.db.models import DateField, Exists, OuterRef, Q
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from actions.models import ActionItem
from followthrough.models import Reminder
from incidents.models import Incident


def about_items(items: Collection[int]) -> Q:
    """A condition on deliveries: those about these action items."""
    return Q(payload__item__in=list(items)) | _digests(Q(item__in=items))


def about_incident(incident: Incident) -> Q:
    """A condition on deliveries: those about the action items or the postmortem of an incident."""
    items = list(ActionItem.objects.filter(incident=incident).values_list("pk", flat=True))
    return about_items(items) | _digests(Q(postmortem__incident=incident))


def _digests(named: Q) -> Q:
    """Digests are known by their person and date; each of their lines is a reminder."""
    day = Cast(KeyTextTransform("date", OuterRef("payload")), DateField())
    return Q(payload__has_key="date") & Q(
        Exists(Reminder.objects.filter(named, person=OuterRef("recipient"), local_date=day))
    )
