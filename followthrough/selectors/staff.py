"""Who hears of a deadline: owner, the team's managers, a named person; of private incidents only who sees them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from accounts.enums import Role
from accounts.models import TeamMembership, User
from catalogue.enums import NoticeTo
from catalogue.selectors.policies import Notice
from followthrough.enums import ReminderReason
from followthrough.selectors.things import Thing
from incidents.models import IncidentMember
from incidents.querysets import sees_incident

WORKING_ROLES = (Role.RESPONDER, Role.MANAGER, Role.ADMIN)

Told = list[tuple[int, ReminderReason]]


@dataclass(frozen=True, slots=True)
class Staff:
    """Who manages what, who can be told anything, and who may see which private incident."""

    managers_of: Mapping[int, list[int]]
    managers: list[int]
    admins: list[int]
    responders: set[int]
    members: set[tuple[int, int]]

    @classmethod
    def load(cls, *, incident: int | None = None) -> "Staff":
        """Of all incidents, or of one. Three queries."""
        managers_of: defaultdict[int, list[int]] = defaultdict(list)
        memberships = TeamMembership.objects.managers().filter(user__role__in=WORKING_ROLES)
        for team, person in memberships.values_list("team_id", "user_id"):
            managers_of[team].append(person)
        roles = list(User.objects.responders().values_list("pk", "role"))
        private = IncidentMember.objects.filter(incident__is_private=True, user__in=User.objects.responders())
        if incident is not None:
            private = private.filter(incident=incident)
        return cls(
            managers_of,
            [person for person, role in roles if role in {Role.MANAGER, Role.ADMIN}],
            [person for person, role in roles if role == Role.ADMIN],
            {person for person, _ in roles},
            set(private.values_list("incident_id", "user_id")),
        )

    def told_by(self, thing: Thing, notice: Notice) -> Told:
        """Who hears of it by one notice. What has no active owner goes to the managers in the owner's place."""
        if notice.to == NoticeTo.OWNER and thing.waiting:
            return self.askers_or_managers(thing)
        if notice.to == NoticeTo.OWNER and thing.owner is not None:
            return [(thing.owner, ReminderReason.OWNER)]
        if notice.to == NoticeTo.PERSON and notice.person is not None:
            return self.person_or_next(thing, notice.person)
        return self.managers_for(thing)

    def others(self, thing: Thing, notices: Iterable[Notice]) -> Iterable[tuple[int, ReminderReason, list[Notice]]]:
        """Who else than the owner hears of it, each with the notices for them."""
        shared: list[Notice] = []
        asked: list[Notice] = []
        named: defaultdict[int, list[Notice]] = defaultdict(list)
        for notice in notices:
            if notice.to == NoticeTo.PERSON and notice.person is not None:
                named[notice.person].append(notice)
            elif notice.to == NoticeTo.OWNER and thing.waiting:
                asked.append(notice)
            elif notice.to == NoticeTo.MANAGERS or thing.owner is None:
                shared.append(notice)
        if shared:
            for person, because in self.managers_for(thing):
                yield person, because, shared
        if asked:
            for person, because in self.askers_or_managers(thing):
                yield person, because, asked
        for someone, theirs in named.items():
            for person, because in self.person_or_next(thing, someone):
                yield person, because, theirs

    def managers_for(self, thing: Thing) -> Told:
        """The managers of its teams, else all managers; of a finished action item not its owner.

        Nothing private reaches a manager who is not a member: it goes to the incident's lead, and last to the admins.
        """
        doer = thing.owner if thing.waiting else None
        of_team = {person for team in thing.teams for person in self.managers_of.get(team, [])} - {doer}
        told = dict.fromkeys(sorted(of_team), ReminderReason.TEAM)
        if not told:
            told = {person: ReminderReason.MANAGER for person in self.managers if person != doer}
        if not thing.is_private:
            return list(told.items())
        seen = [(person, because) for person, because in told.items() if (thing.incident, person) in self.members]
        return seen or self._of_private(thing)

    def askers_or_managers(self, thing: Thing) -> Told:
        """Of a finished action item who added it, follows it or accepted the risk, but not its owner; else managers."""
        asked = sorted(set(thing.askers) & self.responders - {thing.owner})
        return [(one, ReminderReason.ASKED) for one in asked if self._sees(one, thing)] or self.managers_for(thing)

    def person_or_next(self, thing: Thing, person: int) -> Told:
        """The person, while they can log in and see it; else all managers, of a private one its lead or the admins."""
        if person in self.responders and self._sees(person, thing):
            return [(person, ReminderReason.PERSON)]
        if thing.is_private:
            return self._of_private(thing)
        return [(manager, ReminderReason.STAND_IN) for manager in self.managers]

    def _of_private(self, thing: Thing) -> Told:
        if thing.lead and self._sees(thing.lead, thing):
            return [(thing.lead, ReminderReason.LEAD)]
        return [(admin, ReminderReason.MANAGER) for admin in self.admins]

    def _sees(self, person: int, thing: Thing) -> bool:
        is_member = (thing.incident, person) in self.members
        return sees_incident(is_private=thing.is_private, is_member=is_member, is_admin=person in self.admins)
