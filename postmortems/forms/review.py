"""The form of a sign-off."""

from django import forms

from postmortems.enums import Decision


class SignOffForm(forms.Form):
    """A reviewer's answer about the version with this digest: the one that the page showed."""

    decision = forms.ChoiceField(choices=Decision.choices, error_messages={"required": "Press one of the two buttons."})
    words = forms.CharField(
        label="Words",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What should change; with an approval they are optional.",
    )
    digest = forms.CharField(max_length=64, widget=forms.HiddenInput)
