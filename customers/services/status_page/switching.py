"""The switch: whether everybody may read the status page."""

from django.db import transaction

from accounts.enums import AuditAction
from accounts.models import User
from accounts.services import audit
from customers.services.status_page.renewing import lock_status_page, renew_on_commit


@transaction.atomic
def switch_status_page(*, actor: User, is_public: bool) -> None:
    """Opens the page to everybody, or closes it at once, also when no worker runs."""
    page = lock_status_page()
    if page.is_public == is_public:
        return
    page.is_public = is_public
    page.save(update_fields=["is_public"])
    audit(
        actor=actor,
        action=AuditAction.POLICY_CHANGED,
        subject=page,
        detail={"changed": {"is_public": [not is_public, is_public]}},
    )
    renew_on_commit()
