"""Policies: added, changed, moved in the list, and given another person to tell."""

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from accounts.enums import AuditAction
from accounts.models import Team, User
from accounts.permissions import why_not_owner
from accounts.services import audit
from catalogue.enums import Deadline, NoticeTo
from catalogue.models import Policy, PolicyNotice, Service, Severity
from catalogue.selectors.policies import (
    DAYS_OF,
    OF_POSTMORTEMS,
    Notice,
    PolicyRule,
    days_words,
    policies_in_order,
    rule_of,
)
from catalogue.selectors.policy_warnings import COUNTED_BY_POLICY
from core.errors import Conflict, DomainError

MOST_POLICIES = 200
MOST_NOTICES = 40


@dataclass(frozen=True, slots=True)
class NoticeDetails:
    """Who hears of a deadline, so many days after it (negative: before); `person` where somebody is named."""

    deadline: Deadline
    days: int
    is_weekly: bool
    to: NoticeTo
    person: User | None = None
    is_urgent: bool = False


@dataclass(frozen=True, slots=True)
class PolicyDetails:
    """A policy: what it names (None or empty: everything), its days by deadline, and who hears of them."""

    name: str
    days: tuple[tuple[Deadline, int], ...]
    notices: tuple[NoticeDetails, ...]
    service: Service | None = None
    team: Team | None = None
    severity: Severity | None = None
    kind: str = ""
    priority: int | None = None
    counts_working_days: bool = False
    is_active: bool = True


class PolicyChanged(Conflict):
    """Another manager changed the policy since it was shown. `present` identifies what it is now."""

    def __init__(self, present: str) -> None:
        super().__init__(
            "Somebody else changed this policy after you opened it. Nothing was stored; what you typed is kept below. "
            "Look at theirs in another tab; if you save again, yours takes its place."
        )
        self.present = present


@transaction.atomic
def add_policy(*, actor: User, details: PolicyDetails) -> Policy:
    """A new policy, the last in the list. DomainError as `checked` says, or when the name is taken."""
    last = Policy.objects.aggregate(last=Max("position"))["last"]
    return _save(Policy(position=(last or 0) + 1), actor, details, "added")


@transaction.atomic
def edit_policy(*, actor: User, policy: Policy, details: PolicyDetails, seen: str | None = None) -> Policy:
    """Changes it from now on; dates that action items and postmortems have stay as they are.

    `seen` identifies what the writer was shown. PolicyChanged where somebody changed it since; DomainError as above.
    """
    Policy.objects.select_for_update().get(pk=policy.pk)
    locked = policies_in_order().get(pk=policy.pk)
    present = identity(locked)
    if seen is not None and seen != present:
        raise PolicyChanged(present)
    return _save(locked, actor, details, "changed")


@transaction.atomic
def move_policy(*, actor: User, policy: Policy, up: bool) -> None:
    """Changes places with its neighbour in the list: of policies that are equally specific the first applies."""
    rows = list(Policy.objects.select_for_update().order_by("position", "pk"))
    at = next(place for place, row in enumerate(rows) if row.pk == policy.pk)
    other = at - 1 if up else at + 1
    if not 0 <= other < len(rows):
        return
    rows[at], rows[other] = rows[other], rows[at]
    for position, row in enumerate(rows, start=1):
        row.position = position
    Policy.objects.bulk_update(rows, ["position"])
    audit(
        actor=actor,
        action=AuditAction.POLICY_CHANGED,
        subject=f"Policy {policy.name}",
        detail={"moved": f"{'before' if up else 'after'} {rows[at].name}"},
    )


@transaction.atomic
def name_instead(*, person: User, to: User | None, actor: User) -> None:
    """Puts another person into all notices that name somebody; without one the team's managers are told.

    Notices that then say the same become one.
    """
    named = Policy.objects.filter(notices__person=person).values("pk")
    policies = list(Policy.objects.select_for_update().filter(pk__in=named).order_by("pk"))
    notices = PolicyNotice.objects.filter(person=person, policy__in=policies)
    names = sorted(policy.name for policy in policies)
    for name in names:
        audit(
            actor=actor,
            action=AuditAction.POLICY_CHANGED,
            subject=f"Policy {name}",
            detail={"before": person.name, "after": to.name if to else "the team's managers"},
        )
    if to is None:
        notices.update(to=NoticeTo.MANAGERS, person=None)
    else:
        notices.update(person=to)
    said = set()
    for one in PolicyNotice.objects.filter(policy__in=policies).order_by("-is_urgent", "id"):
        same = (one.policy_id, one.deadline, one.days, one.is_weekly, one.to, one.person_id)
        if same in said:
            one.delete()
        said.add(same)


