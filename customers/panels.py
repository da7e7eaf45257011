"""What reports and customer updates show on the page of an incident."""

from customers.forms.closing import closing_part
from customers.selectors.panel import incident_panel
from customers.selectors.updates import words_panel
from incidents.registries.panels import Place, incident_panels, step_parts

incident_panels.register(Place.IMPACT, "customers/incident_panel.html", incident_panel)
incident_panels.register(Place.WORDS, "customers/updates/panel.html", words_panel)
incident_panels.register(Place.MENU, "customers/updates/menu.html")
step_parts.register(closing_part)
