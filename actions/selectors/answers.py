"""What an owner can answer from a mail: links to a page on which the answer is filled in and one button confirms it."""

from dataclasses import dataclass

from django.urls import reverse

from actions.models import ActionItem
from core.addresses import absolute

DONE, NEW_DATE, NOT_MINE = "finish", "date", "not-mine"
WORDS = {
    DONE: "Is it done? Say below how one can see that, and confirm it.",
    NEW_DATE: "Choose the new date and save it.",
    NOT_MINE: "It is about to have no owner. Choose somebody if you know whose it is; saving confirms it.",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """A link. It carries no right and changes nothing by itself: mail servers follow links, too."""

    label: str
    url: str


def answers(item: ActionItem) -> tuple[Answer, ...]:
    """Those that an owner has while it is unfinished."""
    page, form = (absolute(reverse(name, args=[item.pk])) for name in ("action_item", "action_edit"))
    return (
        Answer("Done", f"{page}?answer={DONE}"),
        Answer("New date", f"{page}?answer={NEW_DATE}"),
        Answer("Not mine", f"{form}?answer={NOT_MINE}"),
    )
