"""The form that asks for a full export."""

from django import forms


class FullExportForm(forms.Form):
    """Nothing to choose: everything leaves."""

    client_uuid = forms.UUIDField(widget=forms.HiddenInput)
