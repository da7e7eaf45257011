"""What texts mark, as it stands for one reader today: entries of the timeline that they quote, people they call.

An entry may be corrected, struck through, redacted, or out of sight.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Q

from accounts.models import User
from core.markdown_quotes import entries_marked
from incidents.models import Incident, TimelineEntry
from incidents.selectors.entry_rows import EntryRow, entry_row
from incidents.selectors.handles import pages_called
from incidents.selectors.timeline import EntryRead, Surroundings, read_entries
from incidents.selectors.zones import ShownZone

_ALONE = Surroundings({}, {}, {}, {})


@dataclass(frozen=True, slots=True)
class Quoted:
    """An entry that is quoted, and where it stands. `incident` is its reference where that is not the page's own."""

    row: EntryRow
    address: str
    when: str
    incident: str


@dataclass(frozen=True, slots=True)
class Quotes:
    """What stands in the place of each quote, by the entry's key; of one that is not there the reader sees nothing.

    `pages` are the addresses of the people called, by @name in small letters, where the reader may open them.
    """

    entries: Mapping[int, Quoted] = field(default_factory=dict)
    pages: Mapping[str, str] = field(default_factory=dict)


def quotes_in(
    rendered: Iterable[str], viewer: User, incident: Incident, zone: ShownZone, *, read: Iterable[EntryRead] = ()
) -> Quotes:
    """The entries that rendered texts of an incident quote and the viewer may see, and the people they call.

    One query each at most. Entries of another incident only where it is not private: who reads a private one is logged
    on its own page. `read` are entries of the incident that the page has read already; there is no query for these.
    """
    rendered = list(rendered)
    numbers = entries_marked(rendered)
    at_hand = [entry for entry in read if entry.id in numbers]
    others = numbers.difference(entry.id for entry in at_hand)
    visible = TimelineEntry.objects.visible_to(viewer, Incident.objects.all())
    visible = visible.filter(Q(incident=incident) | Q(incident__is_private=False), pk__in=others)
    found = [*at_hand, *(read_entries(visible) if others else ())]
    return Quotes(
        {
            entry.id: Quoted(
                row=entry_row(entry, _ALONE, zone),
                address=TimelineEntry(pk=entry.id, incident_id=entry.incident_id).get_absolute_url(),
                when=zone.dated(entry.happened_at),
                incident="" if entry.incident_id == incident.pk else Incident(pk=entry.incident_id).reference,
            )
            for entry in found
        },
        pages_called(rendered, viewer),
    )
