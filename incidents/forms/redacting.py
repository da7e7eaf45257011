"""The form that removes a secret wherever it stands."""

from django import forms


class RedactWordsForm(forms.Form):
    """The words as they stand there, and why they go. Named so that no session ever keeps what was typed."""

    secret = forms.CharField(
        max_length=500,
        label="Text to remove",
        help_text="Exactly as written there; upper and lower case and line breaks do not matter.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    reason = forms.CharField(
        max_length=300,
        label="Why",
        help_text="Shown in place of the text, with your name. Do not repeat the text.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
