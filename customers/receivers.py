"""Receivers of the signals of incidents: what reports and updates do when one changes."""

from django.dispatch import receiver

from customers.services.reports import follow_incident
from incidents.enums import EntryKind
from incidents.models import Incident
from incidents.signals import incident_changed


@receiver(incident_changed, dispatch_uid="customers.follow_incident")
def follow(sender: object, incident: Incident, change: EntryKind, status_before: str, **more: object) -> None:
    """In the same transaction: reports are resolved with their incident, open again with it, new when it was none."""
    if change == EntryKind.STATUS:
        follow_incident(incident=incident, before=status_before)
