"""What postmortems show on the page of an incident."""

from incidents.registries.panels import Place, incident_panels
from postmortems.selectors.panel import incident_panel

incident_panels.register(Place.SIDE, "postmortems/incident_panel.html", incident_panel)
