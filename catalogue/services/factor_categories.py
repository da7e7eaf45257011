"""Categories of factors: added, changed, retired."""

from dataclasses import asdict, dataclass

from django.db import IntegrityError, transaction

from accounts.enums import AuditAction
from accounts.models import User
from accounts.services import audit
from catalogue.models import FactorCategory
from catalogue.services.changes import changes_between
from core.errors import DomainError


@dataclass(frozen=True, slots=True)
class CategoryDetails:
    """What is known about a category."""

    name: str
    position: int = 0
    is_active: bool = True


@transaction.atomic
def add_factor_category(*, actor: User, details: CategoryDetails) -> FactorCategory:
    """A new category, for the factors of every postmortem. Raises DomainError when its name is taken."""
    category = FactorCategory(**asdict(details))
    _store(category)
    audit(actor=actor, action=AuditAction.POLICY_CHANGED, subject=_subject(category), detail={"change": "added"})
    return category


@transaction.atomic
def edit_factor_category(*, actor: User, category: FactorCategory, details: CategoryDetails) -> FactorCategory:
    """Renames a category everywhere, moves it in the list, or retires it; factors that have it keep it.

    Raises DomainError when the name is taken.
    """
    locked = FactorCategory.objects.select_for_update().get(pk=category.pk)
    wanted = asdict(details)
    changed = changes_between({name: getattr(locked, name) for name in wanted}, wanted)
    if not changed:
        return locked
    subject = _subject(locked)
    for name, value in wanted.items():
        setattr(locked, name, value)
    _store(locked)
    audit(actor=actor, action=AuditAction.POLICY_CHANGED, subject=subject, detail={"changed": changed})
    return locked


def _store(category: FactorCategory) -> None:
    try:
        with transaction.atomic():
            category.save()
    except IntegrityError as error:
        raise DomainError("A category with this name already exists.", field="name") from error


def _subject(category: FactorCategory) -> str:
    return f"Factor category {category.name}"
