"""Who hears of a deadline: owner, the team's managers, a named person; of private incidents only who sees them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property

from django.db.models import Q

from accounts.enums import Role
from accounts.models import TeamMembership, User
from catalogue.enums import NoticeTo
from catalogue.selectors.policies import Notice
from followthrough.enums import ReminderReason
from followthrough.selectors.things import Thing
from incidents.models import IncidentMember
from incidents.querysets import sees_incident

WORKING_ROLES = (Role.RESPONDER, Role.MANAGER, Role.ADMIN)

_ORDER = (NoticeTo.MANAGERS, NoticeTo.OWNER, NoticeTo.PERSON)  # whose reason stays where somebody has several

Told = list[tuple[int, ReminderReason]]


class Staff:
    """Who manages what, who can be told anything, and who may see which private incident; read where it is asked for.

    Of everything, or of some things only: then nobody is read who has nothing to do with them.
    """

    def __init__(self, things: Sequence[Thing] | None = None) -> None:
        self.things = things

    @cached_property
    def managers_of(self) -> Mapping[int, list[int]]:
        """The managers of teams who can be told, by team."""
        memberships = TeamMembership.objects.managers().filter(user__role__in=WORKING_ROLES)
        if self.things is not None:
            memberships = memberships.filter(team__in={team for thing in self.things for team in thing.teams})
        found: defaultdict[int, list[int]] = defaultdict(list)
        for team, person in memberships.values_list("team_id", "user_id"):
            found[team].append(person)
        return found

    @cached_property
    def managers(self) -> list[int]:
        """All managers and admins."""
        return [person for person, role in self._roles.items() if role in {Role.MANAGER, Role.ADMIN}]

    @cached_property
    def admins(self) -> list[int]:
        """All admins."""
        return [person for person, role in self._roles.items() if role == Role.ADMIN]

    @property
    def responders(self) -> Collection[int]:
        """Who can be told: of everybody, or of those whom the things name."""
        return self._roles.keys()

    @cached_property
    def members(self) -> set[tuple[int, int]]:
        """The members of private incidents: pairs of an incident and a person."""
        private = IncidentMember.objects.filter(incident__is_private=True, user__in=User.objects.responders())
        if self.things is not None:
            private = private.filter(incident__in={thing.incident for thing in self.things})
        return set(private.values_list("incident_id", "user_id"))

    @cached_property
    def _roles(self) -> Mapping[int, str]:
        people = User.objects.responders()
        if self.things is not None:
            notices = (notice for thing in self.things if thing.rule for notice in thing.rule.notices)
            named = {notice.person for notice in notices}
            named |= {person for thing in self.things for person in (thing.lead, *thing.askers)}
            people = people.filter(Q(role__in=(Role.MANAGER, Role.ADMIN)) | Q(pk__in=named - {None}))
        return dict(people.values_list("pk", "role"))

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
        groups: defaultdict[tuple[int, int], list[Notice]] = defaultdict(list)
        for notice in notices:
            to = NoticeTo(notice.to)
            if to == NoticeTo.OWNER and not thing.waiting:
                if thing.owner is not None:
                    continue
                to = NoticeTo.MANAGERS
            groups[_ORDER.index(to), notice.person or 0].append(notice)
        for _, group in sorted(groups.items()):
            for person, because in self.told_by(thing, group[0]):
                yield person, because, group

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
        named = {one for one in thing.askers if one is not None and one != thing.owner}
        asked = sorted(named & set(self.responders))
        return [(one, ReminderReason.ASKED) for one in asked if self._sees(one, thing)] or self.managers_for(thing)

    def person_or_next(self, thing: Thing, person: int) -> Told:
        """The person, while they can log in and see it; else its managers, of a private one its lead or the admins."""
        if person in self.responders and self._sees(person, thing):
            return [(person, ReminderReason.PERSON)]
        if thing.is_private:
            return self._of_private(thing)
        return [(manager, ReminderReason.STAND_IN) for manager, _ in self.managers_for(thing)]

    def _of_private(self, thing: Thing) -> Told:
        if thing.lead and self._sees(thing.lead, thing):
            return [(thing.lead, ReminderReason.LEAD)]
        return [(admin, ReminderReason.MANAGER) for admin in self.admins]

    def _sees(self, person: int, thing: Thing) -> bool:
        if not thing.is_private:
            return True
        is_member = (thing.incident, person) in self.members
        return sees_incident(is_private=thing.is_private, is_member=is_member, is_admin=person in self.admins)