def unsaved_rule(details: PolicyDetails, *, present: Policy | None = None) -> PolicyRule:
    """The policy as it would apply; nothing is stored. DomainError as `checked` says."""
    checked(details)
    position = present.position if present else (Policy.objects.aggregate(last=Max("position"))["last"] or 0) + 1
    named = {"service": details.service, "team": details.team}
    return PolicyRule(
        pk=present.pk if present else None,
        name=details.name,
        position=position,
        service=details.service.pk if details.service else None,
        team=details.team.pk if details.team else None,
        severity=details.severity.pk if details.severity else None,
        kind=details.kind,
        priority=details.priority,
        counts_working_days=details.counts_working_days,
        days=details.days,
        notices=tuple(
            Notice(one.deadline, one.days, one.is_weekly, one.to, one.person.pk if one.person else None, one.is_urgent)
            for one in details.notices
        ),
        names=tuple((name, thing.name) for name, thing in named.items() if thing is not None),
    )


def checked(details: PolicyDetails) -> None:
    """DomainError for a policy that asks for nothing, notices that nobody would get, too many, or twice the same."""
    if len(details.notices) > MOST_NOTICES:
        raise DomainError(f"A policy can have at most {MOST_NOTICES} notices. Remove some of them.")
    for notice in details.notices:
        if notice.to == NoticeTo.PERSON and notice.person is None:
            raise DomainError(f"{_about(notice)}: choose the person who hears of it.")
        if notice.person is not None and (why := why_not_owner(notice.person)):
            raise DomainError(
                f"{_about(notice)}: {notice.person.name} {why} and would hear nothing. Choose somebody else. Until "
                "then the managers hear of it in their place."
            )
    if details.is_active:
        _checked_days(details)
    if len(set(details.notices)) < len(details.notices):
        raise DomainError("Two notices say the same. Remove one of them.")


def _checked_days(details: PolicyDetails) -> None:
    """DomainError for a policy that gives no days and no notices that apply, and for notices that need its days.

    Of dates that people set, notices come without the policy's days.
    """
    is_for_items_only = bool(details.kind) or details.priority is not None
    said = {deadline for deadline, _ in details.days} | {Deadline(one.deadline) for one in details.notices}
    if not said - (OF_POSTMORTEMS if is_for_items_only else set()):
        raise DomainError(
            "A policy that names a kind or a priority is for action items alone. Fill in one of their days: until it "
            "has an owner, is done, or is verified."
            if is_for_items_only
            else "Without days and notices this policy would ask for nothing. Fill in one of them at least.",
            field=DAYS_OF[Deadline.OWNER],
        )
    for deadline in COUNTED_BY_POLICY:
        if deadline not in dict(details.days) and any(one.deadline == deadline for one in details.notices):
            column: Any = Policy._meta.get_field(DAYS_OF[deadline])
            raise DomainError(
                f"There are notices of “{deadline.label}”, which never come without the {column.verbose_name}. "
                "Fill it in (0: at once), or remove these notices.",
                field=DAYS_OF[deadline],
            )


def identity(policy: Policy) -> str:
    """The same for the same content; a form sends it back, so that a change since then is noticed."""
    rule = rule_of(policy)
    said = [rule.name, rule.service, rule.team, rule.severity, rule.kind, rule.priority, rule.counts_working_days]
    notices = [[one.deadline, one.days, one.is_weekly, one.to, one.person, one.is_urgent] for one in rule.notices]
    return sha256(json.dumps([said, policy.is_active, rule.days, notices]).encode()).hexdigest()[:16]


def _save(policy: Policy, actor: User, details: PolicyDetails, change: str) -> Policy:
    checked(details)
    if change == "added" and Policy.objects.count() >= MOST_POLICIES:
        raise DomainError(f"There can be at most {MOST_POLICIES} policies. Change one of them instead.")
    for name in ("name", "service", "team", "severity", "kind", "priority", "counts_working_days", "is_active"):
        setattr(policy, name, getattr(details, name))
    for deadline, field in DAYS_OF.items():
        setattr(policy, field, dict(details.days).get(deadline))
    try:
        with transaction.atomic():
            policy.save()
    except IntegrityError as error:
        raise DomainError("A policy with this name already exists.", field="name") from error
    policy.notices.all().delete()
    PolicyNotice.objects.bulk_create(
        PolicyNotice(
            policy=policy,
            deadline=one.deadline,
            days=one.days,
            is_weekly=one.is_weekly,
            to=one.to,
            person=one.person,
            is_urgent=one.is_urgent,
        )
        for one in details.notices
    )
    audit(
        actor=actor,
        action=AuditAction.POLICY_CHANGED,
        subject=f"Policy {policy.name}",
        detail={"policy": policy.pk, "change": change} | _detail(policy, details),
    )
    return policy


def _detail(policy: Policy, details: PolicyDetails) -> dict[str, object]:
    rule = unsaved_rule(details, present=policy)
    return {
        "applies_to": list(rule.conditions),
        "working_days": details.counts_working_days,
        "days": [f"{deadline}: {days}" for deadline, days in details.days],
        "notices": [f"{_about(one)}: {one.person or NoticeTo(one.to).label}" for one in details.notices],
        "active": details.is_active,
    }


def _about(notice: NoticeDetails) -> str:
    return f"{Deadline(notice.deadline).label}, {days_words(notice.days, is_weekly=notice.is_weekly)}"
