"""The company, and the end of the first admin's checklist."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from accounts.enums import AuditAction, SecondFactorRule
from accounts.models import Company, User
from accounts.services.auditing import audit
from core.clock import now


@dataclass(frozen=True, slots=True)
class SecondFactorPolicy:
    """Whether managers and admins need a second factor, and from which day on (None: at once)."""

    rule: SecondFactorRule = SecondFactorRule.OPTIONAL
    since: date | None = None


@transaction.atomic
def edit_company(
    *, actor: User, name: str, zone: str, currency: str | None = None, policy: SecondFactorPolicy | None = None
) -> Company:
    """Its name, which invitations say, and its zone, which new people get.

    If given: the currency of customers' values, and who needs a second factor.
    """
    Company.objects.get_or_create(pk=Company.ONLY)
    company = Company.objects.select_for_update().get(pk=Company.ONLY)
    wanted: dict[str, Any] = {"name": name.strip(), "zone": zone}
    if currency is not None:
        wanted["currency"] = currency
    if policy is not None:
        wanted |= {"second_factor": policy.rule, "second_factor_from": policy.since}
    changed = {
        field: [_plain(getattr(company, field)), _plain(value)]
        for field, value in wanted.items()
        if getattr(company, field) != value
    }
    if changed:
        for field, value in wanted.items():
            setattr(company, field, value)
        company.save(update_fields=list(wanted))
        audit(actor=actor, action=AuditAction.POLICY_CHANGED, subject="Company", detail={"changed": changed})
    return company


@transaction.atomic
def settle_company(*, actor: User) -> None:
    """The checklist of the first steps goes, whether they are done or not; pressing twice is once."""
    if Company.objects.filter(pk=Company.ONLY, settled_at__isnull=True).update(settled_at=now()):
        audit(actor=actor, action=AuditAction.POLICY_CHANGED, subject="Company", detail={"first steps": "dismissed"})


def _plain(value: Any) -> str | None:
    """As the audit log keeps it."""
    return str(value) if value is not None else None
