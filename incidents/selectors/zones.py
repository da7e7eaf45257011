"""Which zone a page of an incident shows its times in, and how a stamp reads there."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from accounts.models import User
from core import clock
from core.zones import local_label, meaning_of, zone_label
from incidents.models import Incident

UNKNOWN_TIME = "an unknown time"


class ZoneChoice(StrEnum):
    """The zones a page can be switched between."""

    INCIDENT = "incident"
    MINE = "mine"
    UTC = "utc"


@dataclass(frozen=True, slots=True)
class Stamp:
    """An instant as it is shown: the wall clock, the zone beside it, and the instant for machines."""

    utc: str
    clock: str
    zone: str
    day: date

    def __str__(self) -> str:
        return f"{self.clock} {self.zone}"


@dataclass(frozen=True, slots=True)
class Marked:
    """An instant in words: `dated`, `beside` another one, or `until`, as `form` says; and the instant for machines."""

    utc: str
    form: str
    words: str


@dataclass(frozen=True, slots=True)
class ShownZone:
    """The zone a page shows. `word` is the zone as somebody typed it for this incident, such as EST."""

    choice: ZoneChoice
    zone: ZoneInfo
    word: str = ""

    @property
    def name(self) -> str:
        """The IANA name."""
        return self.zone.key

    def label(self, instant: datetime) -> str:
        """`EAT`, `CEST`, `UTC−5`; or the word somebody typed for this incident."""
        return self.word or zone_label(instant, self.zone)

    def stamp(self, instant: datetime) -> Stamp:
        """The instant on this zone's wall clock."""
        local = instant.astimezone(self.zone)
        return Stamp(
            utc=f"{instant.astimezone(UTC).isoformat()[:19]}Z",
            clock=f"{local.hour:02}:{local.minute:02}",
            zone=self.word or local_label(local),
            day=local.date(),
        )

    def dated(self, instant: datetime) -> str:
        """The instant with its day, to the minute: `13 May 2023 22:30 EAT`."""
        local = instant.astimezone(self.zone)
        return f"{local.day} {local:%b %Y %H:%M} {self.label(instant)}"

    def typed(self, instant: datetime) -> str:
        """The instant as text that, typed, means the same second: `13 May 2023 22:30:05 EAT`."""
        local = instant.astimezone(self.zone)
        seconds = f":{local:%S}" if local.second else ""
        return f"{local.day} {local:%b %Y %H:%M}{seconds} {self.label(instant)}"

    def beside(self, instant: datetime, other: datetime) -> str:
        """The instant next to another one: without its day when both lie on one."""
        local = instant.astimezone(self.zone)
        is_same = local.date() == other.astimezone(self.zone).date()
        return f"{local:%H:%M} {self.label(instant)}" if is_same else self.dated(instant)

    def span(self, start: datetime | None, end: datetime | None) -> str:
        """`13 May 2023 14:00 to 14:35 EAT`, with both days where they differ; an unknown end says so."""
        if start is None or end is None:
            return f"{self.dated(start) if start else UNKNOWN_TIME} to {self.dated(end) if end else UNKNOWN_TIME}"
        one, other = start.astimezone(self.zone), end.astimezone(self.zone)
        if one.date() != other.date() or self.label(start) != self.label(end):
            return f"{self.dated(start)} to {self.dated(end)}"
        return f"{one.day} {one:%b %Y %H:%M} to {other:%H:%M} {self.label(end)}"

    def marked(self, instant: datetime, other: datetime | None = None) -> Marked:
        """`beside` another instant, else `dated`, with the instant for machines: live pages write it in their zone."""
        words = self.dated(instant) if other is None else self.beside(instant, other)
        return Marked(self.stamp(instant).utc, "dated" if other is None else "beside", words)

    def until(self, end: datetime, start: datetime) -> Marked:
        """The end of a span behind its start, whose zone it shares: `22:45`, or `14 May 00:20` on another day."""
        local = end.astimezone(self.zone)
        is_same = local.date() == start.astimezone(self.zone).date()
        return Marked(self.stamp(end).utc, "until", f"{local:%H:%M}" if is_same else f"{local.day} {local:%b %H:%M}")


@dataclass(frozen=True, slots=True)
class ZoneLink:
    """One side of the zone switch."""

    choice: ZoneChoice
    words: str
    is_current: bool


def shown_zone(incident: Incident, user: User, choice: str) -> ShownZone:
    """The zone for a choice; an unknown choice is the incident's own."""
    if choice == ZoneChoice.MINE:
        return ShownZone(ZoneChoice.MINE, user.time_zone)
    if choice == ZoneChoice.UTC:
        return ShownZone(ZoneChoice.UTC, ZoneInfo("UTC"))
    return incident_zone(incident)


def incident_zone(incident: Incident) -> ShownZone:
    """The incident's own zone, called as somebody typed it."""
    return ShownZone(ZoneChoice.INCIDENT, incident.time_zone, incident.zone_word)


def zone_name(incident: Incident) -> str:
    """`EST (UTC−5)`, the word that somebody typed beside its meaning; without one the place, `Africa/Nairobi`."""
    if not incident.zone_word:
        return incident.zone
    meaning = meaning_of(incident.zone_word)
    return meaning.label if meaning else incident.zone_word


def zone_links(incident: Incident, user: User, shown: ShownZone) -> list[ZoneLink]:
    """The zone switch: *Incident, EAT*, *Mine, CEST*, *UTC*; *Mine* is left out where it shows what *Incident* does."""
    at = incident.began_at
    own = shown_zone(incident, user, ZoneChoice.INCIDENT).label(at)
    mine = zone_label(at, user.time_zone)
    words = {ZoneChoice.INCIDENT: f"Incident, {own}", ZoneChoice.MINE: f"Mine, {mine}", ZoneChoice.UTC: "UTC"}
    current = shown.choice
    if mine == own and user.zone == incident.zone:
        del words[ZoneChoice.MINE]
        current = ZoneChoice.INCIDENT if current == ZoneChoice.MINE else current
    return [ZoneLink(choice, text, choice == current) for choice, text in words.items()]


def is_apart(one: datetime, other: datetime) -> bool:
    """Whether two instants differ by a minute or more, so that both are worth showing."""
    return abs(one - other) >= timedelta(minutes=1)


def zone_labels(shown: ShownZone, around: datetime) -> str:
    """The label for each offset that the zone has in the year of `around` and in this one: `{"GMT+03:00": "EAT"}`.

    As JSON, so that a page writes the times that arrive as the server does. Offsets are named as browsers name them.
    """
    years = {around.year, clock.now().year}
    months = [datetime(year, month, 1, tzinfo=UTC) for year in sorted(years) for month in range(1, 13)]
    return json.dumps({_offset(month.astimezone(shown.zone)): shown.label(month) for month in months})


def _offset(local: datetime) -> str:
    return f"GMT{local.isoformat()[-6:]}".removesuffix("+00:00")
