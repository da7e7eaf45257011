"""Which policy applies to an action item or a postmortem, and why."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Prefetch, QuerySet
from django.db.models.functions import JSONObject

from catalogue.enums import ActionKind, Deadline, Level, NoticeTo, Priority
from catalogue.models import Policy, PolicyNotice
from core.working_days import WorkingDays, calendar_day_after


@dataclass(frozen=True, slots=True)
class PolicyFacts:
    """What policies look at. A postmortem has no kind and no priority: policies that name one do not match it."""

    severity: int
    services: frozenset[int] = frozenset()
    teams: frozenset[int] = frozenset()
    kind: str = ""
    priority: int | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """Who hears of a deadline, so many days after it (negative: before)."""

    deadline: str
    days: int
    is_weekly: bool
    to: str
    person: int | None = None
    is_urgent: bool = False


@dataclass(frozen=True, slots=True)
class PolicyRule:
    """A policy as it is matched and planned by: one that is stored, or one that somebody is about to save.

    What it names is None (or empty) where it says nothing; `names` are the words of service and team.
    """

    pk: int | None
    name: str
    position: int
    service: int | None
    team: int | None
    severity: int | None
    kind: str
    priority: int | None
    counts_working_days: bool
    days: tuple[tuple[str, int], ...]
    notices: tuple[Notice, ...]
    names: tuple[tuple[str, str], ...] = ()

    @property
    def specificity(self) -> tuple[bool, ...]:
        """What it names, in the order that decides: the greater wins."""
        return (
            self.service is not None,
            self.team is not None,
            self.severity is not None,
            bool(self.kind),
            self.priority is not None,
        )

    @property
    def conditions(self) -> tuple[str, ...]:
        """What it names, in words; nothing where it applies to everything."""
        names = dict(self.names)
        return (
            *((f"the service {names.get('service', self.service)}",) if self.service is not None else ()),
            *((f"the team {names.get('team', self.team)}",) if self.team is not None else ()),
            *((f"the severity {Level(self.severity).label}",) if self.severity is not None else ()),
            *((f"the kind {ActionKind(self.kind).label.lower()}",) if self.kind else ()),
            *((f"the priority {Priority(self.priority).label.lower()}",) if self.priority is not None else ()),
        )

    def matches(self, facts: PolicyFacts) -> bool:
        """Whether the facts agree with all that it names."""
        return (
            (self.service is None or self.service in facts.services)
            and (self.team is None or self.team in facts.teams)
            and (self.severity is None or self.severity == facts.severity)
            and (not self.kind or self.kind == facts.kind)
            and (self.priority is None or self.priority == facts.priority)
        )

    def days_until(self, deadline: Deadline) -> int | None:
        """The days it gives; None: it asks for nothing of the kind."""
        return dict(self.days).get(deadline)

    @property
    def is_for_items_only(self) -> bool:
        """It names a kind or a priority, which postmortems do not have: it never applies to one."""
        return bool(self.kind) or self.priority is not None

    @property
    def days_that_apply(self) -> tuple[tuple[str, int], ...]:
        """Its days without those that it gives to nothing."""
        return tuple(one for one in self.days if not (self.is_for_items_only and one[0] in OF_POSTMORTEMS))

    def due_on(self, deadline: Deadline, since: date, calendar: WorkingDays) -> date | None:
        """The day of a deadline that counts from another day; None: it asks for nothing of the kind."""
        days = self.days_until(deadline)
        return None if days is None else self.day_after(since, days, calendar)

    def day_after(self, day: date, days: int, calendar: WorkingDays) -> date:
        """So many days after a day (negative: before), working days or calendar days as it counts them."""
        return calendar.after(day, days) if self.counts_working_days else calendar_day_after(day, days)


@dataclass(frozen=True, slots=True)
class PolicyMatch:
    """The policy that applies, and why in one sentence."""

    rule: PolicyRule
    why: str


DAYS_OF: Mapping[Deadline, str] = {
    Deadline.OWNER: "owner_days",
    Deadline.DONE: "done_days",
    Deadline.VERIFIED: "verified_days",
    Deadline.POSTMORTEM: "postmortem_days",
    Deadline.REVIEW: "review_days",
}


OF_POSTMORTEMS = frozenset({Deadline.POSTMORTEM, Deadline.REVIEW})


def days_words(days: int, *, is_weekly: bool) -> str:
    """`3 days before`, `on the day`, `1 day after, then every week`."""
    count = f"{abs(days)} day{'' if abs(days) == 1 else 's'}"
    words = "on the day" if days == 0 else f"{count} before" if days < 0 else f"{count} after"
    return f"{words}, then every week" if is_weekly else words


class PolicySet:
    """All policies that apply, the most specific first; what was matched once is remembered."""

    def __init__(self, rules: Iterable[PolicyRule]) -> None:
        self.rules = sorted(rules, key=lambda rule: ([not named for named in rule.specificity], rule.position))
        self._found: dict[PolicyFacts, PolicyRule | None] = {}

    def rule_for(self, facts: PolicyFacts) -> PolicyRule | None:
        """The rule that applies; None where no policy matches."""
        if facts not in self._found:
            self._found[facts] = next((rule for rule in self.rules if rule.matches(facts)), None)
        return self._found[facts]

    def match(self, facts: PolicyFacts) -> PolicyMatch | None:
        """The same with its reason."""
        found = [rule for rule in self.rules if rule.matches(facts)]
        return PolicyMatch(found[0], _why(found[0], found[1:])) if found else None

    @property
    def services(self) -> set[int]:
        """The services that policies name: of all others nobody needs to know."""
        return {rule.service for rule in self.rules if rule.service is not None}


def _why(rule: PolicyRule, others: list[PolicyRule]) -> str:
    named = " and ".join(rule.conditions)
    agrees = f"“{rule.name}” applies: it names {named}" if named else f"“{rule.name}” applies to everything"
    if not others:
        return f"{agrees}, and no other policy matches."
    beaten = ", ".join(f"“{other.name}”" for other in others)
    if others[0].specificity == rule.specificity:
        return f"{agrees}. {beaten} would match too; “{rule.name}” stands before “{others[0].name}” in the list."
    return f"{agrees}. {beaten} would match too; “{rule.name}” is more specific."


def policies_in_order() -> QuerySet[Policy]:
    """All of them in the manager's order, with what they name and their notices. Two queries."""
    notices = PolicyNotice.objects.select_related("person")
    return Policy.objects.select_related("service", "team", "severity").prefetch_related(Prefetch("notices", notices))


