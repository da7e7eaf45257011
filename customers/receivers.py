"""Receivers of the signals of incidents: what reports and updates do when one changes."""

from django.dispatch import receiver

from accounts.models import User
from customers.services.status_changes import note_status_change
from customers.services.status_page.renewing import renew_on_commit
from customers.services.updates import note_posted
from incidents.enums import EntryKind
from incidents.models import Incident
from incidents.querysets import UNTOLD_STATUSES
from incidents.signals import incident_changed


@receiver(incident_changed, dispatch_uid="customers.note_status")
def note_status(sender: object, incident: Incident, change: EntryKind, status_before: str, **more: object) -> None:
    """In the same transaction: reports change with their incident, and closing words end when it is reopened."""
    if change == EntryKind.STATUS:
        note_status_change(incident=incident, before=status_before)


@receiver(incident_changed, dispatch_uid="customers.renew_status_page")
def note_privacy(sender: object, incident: Incident, change: EntryKind, **more: object) -> None:
    """What became private, or was withdrawn, cancelled or merged, leaves the status page at once."""
    is_untold = change == EntryKind.STATUS and incident.status in UNTOLD_STATUSES
    if change in {EntryKind.PRIVACY, EntryKind.WITHDRAWN} or is_untold:
        renew_on_commit()


@receiver(incident_changed, dispatch_uid="customers.note_posted")
def note_update(sender: object, incident: Incident, actor: User, change: EntryKind, **more: object) -> None:
    """In the same transaction: words for customers, whichever way they came, stand in the history of updates."""
    if change == EntryKind.UPDATE:
        note_posted(incident=incident, actor=actor)
