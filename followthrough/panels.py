"""What follow-through adds to the page of an action item: the questions to its owner."""

from accounts.models import User
from actions.models import ActionItem
from actions.registries.panels import Place, history_words, item_panels
from followthrough.enums import QuestionEvent
from followthrough.models import OwnerQuestion


def _open_questions(item: ActionItem, viewer: User) -> list[OwnerQuestion] | None:
    """Those that nobody has answered; the answered ones stand in the history."""
    return list(item.owner_questions.open().select_related("asked_by", "asked_of")) or None


item_panels.register(Place.MAIN, "followthrough/item_questions.html", _open_questions)
history_words[QuestionEvent.ASKED] = "asked the owner"
history_words[QuestionEvent.ANSWERED] = "answered"
