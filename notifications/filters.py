"""Filters of the list of deliveries."""

from typing import Any

import django_filters as filters
from django import forms
from django.db.models import Q

from core.search import SearchFilter
from notifications.enums import State
from notifications.kinds import labels
from notifications.models import Delivery
from notifications.querysets import DeliveryQuerySet


class DeliveryFilter(filters.FilterSet):
    """Deliveries by person, state and kind."""

    q = SearchFilter(method="to", label="To", widget=forms.TextInput(attrs={"type": "search"}))
    state = filters.ChoiceFilter(choices=State.choices, label="State", empty_label="Any")
    kind = filters.ChoiceFilter(label="Kind", empty_label="Any")

    class Meta:
        model = Delivery
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["kind"].extra["choices"] = list(labels().items())

    def to(self, deliveries: DeliveryQuerySet, _name: str, text: str) -> DeliveryQuerySet:
        """Part of the person's name, or of the address."""
        return deliveries.filter(Q(recipient__name__icontains=text) | Q(address__icontains=text))
