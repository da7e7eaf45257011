"""The action items, postmortems and reviews of which people are reminded, each with the policy that applies to it."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.db.models import OuterRef, Q, QuerySet

from accounts.models import TeamMembership
from actions.enums import ActionStatus
from actions.models import ActionFollower, ActionItem
from catalogue.enums import Deadline
from catalogue.selectors.calendars import Calendars
from catalogue.selectors.policies import Notice, PolicyFacts, PolicyRule, PolicySet, active_policies
from core.working_days import MONDAY_TO_FRIDAY, WorkingDays
from core.zones import zone_or_utc
from followthrough.selectors.open_rows import open_items, paused_until, waiting_items
from incidents.models import Incident
from incidents.selectors.roles import lead_column
from postmortems.models import Postmortem, Reviewer

CHUNK = 2000
FAR_AHEAD = timedelta(days=30)  # holidays within a notice that counts working days, of which a week has one at least

WAITS_FOR = {ActionStatus.DONE: Deadline.VERIFIED, ActionStatus.WONT_DO: Deadline.LOOK_AGAIN}
_WAITING = ("verify_on", "look_again_on", "created_by_id", "risk_accepted_by_id")

Key = tuple[int | None, int | None, int | None]


@dataclass(frozen=True, slots=True)
class Thing:
    """An action item, a postmortem, or a review (the other ids are None).

    `owner` is None without an active one who may see it. `written_on` is the day its policy counts from, in the zone of
    its incident: when it was added or lost its owner, when it was opened, when the reviewer was asked. `rule` is None
    where no policy applies: then nobody is reminded. A finished action item that waits for others than its owner says
    what it is `waiting` for, by `due_on`, and who asked for it (`askers`).
    """

    item: int | None
    postmortem: int | None
    review: int | None
    incident: int
    is_private: bool
    lead: int | None
    owner: int | None
    owner_zone: str
    teams: tuple[int, ...]
    due_on: date | None
    written_on: date
    rule: PolicyRule | None
    facts: PolicyFacts
    calendar: WorkingDays
    waiting: Deadline | None = None
    askers: tuple[int | None, ...] = ()

    @property
    def key(self) -> Key:
        """Which thing it is."""
        return self.item, self.postmortem, self.review

    def deadlines(self) -> Iterator[tuple[Deadline, date]]:
        """What is asked for and by which day: the most pressing kind first."""
        if self.rule is None:
            return
        wanted: list[tuple[Deadline, date | None]]
        if self.waiting is not None:
            wanted = [(self.waiting, self.due_on)]
        elif self.postmortem is not None:
            wanted = [(Deadline.POSTMORTEM, self.due_on)]
        elif self.review is not None:
            wanted = [(Deadline.REVIEW, self._counted(Deadline.REVIEW))]
        else:
            wanted = [(Deadline.DONE, self.due_on)]
            if self.owner is None:
                wanted.append((Deadline.OWNER, self._counted(Deadline.OWNER)))
        yield from ((deadline, day) for deadline, day in wanted if day is not None)

    def notices(self, deadline: Deadline) -> list[Notice]:
        """What its policy says of a deadline."""
        return [notice for notice in self.rule.notices if notice.deadline == deadline] if self.rule else []

    def day_after(self, day: date, days: int) -> date:
        """So many days after a day, as its policy counts them."""
        return self.rule.day_after(day, days, self.calendar) if self.rule else day

    def _counted(self, deadline: Deadline) -> date | None:
        return self.rule.due_on(deadline, self.written_on, self.calendar) if self.rule else None


class PlanningData:
    """What planning needs to know of all things at once: policies, calendars, teams, pauses.

    Of one incident (`incident`), or of all that have something of which people are reminded.
    """

    def __init__(self, policies: PolicySet | None = None, *, incident: int | None = None) -> None:
        self.policies = policies or active_policies()
        self.incident = incident

    def calendar(self, rule: PolicyRule | None, teams: Sequence[int]) -> WorkingDays:
        """That of the first team that has one, where the policy counts working days."""
        return self.calendars.of(teams) if rule and rule.counts_working_days else MONDAY_TO_FRIDAY

    @cached_property
    def calendars(self) -> Calendars:
        """Of all teams."""
        return Calendars.load()

    @cached_property
    def teams_of_person(self) -> Mapping[int, tuple[int, ...]]:
        """By name: the first is where somebody's calendar is looked for."""
        found: defaultdict[int, list[int]] = defaultdict(list)
        memberships = TeamMembership.objects.filter(team__is_active=True).order_by("team__name")
        if self.incident is not None:
            owners = ActionItem.objects.filter(incident=self.incident).values("owner")
            authors = Postmortem.objects.filter(incident=self.incident).values("owner")
            reviewers = Reviewer.objects.filter(postmortem__incident=self.incident).values("person")
            memberships = memberships.filter(Q(user__in=owners) | Q(user__in=authors) | Q(user__in=reviewers))
        for person, team in memberships.values_list("user_id", "team_id"):
            found[person].append(team)
        return {person: tuple(teams) for person, teams in found.items()}

    @cached_property
    def teams_of_incident(self) -> Mapping[int, tuple[int, ...]]:
        """The teams of the affected services, of incidents whose postmortem is not published."""
        wanted: Any = Postmortem.objects.unpublished().values("incident")
        if self.incident is not None:
            wanted = [self.incident]
        links = Incident.services.through.objects.filter(incident__in=wanted, service__team__isnull=False)
        found: defaultdict[int, dict[int, None]] = defaultdict(dict)
        for incident, team in links.order_by("service__name").values_list("incident_id", "service__team_id"):
            found[incident][team] = None
        return {incident: tuple(teams) for incident, teams in found.items()}

    @cached_property
    def services_of_incident(self) -> Mapping[int, frozenset[int]]:
        """Only of services that a policy names, and of incidents with something open or waiting."""
        items = Q(incident__in=open_items().order_by().values("incident"))
        waiting = Q(incident__in=waiting_items().order_by().values("incident"))
        documents = Q(incident__in=Postmortem.objects.unpublished().values("incident"))
        wanted = Q(incident=self.incident) if self.incident is not None else items | waiting | documents
        links = Incident.services.through.objects.filter(wanted, service__in=self.policies.services)
        found: defaultdict[int, set[int]] = defaultdict(set)
        if self.policies.services:
            for incident, service in links.values_list("incident_id", "service_id"):
                found[incident].add(service)
        return {incident: frozenset(services) for incident, services in found.items()}

    @cached_property
    def paused(self) -> Mapping[int, date]:
        """Until when the reminders of action items are paused, by item."""
        return paused_until()

    @property
    def ahead(self) -> timedelta:
        """How long before a due date anybody is reminded, at most."""
        longest = timedelta()
        for rule in self.policies.rules:
            before = max((-notice.days for notice in rule.notices if notice.days < 0), default=0)
            span = timedelta(weeks=before) + FAR_AHEAD if rule.counts_working_days and before else None
            longest = max(longest, span or timedelta(days=before))
        return longest

    @cached_property
    def followers(self) -> Mapping[int, list[int]]:
        """Who follows action items that wait for others than their owner."""
        waiting = waiting_items().order_by()
        if self.incident is not None:
            waiting = waiting.filter(incident=self.incident)
        rows = ActionFollower.objects.filter(item__in=waiting.values("pk")).order_by("pk")
        found: defaultdict[int, list[int]] = defaultdict(list)
        for item, person in rows.values_list("item_id", "person_id"):
            found[item].append(person)
        return found

    def items(self, rows: QuerySet[ActionItem]) -> Iterator[Thing]:
        """Rows of `open_items` and `waiting_items` as things. An item without a team counts for its owner's teams."""
        own = ("due_on", "unowned_since", "team_id", "kind", "priority", "status", *_WAITING)
        for row in _read(rows, "incident", "owner", own):
            *common, team, kind, priority, status, verify_on, look_again_on, added_by, accepted_by = row
            pk, incident, severity, is_private, lead, owner, zone, ownerless, here, due_on, written = common
            waiting = WAITS_FOR.get(ActionStatus(status))
            if waiting:
                due_on = verify_on if waiting == Deadline.VERIFIED else look_again_on
            teams = (team,) if team else self.teams_of_person.get(owner, ()) if owner else ()
            facts = PolicyFacts(
                severity, self.services_of_incident.get(incident, frozenset()), frozenset(teams), kind, priority
            )
            rule = self.policies.rule_for(facts)
            yield Thing(
                item=pk,
                postmortem=None,
                review=None,
                incident=incident,
                is_private=is_private,
                lead=lead,
                owner=None if ownerless else owner,
                owner_zone=zone or "",
                teams=teams,
                due_on=due_on,
                written_on=written.astimezone(zone_or_utc(here)).date(),
                rule=rule,
                facts=facts,
                calendar=self.calendar(rule, teams),
                waiting=waiting,
                askers=(accepted_by, added_by, *self.followers.get(pk, ())) if waiting else (),
            )

    def postmortems(self, rows: QuerySet[Postmortem]) -> Iterator[Thing]:
        """Rows of `open_postmortems` as things."""
        for row in _read(rows, "incident", "owner", ("due_on", "opened_at")):
            yield self._document(row, is_review=False)

    def reviews(self, rows: QuerySet[Reviewer]) -> Iterator[Thing]:
        """Rows of `open_reviews` as things."""
        for row in _read(rows, "postmortem__incident", "person", ("no_date", "asked")):
            yield self._document(row, is_review=True)

    def _document(self, row: tuple[Any, ...], *, is_review: bool) -> Thing:
        pk, incident, severity, is_private, lead, owner, zone, ownerless, here, due_on, written = row
        teams = self.teams_of_incident.get(incident, ())
        facts = PolicyFacts(severity, self.services_of_incident.get(incident, frozenset()), frozenset(teams))
        rule = self.policies.rule_for(facts)
        return Thing(
            item=None,
            postmortem=None if is_review else pk,
            review=pk if is_review else None,
            incident=incident,
            is_private=is_private,
            lead=lead,
            owner=None if ownerless else owner,
            owner_zone=zone or "",
            teams=teams,
            due_on=due_on,
            written_on=written.astimezone(zone_or_utc(here)).date(),
            rule=rule,
            facts=facts,
            calendar=self.calendar(rule, teams or self.teams_of_person.get(owner, ())),
        )


def _read(rows: QuerySet[Any], incident: str, owner: str, own: Collection[str]) -> Iterator[tuple[Any, ...]]:
    lead = lead_column(OuterRef(incident), "person")
    common = (
        *("pk", f"{incident}_id", f"{incident}__severity_id", f"{incident}__is_private"),
        *("incident_lead", f"{owner}_id", f"{owner}__zone", "is_ownerless", f"{incident}__zone"),
    )
    found = rows.annotate(incident_lead=lead).order_by().values_list(*common, *own)
    yield from found.iterator(CHUNK)
