"""The form that splits one action item into several."""

from django import forms

from core.forms import ClientUuidField

CLOSES, STAYS = "closes", "stays"


class SplitForm(forms.Form):
    """Titles, one a line, and what becomes of the item itself."""

    titles = forms.CharField(
        label="Titles, one on each line",
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "Write a title on each line."},
        help_text="Each becomes an action item with the same owner, team, due date, kind, priority and linked factors.",
    )
    then = forms.ChoiceField(
        label="What becomes of the item itself?",
        choices=[
            (CLOSES, "It is closed as won't do, because its parts will be done"),
            (STAYS, "It stays as it is"),
        ],
        initial=CLOSES,
        widget=forms.RadioSelect,
    )
    client_uuid = ClientUuidField()
