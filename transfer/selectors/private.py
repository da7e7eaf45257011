"""The private incidents that leave with everything: all of them, withdrawn ones too."""

from incidents.models import Incident


def private_references() -> list[str]:
    """`INC-12`, in order; for admins, to whom `visible_to` shows all but what was withdrawn, which leaves as well."""
    return [incident.reference for incident in Incident.objects.filter(is_private=True).order_by("pk").only("pk")]
