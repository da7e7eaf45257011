"""Templates of customer updates: added and changed by managers, and filled with what is known of an incident."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction

from accounts.enums import AuditAction
from accounts.models import User
from accounts.services import audit
from catalogue.models import Service, Severity
from core.errors import DomainError
from customers.models import UpdateTemplate
from customers.selectors.update_templates import PLACE, PLACES
from incidents.services import public_words


@dataclass(frozen=True, slots=True)
class TemplateDetails:
    """A template: its words, and for which incidents; no severity means every one, and so for services and status."""

    name: str
    text: str
    status: str = ""
    severities: tuple[Severity, ...] = ()
    services: tuple[Service, ...] = ()
    is_active: bool = True


@transaction.atomic
def add_template(*, actor: User, details: TemplateDetails) -> UpdateTemplate:
    """A new template. DomainError for an unknown place, what customers cannot read, or a name that is taken."""
    return _save(UpdateTemplate(), actor, details, "added")


@transaction.atomic
def edit_template(*, actor: User, template: UpdateTemplate, details: TemplateDetails) -> UpdateTemplate:
    """Changes it for updates from now on; DomainError as above."""
    locked = UpdateTemplate.objects.select_for_update().get(pk=template.pk)
    return _save(locked, actor, details, "changed")


def _save(template: UpdateTemplate, actor: User, details: TemplateDetails, change: str) -> UpdateTemplate:
    _check(details.text)
    template.name, template.text, template.status = details.name, details.text.strip(), details.status
    template.is_active = details.is_active
    try:
        with transaction.atomic():
            template.save()
    except IntegrityError as error:
        raise DomainError("A template with this name already exists.", field="name") from error
    template.severities.set(details.severities)
    template.services.set(details.services)
    audit(
        actor=actor,
        action=AuditAction.POLICY_CHANGED,
        subject=f"Customer update template {template.name}",
        detail={
            "update_template": template.pk,
            "change": change,
            "text": template.text,
            "status": template.status,
            "severities": [severity.label for severity in details.severities],
            "services": [service.name for service in details.services],
            "active": details.is_active,
        },
    )
    return template


def _check(text: str) -> None:
    if unknown := next((name for name in PLACE.findall(text) if name not in PLACES), None):
        known = ", ".join(f"{{{name}}}" for name in PLACES)
        raise DomainError(f"There is no {{{unknown}}}. What can be filled in: {known}.", field="text")
    public_words(text.strip())
