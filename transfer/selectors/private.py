"""The private incidents that leave with everything: all of them, withdrawn ones too."""

from incidents.models import Incident
from incidents.querysets import IncidentQuerySet


def private_references() -> list[str]:
    """`INC-12`, in order; for admins, to whom `visible_to` shows all but what was withdrawn, which leaves as well."""
    return [incident.reference for incident in _private().order_by("pk").only("pk")]


def count_private() -> int:
    """How many leave."""
    return _private().count()


def _private() -> IncidentQuerySet:
    found: IncidentQuerySet = Incident.objects.filter(is_private=True)
    return found
