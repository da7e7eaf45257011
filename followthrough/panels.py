"""What follow-through adds to action items: the policy that reminds of them, pauses, and questions to the owner.

And what happened again, to them and to incidents.
"""

from accounts.models import User
from actions.models import ActionItem
from actions.querysets import ActionItemQuerySet
from actions.registries.filters import ItemFilter, item_filters
from actions.registries.panels import Place, history_words, item_columns, item_panels
from followthrough.enums import QuestionEvent, Recurred
from followthrough.models import OwnerQuestion, Recurrence
from followthrough.selectors.board_recurrences import recurred
from followthrough.selectors.pauses import pause_cells, reminder_panel
from followthrough.selectors.recurrences import incident_panel, item_panel, recurrence_cells
from followthrough.services.pauses import FIELD
from followthrough.services.recurrences import FIELD as RECURRENCE
from incidents.registries.panels import Place as IncidentPlace
from incidents.registries.panels import incident_panels


def _open_questions(item: ActionItem, viewer: User) -> list[OwnerQuestion] | None:
    """Those that nobody has answered; the answered ones stand in the history."""
    return list(item.owner_questions.open().select_related("asked_by", "asked_of")) or None


def _recurred(items: ActionItemQuerySet, kind: str, reader: User) -> ActionItemQuerySet:
    """Those of which somebody confirmed it, in an incident that the reader may see."""
    confirmed = Recurrence.objects.visible_to(reader).counting().filter(recurred(kind))
    return items.filter(pk__in=confirmed.values("item"))


item_panels.register(Place.MAIN, "followthrough/item_questions.html", _open_questions)
item_panels.register(Place.MAIN, "followthrough/item_recurrences.html", item_panel)
item_panels.register(Place.MAIN, "followthrough/item_panel.html", reminder_panel)
incident_panels.register(IncidentPlace.SIDE, "followthrough/incident_recurrences.html", incident_panel)
item_columns.register("reminders", pause_cells)
item_columns.register("happened again", recurrence_cells)
item_filters["recurred"] = ItemFilter("Happened again", tuple(Recurred.choices), _recurred)
history_words[FIELD] = "changed the reminders"
history_words[QuestionEvent.ASKED] = "asked the owner"
history_words[QuestionEvent.ANSWERED] = "answered"
history_words[RECURRENCE] = "compared it with a later incident"
