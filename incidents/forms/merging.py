"""Merging a duplicate, and undoing it."""

from django import forms
from django.http import QueryDict

from accounts.models import User
from catalogue.models import Service
from core.forms import ClientUuidField
from incidents.enums import Milestone, Outsiders
from incidents.models import Incident
from incidents.permissions import can_add_members
from incidents.selectors.merging.page import MilestoneOffer
from incidents.selectors.merging.rules import task_outsiders
from incidents.services.merging.merge import MergeChoices


class MergeForm(forms.Form):
    """One confirmation: why, and what the target takes over beside what moves. Nothing is taken over unasked."""

    target = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        max_length=300, required=False, label="Why", help_text="Optional. Shown in both timelines."
    )
    services = forms.ModelMultipleChoiceField(
        queryset=Service.objects.none(),
        required=False,
        label="Add these services to it",
        widget=forms.CheckboxSelectMultiple,
    )
    milestones = forms.MultipleChoiceField(
        required=False, label="Add these milestones, which it does not have yet", widget=forms.CheckboxSelectMultiple
    )
    outsiders = forms.ChoiceField(
        choices=Outsiders,
        widget=forms.RadioSelect,
        help_text="Undoing the merge does not undo this.",
        error_messages={"required": "Choose what should happen to these tasks. Nothing was moved."},
    )
    client_uuid = ClientUuidField()

    def __init__(
        self, data: QueryDict | None, *, source: Incident, target: Incident, offers: list[MilestoneOffer], actor: User
    ) -> None:
        super().__init__(data, initial={"target": target.pk})
        services = self.fields["services"]
        milestones = self.fields["milestones"]
        assert isinstance(services, forms.ModelMultipleChoiceField)  # noqa: S101 - for the type checker
        assert isinstance(milestones, forms.MultipleChoiceField)  # noqa: S101 - for the type checker
        services.queryset = source.services.exclude(incidents=target)
        outsiders = self.fields["outsiders"]
        assert isinstance(outsiders, forms.ChoiceField)  # noqa: S101 - for the type checker
        outsiders.choices = [
            choice for choice in Outsiders.choices if choice[0] != Outsiders.MEMBERS or can_add_members(actor, target)
        ]
        milestones.choices = [(offer.value, offer.words) for offer in offers]
        people = task_outsiders(source.tasks.all(), target)
        names = ", ".join(person.name for person in people)
        self.fields["outsiders"].label = f"These people have open tasks here and cannot see {target.reference}: {names}"
        filled = {"services": services.queryset.exists(), "milestones": offers, "outsiders": people}
        for name, is_asked in filled.items():
            if not is_asked:
                del self.fields[name]

    def choices(self) -> MergeChoices:
        """What was chosen, as the service takes it."""
        cleaned = self.cleaned_data
        return MergeChoices(
            reason=cleaned["reason"],
            services=tuple(cleaned.get("services", ())),
            milestones=[Milestone(name) for name in cleaned.get("milestones", ())],
            outsiders=Outsiders(cleaned["outsiders"]) if "outsiders" in cleaned else None,
        )


class UndoMergeForm(forms.Form):
    """Asks only where words written among fewer people would come to be seen by more."""

    expose = forms.BooleanField(
        required=False, label="Show what was written there in the meantime to everybody who sees this incident"
    )

    def __init__(self, data: QueryDict | None, *, is_asked: bool) -> None:
        super().__init__(data)
        if not is_asked:
            del self.fields["expose"]
