"""Policies as the settings show them."""

from dataclasses import dataclass

from accounts.permissions import why_not_owner
from catalogue.enums import Deadline, Level
from catalogue.models import Policy, PolicyNotice
from catalogue.selectors.policies import PolicyFacts, active_policies, days_words, policies_in_order, rule_of

DAYS_WORDS = {
    Deadline.OWNER: "an owner",
    Deadline.DONE: "done",
    Deadline.VERIFIED: "verified",
    Deadline.POSTMORTEM: "postmortem",
    Deadline.REVIEW: "review",
}


@dataclass(frozen=True, slots=True)
class PolicyRow:
    """A policy in words. `warnings` say which notices do not reach the person they name."""

    policy: Policy
    conditions: tuple[str, ...]
    days: tuple[str, ...]
    unit: str
    notices: int
    warnings: tuple[str, ...]


def policy_rows() -> list[PolicyRow]:
    """All of them in the managers' order. Two queries."""
    return [_row(policy) for policy in policies_in_order()]


def uncovered() -> list[str]:
    """The severities for which no policy is certain to apply: whoever has no other facts gets none. One query."""
    policies = active_policies()
    return [level.label for level in Level if policies.rule_for(PolicyFacts(level)) is None]


def warnings_of(policy: Policy) -> tuple[str, ...]:
    """Of a policy read by `policies_in_order`: who cannot be told any more, and who is told instead."""
    return tuple(filter(None, map(_warning, policy.notices.all())))


def _row(policy: Policy) -> PolicyRow:
    rule = rule_of(policy)
    return PolicyRow(
        policy=policy,
        conditions=rule.conditions,
        days=tuple(f"{DAYS_WORDS[Deadline(deadline)]} {_within(days)}" for deadline, days in rule.days),
        unit="working days" if policy.counts_working_days else "days",
        notices=len(rule.notices),
        warnings=warnings_of(policy),
    )


def _within(days: int) -> str:
    return f"within {days}" if days else "at once"


def _warning(notice: PolicyNotice) -> str:
    why = why_not_owner(notice.person) if notice.person else ""
    if not why or notice.person is None:
        return ""
    when = days_words(notice.days, is_weekly=notice.is_weekly)
    return (
        f"{notice.person.name} {why}. The team's managers hear in their place, {when} "
        f"({notice.get_deadline_display().lower()}), until you choose somebody else."
    )
