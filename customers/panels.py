"""What reports and customer updates show on the page of an incident, and ask when it is resolved."""

from collections.abc import Mapping

from accounts.models import User
from customers.forms.closing import closing_part
from customers.selectors.panel import incident_panels_of
from customers.services.updates import draft_first_words
from incidents.models import Incident
from incidents.registries.panels import Place, first_drafts, incident_panels, step_parts


def _read(incident: Incident, viewer: User) -> Mapping[str, object]:
    found = incident_panels_of(incident, viewer)
    return {Place.IMPACT: found.impact, Place.WORDS: found.words}


incident_panels.register_together(
    {Place.IMPACT: "customers/incident_panel.html", Place.WORDS: "customers/updates/panel.html"}, _read
)
incident_panels.register(Place.MENU, "customers/updates/menu.html")
step_parts.register(closing_part)
first_drafts.append(draft_first_words)
