"""Who told an affected customer, and when."""

from uuid import UUID

from django.db import IntegrityError, transaction

from accounts.models import User
from core.clock import now
from customers.enums import ToldHow
from customers.models import AffectedCustomer, Told
from customers.services.locking import lock_affected


@transaction.atomic
def tell_customer(*, affected: AffectedCustomer, actor: User, how: ToldHow, client_uuid: UUID) -> Told:
    """Somebody called or mailed the customer. The same UUID stores once."""
    row = lock_affected(affected)
    try:
        with transaction.atomic():
            return Told.objects.create(affected=row, by=actor, how=how, client_uuid=client_uuid)
    except IntegrityError:
        return Told.objects.get(by=actor, client_uuid=client_uuid)


@transaction.atomic
def take_back(*, told: Told, actor: User) -> None:
    """It was pressed by mistake; taking it back twice is once."""
    Told.objects.counting().filter(pk=told.pk).update(undone_at=now())
