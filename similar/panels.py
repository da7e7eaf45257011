"""What similar incidents add to the page of an incident, and to the form that declares one."""

from incidents.registries.panels import DeclarePlace, Place, declare_panels, incident_panels
from similar.selectors.panels import like_typed

incident_panels.register(Place.SIDE, "similar/incident_panel.html")
declare_panels.register(DeclarePlace.TITLE, "similar/declare_panel.html", like_typed)
