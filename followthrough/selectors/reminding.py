"""Who is to be reminded of what: the lines of one day's digests, for a batch of people, in constant queries."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import OuterRef, Q, QuerySet

from accounts.enums import Role
from accounts.models import TeamMembership, User
from actions.due import DUE_SOON
from actions.models import ActionItem
from actions.querysets import is_ownerless
from core.zones import zone_or_utc
from followthrough.enums import ReminderReason, ReminderStep
from followthrough.models import Reminder
from followthrough.schedule import WEEK, dated_step, escalated_step
from incidents.enums import Status
from incidents.models import Incident, IncidentMember
from incidents.querysets import sees_incident
from incidents.selectors.roles import lead_column
from postmortems.models import Postmortem

WORKING_ROLES = (Role.RESPONDER, Role.MANAGER, Role.ADMIN)
FARTHEST_EAST = timedelta(hours=14)
CHUNK = 2000


@dataclass(frozen=True, slots=True)
class Thing:
    """An action item or a postmortem (the other id is None). `owner` is None without an active one who may see it."""

    item: int | None
    postmortem: int | None
    incident: int
    is_private: bool
    lead: int | None
    owner: int | None
    owner_zone: str
    team: int | None
    due_on: date | None
    written_on: date


@dataclass(frozen=True, slots=True)
class NewReminder:
    """A reminder that is not stored yet: one line of a person's digest."""

    thing: Thing
    because: ReminderReason
    step: ReminderStep
    due_on: date
    round: int


Escalations = Mapping[int, list[tuple[Thing, ReminderReason]]]


def lines_for(
    people: Collection[int], day: date, now: datetime, escalations: Escalations
) -> dict[int, list[NewReminder]]:
    """New lines by person id; nobody without any. Leaves out what a person was told of in the last seven days.

    `day` is the local date of all these people. Three queries.
    """
    told = _told(people, day - WEEK)
    lines: defaultdict[int, list[NewReminder]] = defaultdict(list)
    for person, thing, because in _concerns(people, day, escalations):
        line = _line(thing, because, day, now)
        if line is None:
            continue
        key = (person, thing.item, thing.postmortem)
        if key in told or (*key, line.step, line.due_on) in told:
            continue
        told.add(key)  # once in a digest, for the first of several reasons
        lines[person].append(line)
    return dict(lines)


def escalations(now: datetime) -> Escalations:
    """What people other than the owner are reminded of, by person id: overdue, or without an active owner."""
    staff = _Staff.load()
    latest = (now + FARTHEST_EAST).date()
    reached: defaultdict[int, list[tuple[Thing, ReminderReason]]] = defaultdict(list)
    late_or_ownerless = Q(due_on__lt=latest) | Q(is_ownerless=True)
    for thing in _read(_items().filter(late_or_ownerless)):
        for person, because in staff.receivers(thing, [thing.team] if thing.team else []):
            reached[person].append((thing, because))
    due = _postmortems().filter(Q(due_on__lt=latest) | Q(is_ownerless=True, due_on__lte=latest + DUE_SOON))
    for thing in _read(due):
        for person, because in staff.receivers(thing, staff.teams_of_incident.get(thing.incident, [])):
            reached[person].append((thing, because))
    return reached


def told_lately(people: Collection[int], day: date) -> set[int]:
    """Of these people those whose last digest was of this date or a later one, or went out on it.

    A person who moves east can reach the next date hours after a digest; on the new zone's calendar that digest was
    sent on this very day, so this day has had its digest.
    """
    recent = (
        Reminder.objects.filter(person__in=people, local_date__gt=day - timedelta(days=3))
        .values_list("person_id", "person__zone", "local_date", "created_at")
        .distinct()
    )
    return {
        person
        for person, zone, local_date, at in recent
        if local_date >= day or at.astimezone(zone_or_utc(zone)).date() >= day
    }


def _told(people: Collection[int], since: date) -> set[tuple[Any, ...]]:
    return set(
        Reminder.objects.filter(person__in=people, local_date__gt=since).values_list(
            "person_id", "item_id", "postmortem_id", "step", "due_on"
        )
    )


def _concerns(
    people: Collection[int], day: date, escalations: Escalations
) -> Iterable[tuple[int, Thing, ReminderReason]]:
    """What each person owns first, then what reaches them for another reason."""
    mine = Q(owner__in=people, is_ownerless=False, due_on__lte=day + DUE_SOON)
    sources: tuple[QuerySet[Any], ...] = (_items(), _postmortems())
    for things in sources:
        for thing in _read(things.filter(mine)):
            if thing.owner is not None:
                yield thing.owner, thing, ReminderReason.OWNER
    for person in people:
        for thing, because in escalations.get(person, []):
            yield person, thing, because


