"""Filters of the list of customers."""

from typing import Any

import django_filters as filters
from django import forms

from core.search import SearchFilter
from customers.models import Customer
from customers.querysets import CustomerQuerySet
from customers.readers.names import name_key
from customers.selectors.customers import affected_seen, owners, tiers

NOBODY = "none"


class CustomerFilter(filters.FilterSet):
    """Customers by name, tier, owner, and whether an incident affects them now."""

    q = SearchFilter(method="by_name", label="Name or id", widget=forms.TextInput(attrs={"type": "search"}))
    tier = filters.ChoiceFilter(choices=[], label="Tier", empty_label="Any")
    owner = filters.ModelChoiceFilter(
        queryset=lambda request: owners(request.user),
        label="Owner",
        empty_label="Anybody",
        null_label="Nobody",
        null_value=NOBODY,
    )
    affected = filters.ChoiceFilter(
        choices=[("now", "Affected now")], label="Incidents", empty_label="Any", method="by_affected"
    )
    state = filters.ChoiceFilter(
        choices=[("all", "Former ones too")], label="State", empty_label="Of today", method="by_state"
    )

    class Meta:
        model = Customer
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.filters["tier"].extra["choices"] = [(tier, tier) for tier in tiers(self.request.user)]

    def filter_queryset(self, queryset: CustomerQuerySet) -> CustomerQuerySet:
        """All filters; former customers only when asked for."""
        rows: CustomerQuerySet = super().filter_queryset(queryset)
        return rows if self.form.cleaned_data.get("state") else rows.filter(is_active=True)

    def by_name(self, rows: CustomerQuerySet, _name: str, text: str) -> CustomerQuerySet:
        """Part of the name, or the id."""
        return rows.filter(key__contains=name_key(text)) | rows.filter(external_id=text)

    def by_affected(self, rows: CustomerQuerySet, _name: str, _value: str) -> CustomerQuerySet:
        """By an open incident."""
        return rows.filter(pk__in=affected_seen(self.request.user).now().values("customer"))

    def by_state(self, rows: CustomerQuerySet, _name: str, _value: str) -> CustomerQuerySet:
        """`filter_queryset` reads it."""
        return rows
