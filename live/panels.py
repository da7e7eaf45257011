"""What the page of an incident needs to hear of changes: the element that its scripts begin from."""

from incidents.registries.panels import Place, incident_panels

incident_panels.register(Place.END, "live/live.html")
