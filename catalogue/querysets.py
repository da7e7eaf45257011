"""Chainable reads of services, incident roles, factor categories, checklists and policies."""

from typing import TYPE_CHECKING, Self

from django.db import models

if TYPE_CHECKING:
    from catalogue.models import Checklist, FactorCategory, IncidentRole, Policy, Service


class ServiceQuerySet(models.QuerySet["Service"]):
    """Services."""

    def active(self) -> Self:
        """Those that still run."""
        return self.filter(is_active=True)


class IncidentRoleQuerySet(models.QuerySet["IncidentRole"]):
    """Incident roles."""

    def active(self) -> Self:
        """Those that are given to people."""
        return self.filter(is_active=True)


class FactorCategoryQuerySet(models.QuerySet["FactorCategory"]):
    """Categories of factors."""

    def active(self) -> Self:
        """Those that a factor can be given."""
        return self.filter(is_active=True)


class ChecklistQuerySet(models.QuerySet["Checklist"]):
    """Checklists."""

    def active(self) -> Self:
        """Those that incidents are given."""
        return self.filter(is_active=True)


class PolicyQuerySet(models.QuerySet["Policy"]):
    """Policies."""

    def active(self) -> Self:
        """Those that apply."""
        return self.filter(is_active=True)
