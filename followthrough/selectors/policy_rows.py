"""Policies as the settings show them."""

from dataclasses import dataclass

from accounts.permissions import why_not_owner
from catalogue.enums import Deadline, Level
from catalogue.models import Policy, PolicyNotice
from catalogue.selectors.policies import (
    PolicyFacts,
    PolicyRule,
    active_policies,
    days_words,
    policies_in_order,
    rule_of,
)
from catalogue.selectors.policy_warnings import warnings_of_notices, words_of_count

DAYS_WORDS = {
    Deadline.OWNER: "an owner",
    Deadline.DONE: "done",
    Deadline.VERIFIED: "verified",
    Deadline.POSTMORTEM: "postmortem",
    Deadline.REVIEW: "review",
}


@dataclass(frozen=True, slots=True)
class PolicyRow:
    """A policy in words, with the days that apply. `warnings` say which notices do not reach whom or when they say."""

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
        days=tuple(_days(deadline, days) for deadline, days in rule.days_that_apply),
        unit="working days" if policy.counts_working_days else "days",
        notices=len(rule.notices),
        warnings=(*warnings_of(policy), *_counted(len(warnings_of_notices(rule)))),
    )


def proposed_days(rule: PolicyRule, present: PolicyRule | None) -> list[str]:
    """The days that it gives from now on, each with what it gave before where that was another number."""
    earlier = dict(present.days_that_apply) if present else {}
    given = dict(rule.days_that_apply)
    return [
        _days(deadline, given[deadline]) + _instead_of(earlier.get(deadline), given[deadline], is_new=present is None)
        if deadline in given
        else f"{DAYS_WORDS[deadline]} by no day (until now {_within(earlier[deadline])})"
        for deadline in DAYS_WORDS
        if deadline in given or deadline in earlier
    ]


def _instead_of(before: int | None, after: int, *, is_new: bool) -> str:
    if is_new or before == after:
        return ""
    return f" (until now {'by no day' if before is None else _within(before)})"


def _counted(count: int) -> tuple[str, ...]:
    return (f"{words_of_count(count)}. Open the policy to see which and why.",) if count else ()


def _days(deadline: str, days: int) -> str:
    return f"{DAYS_WORDS[Deadline(deadline)]} {_within(days)}"


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
