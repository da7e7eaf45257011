"""What follow-through adds to action items: the policy that reminds of them, pauses, and questions to the owner."""

from accounts.models import User
from actions.models import ActionItem
from actions.registries.panels import Place, history_words, item_columns, item_panels
from followthrough.enums import QuestionEvent
from followthrough.models import OwnerQuestion
from followthrough.selectors.pauses import pause_cells, reminder_panel
from followthrough.services.pauses import FIELD


def _open_questions(item: ActionItem, viewer: User) -> list[OwnerQuestion] | None:
    """Those that nobody has answered; the answered ones stand in the history."""
    return list(item.owner_questions.open().select_related("asked_by", "asked_of")) or None


item_panels.register(Place.MAIN, "followthrough/item_questions.html", _open_questions)
item_panels.register(Place.MAIN, "followthrough/item_panel.html", reminder_panel)
item_columns.register("reminders", pause_cells)
history_words[FIELD] = "changed the reminders"
history_words[QuestionEvent.ASKED] = "asked the owner"
history_words[QuestionEvent.ANSWERED] = "answered"