def _line(thing: Thing, because: ReminderReason, day: date, now: datetime) -> NewReminder | None:
    if because is ReminderReason.OWNER:
        step = dated_step(thing.due_on, day) if thing.due_on else None
    else:
        owners_today = now.astimezone(zone_or_utc(thing.owner_zone)).date() if thing.owner else None
        step = escalated_step(thing.due_on, thing.written_on, day, owners_today)
    if step is None or (thing.postmortem and step[0] is ReminderStep.NO_OWNER):
        return None
    return NewReminder(thing, because, step[0], thing.due_on or thing.written_on, step[1])


@dataclass(frozen=True, slots=True)
class _Staff:
    """Who manages what, and who may see which private incident."""

    managers_of: Mapping[int, list[int]]
    managers: list[int]
    admins: list[int]
    members: set[tuple[int, int]]
    teams_of_incident: Mapping[int, list[int]]

    @classmethod
    def load(cls) -> "_Staff":
        managers_of: defaultdict[int, list[int]] = defaultdict(list)
        memberships = TeamMembership.objects.managers().filter(user__role__in=WORKING_ROLES)
        for team, person in memberships.values_list("team_id", "user_id"):
            managers_of[team].append(person)
        roles = User.objects.managers().values_list("pk", "role")
        private = IncidentMember.objects.filter(incident__is_private=True, user__in=User.objects.responders())
        teams: defaultdict[int, list[int]] = defaultdict(list)
        wanted = Postmortem.objects.unpublished().values("incident")
        for incident, team in Incident.services.through.objects.filter(
            incident__in=wanted, service__team__isnull=False
        ).values_list("incident_id", "service__team_id"):
            teams[incident].append(team)
        return cls(
            managers_of,
            [person for person, _ in roles],
            [person for person, role in roles if role == Role.ADMIN],
            set(private.values_list("incident_id", "user_id")),
            teams,
        )

    def receivers(self, thing: Thing, teams: Iterable[int]) -> Iterable[tuple[int, ReminderReason]]:
        """The managers of the teams, else all managers when nobody owns it or its teams have none.

        Nothing private reaches a manager who is not a member: it goes to the incident's lead, and last to the admins.
        """
        named = list(teams)
        told = {person: ReminderReason.TEAM for team in named for person in self.managers_of.get(team, [])}
        if not told and (named or thing.owner is None or thing.postmortem):
            told = dict.fromkeys(self.managers, ReminderReason.MANAGER)
        if not thing.is_private:
            return told.items()
        seen = {person: because for person, because in told.items() if (thing.incident, person) in self.members}
        if not seen and thing.lead and self._sees(thing.lead, thing):
            return [(thing.lead, ReminderReason.LEAD)]
        return seen.items() if seen else [(admin, ReminderReason.MANAGER) for admin in self.admins]

    def _sees(self, person: int, thing: Thing) -> bool:
        is_member = (thing.incident, person) in self.members
        return sees_incident(is_private=thing.is_private, is_member=is_member, is_admin=person in self.admins)


def _items() -> QuerySet[ActionItem]:
    return ActionItem.objects.unfinished().with_ownerless()


def _postmortems() -> QuerySet[Postmortem]:
    wanted = Postmortem.objects.unpublished().exclude(incident__status=Status.CANCELLED)
    return wanted.annotate(is_ownerless=is_ownerless())


_FIELDS = (
    "pk",
    "incident_id",
    "incident__is_private",
    "incident_lead",
    "owner_id",
    "owner__zone",
    "is_ownerless",
    "due_on",
)


def _read(things: QuerySet[Any]) -> Iterator[Thing]:
    """The rows as things, in chunks, so that a hundred thousand of them take little memory."""
    is_item = things.model is ActionItem
    own = ("created_at", "team_id") if is_item else ("opened_at",)
    lead_id = lead_column(OuterRef("incident"), "person")
    rows: Any = things.annotate(incident_lead=lead_id).order_by().values_list(*_FIELDS, *own)
    for pk, incident, is_private, lead, owner, zone, ownerless, due_on, written, *team in rows.iterator(CHUNK):
        yield Thing(
            item=pk if is_item else None,
            postmortem=None if is_item else pk,
            incident=incident,
            is_private=is_private,
            lead=lead,
            owner=None if ownerless else owner,
            owner_zone=zone or "",
            team=team[0] if team else None,
            due_on=due_on,
            written_on=written.date(),
        )