def rule_of(policy: Policy) -> PolicyRule:
    """A stored policy, read by `policies_in_order`, as a rule."""
    notices = (
        Notice(one.deadline, one.days, one.is_weekly, NoticeTo(one.to), one.person_id, one.is_urgent)
        for one in policy.notices.all()
    )
    return _rule(policy, notices)


def _rule(policy: Policy, notices: Iterable[Notice]) -> PolicyRule:
    named = {"service": policy.service, "team": policy.team}
    return PolicyRule(
        pk=policy.pk,
        name=policy.name,
        position=policy.position,
        service=policy.service_id,
        team=policy.team_id,
        severity=policy.severity_id,
        kind=policy.kind,
        priority=policy.priority,
        counts_working_days=policy.counts_working_days,
        days=tuple(
            (deadline, days) for deadline, field in DAYS_OF.items() if (days := getattr(policy, field)) is not None
        ),
        notices=tuple(notices),
        names=tuple((name, thing.name) for name, thing in named.items() if thing is not None),
    )


def active_policies(*, instead: PolicyRule | None = None, without: int | None = None) -> PolicySet:
    """The policies that apply now, one of them as it would be (`instead`), or all but one. One query."""
    left = {without, instead.pk if instead else None}
    columns = {field.name: field.name for field in fields(Notice)} | {"person": "person_id"}
    of_policy = PolicyNotice.objects.filter(policy=OuterRef("pk")).order_by("deadline", "days", "id")
    rows = Policy.objects.filter(is_active=True).select_related("service", "team")
    stored: Iterable[Any] = rows.annotate(said=ArraySubquery(of_policy.values(said=JSONObject(**columns))))
    rules = [_rule(row, (Notice(**said) for said in row.said)) for row in stored if row.pk not in left]
    return PolicySet([*rules, instead] if instead else rules)
