"""Forms of the exports and of the customer version."""

from django import forms

from postmortems.enums import ExportFormat
from postmortems.models import Postmortem

MAX_TITLE = Postmortem._meta.get_field("customer_title").max_length or 0


class ExportForm(forms.Form):
    """Which file somebody wants."""

    format = forms.ChoiceField(choices=ExportFormat.choices, error_messages={"required": "Choose a format."})
    client_uuid = forms.UUIDField(widget=forms.HiddenInput)


class CustomerTitleForm(forms.Form):
    """The title that customers read."""

    title = forms.CharField(
        label="Title for customers",
        max_length=MAX_TITLE,
        required=False,
        help_text="Without one, the customer version only says on which day it was.",
    )
