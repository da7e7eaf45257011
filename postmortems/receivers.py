"""Receivers of the signals of incidents: what postmortems do when one changes."""

from django.dispatch import receiver

from accounts.models import User
from incidents.enums import EntryKind
from incidents.models import Incident
from incidents.signals import incident_changed
from postmortems.services.duplicates import follow_merge
from postmortems.services.postmortems import follow_incident

RULING = frozenset({EntryKind.DECLARED, EntryKind.STATUS, EntryKind.SEVERITY, EntryKind.DETAILS})


@receiver(incident_changed, dispatch_uid="postmortems.hold_to_rule")
def hold_to_rule(sender: object, incident: Incident, actor: User, change: EntryKind, **more: object) -> None:
    """In the same transaction: require a postmortem as the severity says, and open it once the incident is over."""
    if change in RULING:
        follow_incident(incident=incident, actor=actor, change=change)


@receiver(incident_changed, dispatch_uid="postmortems.follow_merge")
def follow_duplicate(sender: object, incident: Incident, actor: User, change: EntryKind, **more: object) -> None:
    """In the same transaction: cancel the draft of a duplicate, or reopen it."""
    if change == EntryKind.MERGE:
        follow_merge(incident=incident, actor=actor)
