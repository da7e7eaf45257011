"""Chainable reads of accounts, in English."""

from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import models
from django.db.models import Q

from accounts.enums import Role, UserKind

if TYPE_CHECKING:
    from accounts.models import Team, TeamMembership, User


class UserQuerySet(models.QuerySet["User"]):
    """People and bots; every read of whom to choose, count or tell begins with `people`."""

    def people(self) -> Self:
        """Without bots."""
        return self.filter(kind=UserKind.PERSON)

    def active(self) -> Self:
        """People who can log in."""
        return self.people().filter(is_active=True)

    def responders(self) -> Self:
        """Active people who may work on incidents and own action items: responders and above."""
        return self.active().exclude(role=Role.REPORTER)

    def managers(self) -> Self:
        """Active people with the role manager or admin."""
        return self.active().filter(role__in=[Role.MANAGER, Role.ADMIN])

    def invited(self) -> Self:
        """Those who were invited and have not set a password yet."""
        return self.active().filter(password__startswith=UNUSABLE_PASSWORD_PREFIX, is_example=False)

    def named(self, text: str) -> Self:
        """Those whose name or e-mail contains the text."""
        return self.filter(Q(name__icontains=text) | Q(email__icontains=text))


class UserManager(BaseUserManager.from_queryset(UserQuerySet)["User"]):  # type: ignore[misc]
    """Makes people; the e-mail address is the login."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A person, who without a password joins by invitation, or a bot (`kind`), which cannot log in.

        Raises ValueError without an e-mail address.
        """
        if not email:
            raise ValueError("A person needs an e-mail address.")
        user: User = self.model(email=self.normalize_email(email).lower(), **fields)
        if password:
            user.set_password(password)
        else:
            user.set_unusable_password()
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """An admin; Django's own command calls this."""
        fields.setdefault("name", email)
        return self.create_user(email, password, **fields | {"role": Role.ADMIN})

    def get_by_natural_key(self, username: str | None) -> "User":
        """By e-mail, whatever its case."""
        user: User = self.get(email=(username or "").lower())
        return user


class TeamQuerySet(models.QuerySet["Team"]):
    """Teams."""

    def active(self) -> Self:
        """Teams that still exist in the company."""
        return self.filter(is_active=True)

    def of(self, user: "User") -> Self:
        """Teams the person belongs to."""
        return self.filter(memberships__user=user)


class MembershipQuerySet(models.QuerySet["TeamMembership"]):
    """Who belongs to which team."""

    def managers(self) -> Self:
        """Memberships of active people who manage the team."""
        return self.filter(is_manager=True, user__is_active=True)

    def triage_contacts(self) -> Self:
        """Memberships of active responders who hear of reports that nobody looked at, in teams that are in use."""
        found = self.filter(is_triage_contact=True, team__is_active=True)
        return found.filter(user__is_active=True).exclude(user__role=Role.REPORTER)
