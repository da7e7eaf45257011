"""What stands beside the editor to be taken over into the text: facts of the incident, and its starred entries."""

from collections.abc import Iterable
from dataclasses import dataclass

from accounts.models import User
from core.markdown_quotes import entries_quoted, quote_of
from core.plain_words import plain_words
from incidents.models import Incident, TimelineEntry
from incidents.selectors.durations import incident_durations
from incidents.selectors.facts import impact_facts, interval_words
from incidents.selectors.impact import about_of, periods_of
from incidents.selectors.timeline import EntryRead, read_entries
from incidents.selectors.zones import ShownZone, incident_zone
from postmortems.models import Postmortem, Section
from postmortems.selectors.files import markdown_of, pictures_beside
from postmortems.selectors.filled_text import as_typed

LONGEST = 160  # characters of an entry


@dataclass(frozen=True, slots=True)
class FactToTake:
    """A fact, and the Markdown that takes it over."""

    label: str
    words: str
    text: str


@dataclass(frozen=True, slots=True)
class EntryToTake:
    """An entry, and the line that quotes it."""

    when: str
    words: str
    text: str


@dataclass(frozen=True, slots=True)
class PictureToTake:
    """A picture, and the Markdown that shows it."""

    name: str
    address: str
    text: str


@dataclass(frozen=True, slots=True)
class Taking:
    """All of it: `entries` are the starred ones that no section quotes yet, `others` what else people logged.

    `quoted` counts the starred ones that some section quotes already; they stand among the others. `pictures` are those
    of the incident that no section shows now.
    """

    facts: list[FactToTake]
    entries: list[EntryToTake]
    others: list[EntryToTake]
    quoted: int
    pictures: list[PictureToTake]


def taking(postmortem: Postmortem, viewer: User, sections: Iterable[Section]) -> Taking:
    """For the editor of a postmortem that the viewer may see; four queries."""
    incident = postmortem.incident
    kept = [section for section in sections if section.removed_at is None]
    zone = incident_zone(incident)
    quoted = {number for section in kept for number in entries_quoted(section.body)}
    visible = TimelineEntry.objects.visible_to(viewer, Incident.objects.all())
    told = read_entries(visible.filter(incident=incident).told().live().in_order())
    starred = [entry for entry in told if entry.is_starred]
    left = [entry for entry in starred if entry.id not in quoted]
    others = [entry for entry in told if entry not in left]
    return Taking(
        facts=list(_facts(incident, zone)),
        entries=[_to_take(entry, zone) for entry in left],
        others=[_to_take(entry, zone) for entry in others],
        quoted=len(starred) - len(left),
        pictures=[
            PictureToTake(file.caption or file.name, file.get_absolute_url(), markdown_of(file))
            for file in pictures_beside(incident.attachments.filter(entry=None, removed_at=None), kept)
        ],
    )


def _to_take(entry: EntryRead, zone: ShownZone) -> EntryToTake:
    return EntryToTake(zone.dated(entry.happened_at), plain_words(entry.html)[:LONGEST], quote_of(entry.id))


def _facts(incident: Incident, zone: ShownZone) -> Iterable[FactToTake]:
    periods = periods_of(incident)
    for fact in impact_facts(incident):
        yield FactToTake(fact.label, fact.words, f"{fact.label}: {as_typed(fact.words)}")
    for start, end, note in periods:
        words = interval_words(start, end, note, zone)
        yield FactToTake("Affected", words, f"Affected: {as_typed(words)}")
    for named in incident_durations(incident, periods, about_of([incident.pk]).get(incident.pk, ())):
        words = f"{named.duration.text} ({named.duration.formula})"
        yield FactToTake(named.name, words, f"{named.name}: {words}")
