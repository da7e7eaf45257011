"""What an installation sets up: services, and the words and rules of the five severities."""

from dataclasses import asdict, dataclass

from django.db import IntegrityError, transaction

from accounts.enums import AuditAction
from accounts.models import Team, User
from accounts.services import audit
from core.errors import DomainError
from incidents.models import Service, Severity


@dataclass(frozen=True, slots=True)
class ServiceDetails:
    """What is known about a service."""

    name: str
    description: str = ""
    team: Team | None = None
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class SeverityRules:
    """The words and rules of a severity; `postmortem_due_days` counts from the day it was resolved.

    `update_minutes` lie between two updates for customers; None asks for none.
    """

    name: str
    description: str
    announces: bool
    postmortem_required: bool
    postmortem_due_days: int
    customer_facing_by_default: bool = False
    update_minutes: int | None = None


@transaction.atomic
def add_service(*, actor: User, details: ServiceDetails) -> Service:
    """A new service. Raises DomainError when the name is taken."""
    service = Service(name=details.name, description=details.description, team=details.team)
    _store(service)
    audit(actor=actor, action=AuditAction.SERVICE_CHANGED, subject=service.name, service=service.pk, change="added")
    return service


@transaction.atomic
def edit_service(*, actor: User, service: Service, details: ServiceDetails) -> Service:
    """Changes a service; one that no longer runs keeps its history. Raises DomainError when the name is taken."""
    service = Service.objects.select_for_update(of=("self",)).select_related("team").get(pk=service.pk)
    before = ServiceDetails(service.name, service.description, service.team, service.is_active)
    if before == details:
        return service
    changed = _changes(asdict(before), asdict(details))
    service.name, service.description = details.name, details.description
    service.team, service.is_active = details.team, details.is_active
    _store(service)
    audit(actor=actor, action=AuditAction.SERVICE_CHANGED, subject=service.name, service=service.pk, changed=changed)
    return service


@transaction.atomic
def edit_severity(*, actor: User, severity: Severity, rules: SeverityRules) -> Severity:
    """Changes the words and rules of a severity.

    Open postmortems keep their date, and open incidents the instant of the next update: the one after it follows the
    new rule. Where no update is asked for any more, none stays due.
    """
    severity = Severity.objects.select_for_update().get(pk=severity.pk)
    wanted = asdict(rules)
    changed = _changes({name: getattr(severity, name) for name in wanted}, wanted)
    if not changed:
        return severity
    for name, value in wanted.items():
        setattr(severity, name, value)
    severity.save(update_fields=list(changed))
    if rules.update_minutes is None:
        severity.incidents.filter(update_due_at__isnull=False).update(update_due_at=None)
    audit(actor=actor, action=AuditAction.POLICY_CHANGED, subject=severity.label, changed=changed)
    return severity


def _changes(before: dict[str, object], after: dict[str, object]) -> dict[str, list[object]]:
    """What differs, ready for JSON: a team by its name."""

    def plain(value: object) -> object:
        return value.name if isinstance(value, Team) else value

    return {name: [plain(before[name]), plain(value)] for name, value in after.items() if before[name] != value}


def _store(service: Service) -> None:
    try:
        with transaction.atomic():
            service.save()
    except IntegrityError as error:
        raise DomainError("A service has this name already.", field="name") from error
