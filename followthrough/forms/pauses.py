"""The form of a pause."""

from django import forms


class PauseForm(forms.Form):
    """Until when nobody is reminded of an action item, and why."""

    until = forms.DateField(
        label="Remind again from", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    reason = forms.CharField(
        label="Why", max_length=500, help_text="Managers see it beside the item, here and in lists."
    )
