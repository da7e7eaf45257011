"""What the page that asks before publishing shows."""

from dataclasses import dataclass

from accounts.models import User
from postmortems.models import Postmortem, Section
from postmortems.selectors.comments import Talk, talk_of
from postmortems.selectors.editing import EditPage, edit_page, first_to_write
from postmortems.selectors.sign_offs import Review, review_of


@dataclass(frozen=True, slots=True)
class Publishing:
    """Who signed which version, what is empty, and what the checks of the editor advise; `told`: how many hear of it.

    `edit` is None where every section was removed.
    """

    review: Review
    empty: list[Section]
    edit: EditPage | None
    talk: Talk
    told: int


def publishing(postmortem: Postmortem, viewer: User, *, told: int, back: str) -> Publishing:
    """The same number of queries whatever the postmortem holds."""
    shown = first_to_write(postmortem)
    edit = edit_page(postmortem, shown, viewer, back=back, typed=shown.body) if shown else None
    return Publishing(
        review=review_of(postmortem, viewer),
        empty=[chapter.section for chapter in edit.chapters if not chapter.is_written] if edit else [],
        edit=edit,
        talk=talk_of(postmortem),
        told=told,
    )
