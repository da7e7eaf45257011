"""Withdrawing an import, with a reason; its incident comes back when the document is imported again."""

from django.db import transaction

from accounts.models import User
from core.errors import DomainError
from importing.models import Document
from incidents.models import Incident
from incidents.services import withdraw_incident


@transaction.atomic
def withdraw_import(*, incident: Incident, actor: User, reason: str) -> Incident:
    """Withdraws an incident that was imported from a document. Twice is once.

    Raises DomainError without a reason, and for one that was not imported.
    """
    if not Document.objects.imported().filter(incident=incident).exists():
        raise DomainError(f"{incident.reference} was not imported from a document, so it cannot be withdrawn.")
    return withdraw_incident(incident=incident, actor=actor, reason=reason)
