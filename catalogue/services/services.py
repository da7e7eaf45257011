"""Services: added and changed."""

from dataclasses import dataclass, fields

from django.db import IntegrityError, transaction

from accounts.enums import AuditAction
from accounts.models import Team, User
from accounts.services import audit
from catalogue.models import Service
from catalogue.services.changes import changes_between
from core.errors import DomainError


@dataclass(frozen=True, slots=True)
class ServiceDetails:
    """What is known about a service."""

    name: str
    description: str = ""
    team: Team | None = None
    is_active: bool = True
    customer_name: str = ""
    on_status_page: bool = False
    status_group: str = ""


@transaction.atomic
def add_service(*, actor: User, details: ServiceDetails) -> Service:
    """A new service. Raises DomainError when the name is taken, and without a name for customers on the status page."""
    service = Service()
    _store(service, details)
    audit(
        actor=actor,
        action=AuditAction.SERVICE_CHANGED,
        subject=service.name,
        detail={"service": service.pk, "change": "added"},
    )
    return service


@transaction.atomic
def edit_service(*, actor: User, service: Service, details: ServiceDetails) -> Service:
    """Changes a service; a retired one keeps its history. Raises DomainError as `add_service` does."""
    service = Service.objects.select_for_update(of=("self",)).select_related("team").get(pk=service.pk)
    before = ServiceDetails(**{field.name: getattr(service, field.name) for field in fields(ServiceDetails)})
    if before == details:
        return service
    changed = changes_between(_values(before), _values(details))
    _store(service, details)
    audit(
        actor=actor,
        action=AuditAction.SERVICE_CHANGED,
        subject=service.name,
        detail={"service": service.pk, "changed": changed},
    )
    return service


def _values(details: ServiceDetails) -> dict[str, object]:
    return {field.name: getattr(details, field.name) for field in fields(details)}


def _store(service: Service, details: ServiceDetails) -> None:
    if details.on_status_page and not details.customer_name:
        raise DomainError("Customers read it on the status page: write what they call it.", field="customer_name")
    for name, value in _values(details).items():
        setattr(service, name, value)
    try:
        with transaction.atomic():
            service.save()
    except IntegrityError as error:
        raise DomainError("A service with this name already exists.", field="name") from error
