"""What an installation sets up: services, and the words and rules of the five severities."""

from dataclasses import asdict, dataclass

from django.db import transaction

from accounts.enums import AuditAction
from accounts.models import User
from accounts.services import audit
from catalogue.models import Severity
from catalogue.services.changes import changes_between


@dataclass(frozen=True, slots=True)
class SeverityRules:
    """The words and rules of a severity.

    `update_minutes` lie between two updates for customers; None means that no update is required.
    """

    name: str
    description: str
    announces: bool
    postmortem_required: bool
    customer_facing_by_default: bool = False
    update_minutes: int | None = None


@transaction.atomic
def edit_severity(*, actor: User, severity: Severity, rules: SeverityRules) -> Severity:
    """Changes the words and rules of a severity.

    Open incidents keep the instant of the next update: the one after it follows the new rule. Where updates are no
    longer required, none stays due.
    """
    severity = Severity.objects.select_for_update().get(pk=severity.pk)
    wanted = asdict(rules)
    changed = changes_between({name: getattr(severity, name) for name in wanted}, wanted)
    if not changed:
        return severity
    for name, value in wanted.items():
        setattr(severity, name, value)
    severity.save(update_fields=list(changed))
    audit(actor=actor, action=AuditAction.POLICY_CHANGED, subject=severity.label, detail={"changed": changed})
    return severity
