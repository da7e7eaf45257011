"""Forms of a postmortem: headings, its moves, its people."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from django import forms

from accounts.models import User
from actions.forms.items import due_field
from incidents.permissions import can_add_members
from postmortems.models import Postmortem
from postmortems.selectors.parts import Part, parts_in
from postmortems.services.postmortems import PostmortemDetails
from postmortems.services.sections import MAX_HEADING


class HeadingForm(forms.Form):
    """A section's heading."""

    heading = forms.CharField(max_length=MAX_HEADING, error_messages={"required": "Give the section a heading."})
    client_uuid = forms.UUIDField(required=False, widget=forms.HiddenInput)


class StatusForm(forms.Form):
    """The reason of a move, where the status table asks for one."""

    reason = forms.CharField(max_length=500, required=False)


class AskReviewForm(forms.Form):
    """Who is asked to review it; `shown_reviewers` are those that the page showed as chosen."""

    reviewers = forms.ModelMultipleChoiceField(
        queryset=User.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Each approves one exact version or asks for changes. A mail asks them now.",
    )
    make_member = forms.BooleanField(
        label="Let them see this private incident",
        required=False,
        help_text="The incident is private. This makes the reviewers members of it.",
    )
    shown_reviewers = forms.ModelMultipleChoiceField(
        User.objects.all(), required=False, widget=forms.MultipleHiddenInput
    )

    def __init__(self, data: Any = None, *, postmortem: Postmortem, actor: User) -> None:
        present = list(postmortem.reviewers.asked().values_list("person", flat=True))
        super().__init__(data, initial={"reviewers": present, "shown_reviewers": present})
        reviewers = self.fields["reviewers"]
        assert isinstance(reviewers, forms.ModelMultipleChoiceField)  # noqa: S101 - for the type checker
        reviewers.queryset = User.objects.responders() | User.objects.filter(pk__in=present)
        if not can_add_members(actor, postmortem.incident):
            del self.fields["make_member"]

    @property
    def has_reviewers(self) -> bool:
        """Whether the page shows somebody as chosen."""
        return bool(self["reviewers"].value())


class WaiverForm(forms.Form):
    """Why an incident needs no postmortem."""

    reason = forms.CharField(
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        label="Why is none needed?",
        error_messages={"required": "Say why it is not needed; the reason is shown in its place."},
    )


if TYPE_CHECKING:
    _PersonField = forms.ModelChoiceField[User]
else:
    _PersonField = forms.ModelChoiceField


class FacilitatorField(_PersonField):
    """Whom to choose as facilitator; whoever took part in the incident is marked, as advice."""

    parts: Mapping[int, Part] = MappingProxyType({})

    def label_from_instance(self, obj: User) -> str:
        """`Amina Otieno`, or `Amina Otieno (took part: lead, 3 entries)`."""
        part = self.parts.get(obj.pk)
        return f"{obj.name} (took part: {part.words})" if part else obj.name


class DetailsForm(forms.Form):
    """Who writes the postmortem, who leads its discussion, who reviews it, and until when.

    The hidden fields say what the page showed, so that only what the person changed is changed.
    """

    owner = forms.ModelChoiceField(
        label="Author", queryset=User.objects.none(), required=False, empty_label="Not assigned", help_text="Writes it."
    )
    facilitator = FacilitatorField(
        queryset=User.objects.none(),
        required=False,
        empty_label="Not assigned",
        help_text="Leads the discussion; ideally somebody who did not take part in the incident. This is advice only.",
    )
    reviewers = forms.ModelMultipleChoiceField(
        queryset=User.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Each approves one exact version or asks for changes. A mail tells them when review is asked for.",
    )
    due_on = due_field(label="Due", help_text="Publish it by the end of this day.")
    make_member = forms.BooleanField(
        label="Let them see this private incident",
        required=False,
        help_text="The incident is private. This makes the author, the facilitator and the reviewers members of it.",
    )

    shown_owner = forms.ModelChoiceField(User.objects.all(), required=False, widget=forms.HiddenInput)
    shown_facilitator = forms.ModelChoiceField(User.objects.all(), required=False, widget=forms.HiddenInput)
    shown_due_on = forms.DateField(required=False, widget=forms.HiddenInput)
    shown_reviewers = forms.ModelMultipleChoiceField(
        User.objects.all(), required=False, widget=forms.MultipleHiddenInput
    )

    def __init__(self, *args: Any, postmortem: Postmortem, actor: User, **kwargs: Any) -> None:
        present = list(postmortem.reviewers.asked().values_list("person", flat=True))
        initial = {name: getattr(postmortem, name) for name in ("owner", "facilitator", "due_on")}
        initial["reviewers"] = present
        kwargs.setdefault("initial", initial | {f"shown_{name}": value for name, value in initial.items()})
        super().__init__(*args, **kwargs)
        for name in ("owner", "facilitator"):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - for the type checker
            field.queryset = _choices(getattr(postmortem, f"{name}_id"))
        facilitator = self.fields["facilitator"]
        assert isinstance(facilitator, FacilitatorField)  # noqa: S101 - for the type checker
        facilitator.parts = parts_in(postmortem.incident)
        reviewers = self.fields["reviewers"]
        assert isinstance(reviewers, forms.ModelMultipleChoiceField)  # noqa: S101 - for the type checker
        reviewers.queryset = User.objects.responders() | User.objects.filter(pk__in=present)
        if not can_add_members(actor, postmortem.incident):
            del self.fields["make_member"]

    @property
    def details(self) -> PostmortemDetails:
        """What was chosen; only of a form that is valid."""
        return self._details("")

    @property
    def shown(self) -> PostmortemDetails | None:
        """What the page showed; None of a form that does not say it."""
        return self._details("shown_") if "shown_due_on" in self.data else None

    def _details(self, prefix: str) -> PostmortemDetails:
        data = self.cleaned_data
        return PostmortemDetails(
            owner=data[f"{prefix}owner"],
            facilitator=data[f"{prefix}facilitator"],
            due_on=data[f"{prefix}due_on"],
            reviewers=tuple(data[f"{prefix}reviewers"]),
        )


def _choices(present: int | None) -> Any:
    """Everybody who may write postmortems, and whoever is assigned now, even if they left."""
    return User.objects.responders() | User.objects.filter(pk=present)
