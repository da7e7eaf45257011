"""Templates of action items: added, changed, retired."""

from dataclasses import asdict, dataclass

from django.db import IntegrityError, transaction

from accounts.enums import AuditAction
from accounts.models import User
from accounts.services import audit
from actions.models import ActionTemplate
from catalogue.enums import ActionKind, Priority
from core.errors import DomainError


@dataclass(frozen=True, slots=True)
class TemplateDetails:
    """What an action item begins with."""

    title: str
    kind: str = ActionKind.UNSTATED
    priority: int = Priority.MEDIUM
    description: str = ""
    is_active: bool = True


@transaction.atomic
def add_action_template(*, actor: User, details: TemplateDetails) -> ActionTemplate:
    """A new template, offered to every new action item. Raises DomainError when its title is taken."""
    template = ActionTemplate(**asdict(details))
    _store(template)
    _audit(template, actor, "added")
    return template


@transaction.atomic
def edit_action_template(*, actor: User, template: ActionTemplate, details: TemplateDetails) -> ActionTemplate:
    """Changes it for new action items; those that began with it stay. Raises DomainError when the title is taken."""
    locked = ActionTemplate.objects.select_for_update().get(pk=template.pk)
    wanted = asdict(details)
    if all(getattr(locked, name) == value for name, value in wanted.items()):
        return locked
    for name, value in wanted.items():
        setattr(locked, name, value)
    _store(locked)
    _audit(locked, actor, "changed")
    return locked


def _store(template: ActionTemplate) -> None:
    try:
        with transaction.atomic():
            template.save()
    except IntegrityError as error:
        raise DomainError("A template with this title already exists.", field="title") from error


def _audit(template: ActionTemplate, actor: User, change: str) -> None:
    subject, detail = f"Template of action items {template.title}", {"change": change, "active": template.is_active}
    audit(actor=actor, action=AuditAction.POLICY_CHANGED, subject=subject, detail=detail)
