"""The rules of the whole installation, and their changes in the audit log."""

from django.db import transaction

from accounts.enums import AuditAction
from accounts.models import User
from accounts.services import audit
from catalogue.models import Rules
from catalogue.services.changes import changes_between
from core.errors import DomainError


@transaction.atomic
def edit_rules(
    *,
    actor: User,
    correction_reason_required: bool,
    sign_offs_required: bool = False,
    report_minutes: int | None = 15,
    report_manager_minutes: int | None = 30,
) -> Rules:
    """Changes the rules; what was corrected before keeps the reason it has.

    Raises DomainError when managers would hear of a report before those who are asked first.
    """
    if report_minutes and report_manager_minutes and report_manager_minutes < report_minutes:
        raise DomainError("Managers cannot hear before triage contacts do.", field="report_manager_minutes")
    rules, _ = Rules.objects.select_for_update().get_or_create(pk=1)
    wanted: dict[str, object] = {
        "correction_reason_required": correction_reason_required,
        "sign_offs_required": sign_offs_required,
        "report_minutes": report_minutes,
        "report_manager_minutes": report_manager_minutes,
    }
    changed = changes_between({name: getattr(rules, name) for name in wanted}, wanted)
    if changed:
        for name, value in wanted.items():
            setattr(rules, name, value)
        rules.save(update_fields=list(changed))
        audit(actor=actor, action=AuditAction.POLICY_CHANGED, subject=rules, detail={"changed": changed})
    return rules
