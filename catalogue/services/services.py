"""Services: added and changed."""

from dataclasses import asdict, dataclass

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


@transaction.atomic
def add_service(*, actor: User, details: ServiceDetails) -> Service:
    """A new service. Raises DomainError when the name is taken."""
    service = Service(
        name=details.name, description=details.description, team=details.team, customer_name=details.customer_name
    )
    _store(service)
    audit(
        actor=actor,
        action=AuditAction.SERVICE_CHANGED,
        subject=service.name,
        detail={"service": service.pk, "change": "added"},
    )
    return service


@transaction.atomic
def edit_service(*, actor: User, service: Service, details: ServiceDetails) -> Service:
    """Changes a service; a retired one keeps its history. Raises DomainError when the name is taken."""
    service = Service.objects.select_for_update(of=("self",)).select_related("team").get(pk=service.pk)
    before = ServiceDetails(service.name, service.description, service.team, service.is_active, service.customer_name)
    if before == details:
        return service
    changed = changes_between(asdict(before), asdict(details))
    service.name, service.description = details.name, details.description
    service.team, service.is_active = details.team, details.is_active
    service.customer_name = details.customer_name
    _store(service)
    audit(
        actor=actor,
        action=AuditAction.SERVICE_CHANGED,
        subject=service.name,
        detail={"service": service.pk, "changed": changed},
    )
    return service


def _store(service: Service) -> None:
    try:
        with transaction.atomic():
            service.save()
    except IntegrityError as error:
        raise DomainError("A service with this name already exists.", field="name") from error
