"""What follow-through adds to action items: which policy reminds of them, when, and pauses."""

from actions.registries.panels import Place, history_words, item_columns, item_panels
from followthrough.selectors.pauses import pause_cells, reminder_panel
from followthrough.services.pauses import FIELD

item_panels.register(Place.MAIN, "followthrough/item_panel.html", reminder_panel)
item_columns.register("reminders", pause_cells)
history_words[FIELD] = "changed the reminders"
