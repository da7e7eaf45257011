"""What customers' reports show on the page of an incident."""

from customers.selectors.panel import incident_panel
from incidents.registries.panels import Place, incident_panels

incident_panels.register(Place.IMPACT, "customers/incident_panel.html", incident_panel)
