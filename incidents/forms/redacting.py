"""The form that removes a secret wherever it stands."""

from django import forms


class RedactWordsForm(forms.Form):
    """The words as they stand there, and why they go. Named so that no session ever keeps what was typed."""

    secret = forms.CharField(
        max_length=500,
        label="The words that must go",
        help_text="Exactly as they stand there; upper and lower case and line breaks do not matter.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    reason = forms.CharField(
        max_length=300,
        label="Why",
        help_text="It stays in their place with your name. Do not repeat the words.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
