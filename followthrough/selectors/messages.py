"""Which digests and urgent mails have a line about an action item or a postmortem."""

from collections.abc import Collection

from django.db.models import DateField, Exists, OuterRef, Q
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from followthrough.enums import URGENT
from followthrough.models import Reminder
from incidents.models import Incident


def digests_about_items(items: Collection[int]) -> Q:
    """A condition on deliveries: digests with these action items."""
    return _digests(Q(item__in=items)) | Q(kind=URGENT, payload__item__in=list(items))


def digests_about_incident(incident: Incident) -> Q:
    """A condition on deliveries: digests with the postmortem of the incident, or with one of its action items."""
    about = Q(item__incident=incident) | Q(postmortem__incident=incident) | Q(review__postmortem__incident=incident)
    return _digests(about) | Q(kind=URGENT, payload__incident=incident.pk)


def _digests(named: Q) -> Q:
    """Digests are known by their person and date; each of their lines is a reminder."""
    day = Cast(KeyTextTransform("date", OuterRef("payload")), DateField())
    return Q(payload__has_key="date") & Q(
        Exists(Reminder.objects.filter(named, person=OuterRef("recipient"), local_date=day))
    )
