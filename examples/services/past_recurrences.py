"""Stores what Grace said of causes that came back: in which incidents the open or done action items knew them."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from accounts.models import User
from examples.services.past_plan import PastIncident
from followthrough.models import Recurrence
from followthrough.selectors.recurrences import seen_before
from incidents.models import Incident
from postmortems.enums import PostmortemStatus

SAID_AFTER = timedelta(days=2)  # the postmortem was published
LOOKED_AT = 2  # she looked at every second one that was published


def store_recurrences(past: Sequence[tuple[PastIncident, Incident]], people: Mapping[str, User]) -> None:
    """The same story is the same; of another story that shares service and category she said no.

    What is in review, and the other half of the published ones, waits for somebody to say it.
    """
    stories = {incident.pk: plan.story for plan, incident in past}
    published = [(plan, incident) for plan, incident in past if plan.postmortem == PostmortemStatus.PUBLISHED]
    looked_at = [pair for position, pair in enumerate(published) if position % LOOKED_AT]
    Recurrence.objects.bulk_create(
        Recurrence(
            item=match.item,
            incident=incident,
            is_confirmed=stories[match.item.incident_id] == plan.story,
            decided_by=people["grace"],
            decided_at=incident.postmortem_published_at + SAID_AFTER,
        )
        for plan, incident in looked_at
        if incident.postmortem_published_at
        for match in seen_before(incident, people["grace"])
        if match.item.incident_id in stories
    )
