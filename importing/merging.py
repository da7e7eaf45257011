"""What an import has to do with merging: nothing moves while its lines are being added."""

from importing.enums import BatchState
from importing.models import ImportBatch
from incidents.models import Incident
from incidents.registries.merging import register_refusal


def refuse_while_adding(source: Incident, target: Incident) -> str:
    """Why the source cannot be merged now; empty when no lines are being added to it."""
    if ImportBatch.objects.filter(incident=source, state=BatchState.ADDING).exists():
        return f"Lines are still being added to {source.reference}. Wait until that is done. Nothing was moved."
    return ""


register_refusal(refuse_while_adding)
