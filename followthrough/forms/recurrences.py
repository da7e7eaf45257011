"""The form that says whether an action item answers what happened again."""

from django import forms

YES, NO = "yes", "no"


class DecisionForm(forms.Form):
    """One of two buttons."""

    same = forms.ChoiceField(choices=[(YES, "Yes, the same"), (NO, "No")])

    @property
    def is_confirmed(self) -> bool:
        """What was pressed."""
        return bool(self.cleaned_data["same"] == YES)
