"""When the postmortem of an incident, and an action item added to it now, are due: by the policy that applies."""

from collections.abc import Collection
from datetime import date

from catalogue.enums import Deadline, Priority
from catalogue.selectors.calendars import Calendars
from catalogue.selectors.policies import PolicyFacts, PolicyRule, PolicySet, active_policies
from core.clock import today
from core.working_days import MONDAY_TO_FRIDAY, WorkingDays
from incidents.models import Incident


def postmortem_due_on(incident: Incident, policies: PolicySet | None = None) -> date | None:
    """Its days counted from the day the incident was resolved in its zone; None: no policy asks for one.

    A postmortem is not late when it is opened: if that day is past (an incident recorded afterwards, a severity raised
    weeks later), or nobody has set *resolved*, the days count from today. `policies`: if they are read already.
    """
    services, teams = services_and_teams(incident)
    rule = (policies or active_policies()).rule_for(PolicyFacts(incident.severity_id, services, frozenset(teams)))
    if rule is None:
        return None
    here, calendar = today(incident.time_zone), _calendar(rule, teams)
    resolved = incident.resolved_at.astimezone(incident.time_zone).date() if incident.resolved_at else here
    wanted = rule.due_on(Deadline.POSTMORTEM, resolved, calendar)
    return wanted if wanted is None or wanted >= here else rule.due_on(Deadline.POSTMORTEM, here, calendar)


def action_item_due_on(
    incident: Incident,
    *,
    deadline: Deadline = Deadline.DONE,
    kind: str = "",
    priority: int = Priority.MEDIUM,
    team: int | None = None,
    since: date | None = None,
) -> date | None:
    """The day that is proposed for an action item: its days, counted from a day, else today in the incident's zone.

    By default the day on which a new one should be done. None: no policy asks for it.
    """
    policies = active_policies()
    services = services_and_teams(incident)[0] if policies.services else frozenset()
    teams = () if team is None else (team,)
    rule = policies.rule_for(PolicyFacts(incident.severity_id, services, frozenset(teams), kind, priority))
    if rule is None:
        return None
    return rule.due_on(deadline, since or today(incident.time_zone), _calendar(rule, teams))


def _calendar(rule: PolicyRule, teams: Collection[int]) -> WorkingDays:
    """Read only where the policy counts working days."""
    return Calendars.load().of(teams) if rule.counts_working_days else MONDAY_TO_FRIDAY


def services_and_teams(incident: Incident) -> tuple[frozenset[int], list[int]]:
    """The affected services, and their teams in the order of the services' names. One query."""
    rows = list(incident.services.order_by("name").values_list("pk", "team"))
    return frozenset(pk for pk, _ in rows), list(dict.fromkeys(team for _, team in rows if team is not None))
