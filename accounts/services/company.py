"""The company, and the end of the first admin's checklist."""

from django.db import transaction

from accounts.enums import AuditAction
from accounts.models import Company, User
from accounts.services.auditing import audit
from core.clock import now


@transaction.atomic
def edit_company(*, actor: User, name: str, zone: str) -> Company:
    """Its name, which invitations say, and its zone, which new people get."""
    Company.objects.get_or_create(pk=Company.ONLY)
    company = Company.objects.select_for_update().get(pk=Company.ONLY)
    wanted = {"name": name.strip(), "zone": zone}
    changed = {
        field: [getattr(company, field), value] for field, value in wanted.items() if getattr(company, field) != value
    }
    if changed:
        company.name, company.zone = wanted["name"], wanted["zone"]
        company.save(update_fields=["name", "zone"])
        audit(actor=actor, action=AuditAction.POLICY_CHANGED, subject="Company", detail={"changed": changed})
    return company


@transaction.atomic
def settle_company(*, actor: User) -> None:
    """The checklist of the first steps goes, whether they are done or not; pressing twice is once."""
    if Company.objects.filter(pk=Company.ONLY, settled_at__isnull=True).update(settled_at=now()):
        audit(actor=actor, action=AuditAction.POLICY_CHANGED, subject="Company", detail={"first steps": "dismissed"})
