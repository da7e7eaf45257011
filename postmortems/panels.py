"""What postmortems add to the pages of incidents and action items."""

from actions.registries.copies import register_copy
from actions.registries.panels import Place as ItemPlace
from actions.registries.panels import form_parts, history_words, item_columns, item_panels
from incidents.registries.panels import Place, incident_panels
from postmortems.forms.answers import answers_part
from postmortems.selectors.answers import factor_cells, item_panel, measure_cells
from postmortems.selectors.panel import panels_of_incident
from postmortems.services.answers import hand_on_answers

incident_panels.register_together(
    {Place.NEXT: "postmortems/next_step.html", Place.SIDE: "postmortems/incident_panel.html"}, panels_of_incident
)
item_panels.register(ItemPlace.MAIN, "postmortems/action_item_panel.html", item_panel)
item_columns.register("factors", factor_cells)
item_columns.register("measures", measure_cells)
form_parts.register(answers_part)
register_copy(hand_on_answers)
history_words["factors"] = "changed the linked factors"
history_words["measures"] = "changed the linked measures"
