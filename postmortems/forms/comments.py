"""The form that begins a thread of comments."""

from django import forms

from incidents.forms.comments import CommentForm
from postmortems.services.comments import MAX_PASSAGE


class ThreadForm(CommentForm):
    """The first comment of a thread, and the passage that it is about."""

    passage = forms.CharField(
        label="Passage (optional)",
        max_length=MAX_PASSAGE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="The words it is about, exactly as the section says them.",
    )
    field_order = ("passage", "text")
