"""Filters of the pages about people and the audit log."""

import django_filters as filters
from django import forms
from django.db.models import Q, QuerySet

from accounts.enums import AuditAction, Role
from accounts.models import AuditEvent, Team, User
from accounts.querysets import UserQuerySet
from core.search import SearchFilter


class PeopleFilter(filters.FilterSet):
    """People by text, role, team and whether they can log in."""

    q = SearchFilter(method="named", label="Text", widget=forms.TextInput(attrs={"type": "search"}))
    role = filters.ChoiceFilter(choices=Role.choices, label="Role", empty_label="Any")
    team = filters.ModelChoiceFilter(
        field_name="memberships__team", queryset=Team.objects.all(), label="Team", empty_label="Any"
    )
    state = filters.ChoiceFilter(
        method="in_state",
        label="State",
        empty_label="Any",
        choices=[("active", "Active"), ("invited", "Invited, not joined yet"), ("inactive", "Deactivated")],
    )

    class Meta:
        model = User
        fields: list[str] = []

    def named(self, people: UserQuerySet, _name: str, text: str) -> UserQuerySet:
        """Part of the name or address."""
        return people.named(text)

    def in_state(self, people: UserQuerySet, _name: str, state: str) -> UserQuerySet:
        """Whether they can log in, or were only invited so far."""
        if state == "inactive":
            return people.filter(is_active=False)
        return people.invited() if state == "invited" else people.active()


class AuditFilter(filters.FilterSet):
    """The audit log by text, action, person and dates (UTC)."""

    q = SearchFilter(method="about", label="Text", widget=forms.TextInput(attrs={"type": "search"}))
    action = filters.ChoiceFilter(choices=AuditAction.choices, label="Action", empty_label="Any")
    actor = filters.ModelChoiceFilter(queryset=User.objects.all(), label="Who", empty_label="Anybody")
    since = filters.DateFilter(
        field_name="at", lookup_expr="date__gte", label="Since", widget=forms.DateInput(attrs={"type": "date"})
    )
    until = filters.DateFilter(
        field_name="at", lookup_expr="date__lte", label="Until", widget=forms.DateInput(attrs={"type": "date"})
    )

    class Meta:
        model = AuditEvent
        fields: list[str] = []

    def about(self, events: "QuerySet[AuditEvent]", _name: str, text: str) -> "QuerySet[AuditEvent]":
        """Part of the subject or of the actor's name."""
        return events.filter(Q(subject__icontains=text) | Q(actor__name__icontains=text))
