"""Reports that nobody looked at: first their triage contacts hear of them, then managers."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.models import Team, TeamMembership, User
from catalogue.models import Rules
from core.clock import now
from customers.enums import ReportState
from customers.models import Customer, Report
from notifications.services import NewDelivery, queue_deliveries

REPORT_WAITS = "report_waits"
MOST = 500  # reports of one tick
CONTACTS, MANAGERS = "contacts", "managers"
REASONS = {
    CONTACTS: "You are a triage contact, and nobody has looked at it.",
    MANAGERS: "You are a manager, and nobody has looked at it.",
}


@transaction.atomic
def tell_waiting_reports() -> int:
    """Tells whoever should hear now, each person once about all that came up; says how many messages that are.

    A report is its own teams' where its customer uses services of teams with triage contacts, who then hear after the
    shortest of these teams' minutes; else all contacts hear. Where nobody is one, managers hear when contacts would.
    """
    rules = Rules.current()
    contacts = _by_team(TeamMembership.objects.triage_contacts().select_related("user"))
    of_teams = dict(Team.objects.filter(pk__in=contacts).values_list("pk", "report_minutes"))
    reports = _waiting(rules, of_teams)
    teams = _teams_of(reports, contacts)
    told: dict[tuple[str, int], list[Report]] = defaultdict(list)
    people: dict[int, User] = {}
    managers = _Managers()
    heard: list[Report] = []
    for report in reports:
        own = teams.get(report.known_customer_id or 0, set())
        minutes = _shortest(_minutes(of_teams[team], rules) for team in own) if own else rules.report_minutes
        hearing = {person for team in own or contacts for person in contacts[team]}
        if hearing and report.contacts_told_at is None and _is_due(report, minutes):
            report.contacts_told_at = now()
            heard.append(report)
            _add(told, people, CONTACTS, hearing, report)
        if _is_due(report, _minutes_of_managers(rules, hearing)):
            report.managers_told_at = now()
            heard.append(report)
            _add(told, people, MANAGERS, managers.of(own), report)
    Report.objects.bulk_update(heard, ["contacts_told_at", "managers_told_at"])
    return len(queue_deliveries(_message(to, people[person], about) for (to, person), about in told.items()))


def _waiting(rules: Rules, of_teams: Mapping[int, int | None]) -> list[Report]:
    """Those of which somebody must hear now; no other tick has them.

    `of_teams`: the minutes of the teams with triage contacts. Reports of which nobody will hear hold up no others.
    """
    due = _waited(_minutes_of_managers(rules, of_teams))
    if of_teams:
        due |= Q(contacts_told_at=None) & _waited_for_contacts(rules, of_teams)
    rows = Report.objects.filter(due, state=ReportState.NEW, managers_told_at=None)
    return list(rows.select_for_update(skip_locked=True).without_words().order_by("pk")[:MOST])


def _waited_for_contacts(rules: Rules, of_teams: Mapping[int, int | None]) -> Q:
    """As long as one of its own teams says; where it has none, as long as the rules say."""
    waited = ~Q(known_customer__in=_customers_of(of_teams)) & _waited(rules.report_minutes)
    for minutes in set(of_teams.values()):
        teams = [team for team, own in of_teams.items() if own == minutes]
        waited |= Q(known_customer__in=_customers_of(teams)) & _waited(_minutes(minutes, rules))
    return waited


def _customers_of(teams: Collection[int]) -> "QuerySet[Customer]":
    return Customer.objects.filter(services__team__in=teams)


def _waited(minutes: int | None) -> Q:
    """At least so long; never where nobody says how long."""
    return Q(pk__in=()) if minutes is None else Q(waits_since__lte=now() - timedelta(minutes=minutes))


def _minutes(of_team: int | None, rules: Rules) -> int | None:
    return rules.report_minutes if of_team is None else of_team


def _minutes_of_managers(rules: Rules, contacts: Collection[object]) -> int | None:
    """Where nobody is a triage contact, nobody else hears first."""
    if contacts or rules.report_minutes is None:
        return rules.report_manager_minutes
    return rules.report_minutes


def _is_due(report: Report, minutes: int | None) -> bool:
    return minutes is not None and report.waits_since <= now() - timedelta(minutes=minutes)


def _shortest(minutes: Iterable[int | None]) -> int | None:
    return min((each for each in minutes if each is not None), default=None)


def _by_team(memberships: Iterable[TeamMembership]) -> dict[int, set[User]]:
    found: defaultdict[int, set[User]] = defaultdict(set)
    for membership in memberships:
        found[membership.team_id].add(membership.user)
    return dict(found)


def _teams_of(reports: Iterable[Report], contacts: Mapping[int, object]) -> dict[int, set[int]]:
    """By customer: the teams with triage contacts whose services it uses."""
    customers = {report.known_customer_id for report in reports if report.known_customer_id}
    rows = Team.objects.filter(pk__in=contacts, services__customers__in=customers) if customers else Team.objects.none()
    found: defaultdict[int, set[int]] = defaultdict(set)
    for customer, team in rows.values_list("services__customers", "pk"):
        found[customer].add(team)
    return found


class _Managers:
    """The managers of teams, or all where a team has none; read once."""

    def __init__(self) -> None:
        self._of_teams: dict[int, set[User]] | None = None
        self._all: set[User] | None = None

    def of(self, teams: set[int]) -> set[User]:
        if self._of_teams is None:
            responders = TeamMembership.objects.managers().exclude(user__role="reporter")
            self._of_teams = _by_team(responders.select_related("user"))
        found = {person for team in teams for person in self._of_teams.get(team, ())}
        if found:
            return found
        if self._all is None:
            self._all = set(User.objects.managers())
        return self._all


def _add(
    told: dict[tuple[str, int], list[Report]], people: dict[int, User], to: str, hearing: set[User], report: Report
) -> None:
    for person in hearing:
        people[person.pk] = person
        told[to, person.pk].append(report)


def _message(to: str, person: User, reports: list[Report]) -> NewDelivery:
    first = reports[0]
    waits_since = int(first.waits_since.timestamp())
    return NewDelivery(
        kind=REPORT_WAITS,
        recipient=person,
        dedup_key=f"{REPORT_WAITS}:{to}:{first.pk}:{waits_since}:{person.pk}",
        payload={"report": first.pk, "reports": [report.pk for report in reports]},
        reason=REASONS[to] if len(reports) == 1 else REASONS[to].replace("at it", "at them"),
    )
