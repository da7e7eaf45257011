"""Reads shaped for the pages of accounts."""

import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils.crypto import constant_time_compare

from accounts.enums import Role, SecondFactorRule
from accounts.models import BEGAN_AT, SECOND_FACTOR_DUE, AuditEvent, Company, Team, TeamMembership, User
from accounts.permissions import is_manager
from accounts.readers import device_words
from core.clock import now

RECENT_EVENTS = 20
PEOPLE = ("added", "removed")  # details that hold the id of a person
FIELDS = {  # columns whose names do not read as words
    "announces": "announced at once",
    "correction_reason_required": "corrections need a reason",
    "customer_facing_by_default": "customers are affected",
    "email": "e-mail address",
    "update_minutes": "minutes between updates for customers",
    "zone": "time zone",
}


def people_for_list() -> QuerySet[User]:
    """People with their teams, by name."""
    memberships = TeamMembership.objects.select_related("team").order_by("team__name")
    people: QuerySet[User] = User.objects.people().prefetch_related(Prefetch("memberships", memberships))
    return people.order_by("name", "id")


def teams_for_list() -> QuerySet[Team]:
    """Teams with their managers and the number of active people, those that exist first."""
    managers = TeamMembership.objects.managers().select_related("user").order_by("user__name")
    people = Count("memberships", filter=Q(memberships__user__is_active=True))
    return (
        Team.objects.annotate(people=people)
        .prefetch_related(Prefetch("memberships", managers, to_attr="management"))
        .order_by("-is_active", "name")
    )


def memberships_of(team: Team) -> QuerySet[TeamMembership]:
    """Who belongs to the team: managers first."""
    return team.memberships.select_related("user").order_by("-is_manager", "user__name")


def memberships_of_person(person: User) -> QuerySet[TeamMembership]:
    """The teams a person belongs to."""
    return person.memberships.select_related("team").order_by("team__name")


def events_about(person: User) -> list["AuditRow"]:
    """The latest lines of the audit log about a person."""
    events = AuditEvent.objects.filter(detail__person=person.pk).select_related("actor")
    return audit_rows(list(events[:RECENT_EVENTS]))


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One line of the audit log, with its detail in words."""

    event: AuditEvent
    detail: str


def audit_rows(events: Sequence[AuditEvent]) -> list[AuditRow]:
    """The lines of a page, with people by name; one query for all of them."""
    ids = {event.detail[key] for event in events for key in PEOPLE if isinstance(event.detail.get(key), int)}
    names = dict(User.objects.filter(pk__in=ids).values_list("pk", "name")) if ids else {}
    return [AuditRow(event, in_words(_named(event.detail, names))) for event in events]


def _named(detail: dict[str, object], names: Mapping[int, str]) -> dict[str, object]:
    """The detail with names for the people that it holds as ids; somebody who no longer exists keeps the number."""
    return {
        key: names.get(value, value) if key in PEOPLE and isinstance(value, int) else value
        for key, value in detail.items()
    }


def in_words(detail: dict[str, object]) -> str:
    """`role: responder → manager`, from what a service recorded; ids are left out."""
    parts = []
    if "before" in detail:
        parts.append(f"{_word(detail['before'])} → {_word(detail.get('after'))}")
    for name, value in detail.items():
        if name in {"person", "team", "incident", "service", "customer", "before", "after"} or value in (None, "", {}):
            continue
        if name == "changed" and isinstance(value, dict):
            parts += [f"{_field(field)}: {_word(old)} → {_word(new)}" for field, (old, new) in value.items()]
        elif isinstance(value, dict):
            parts += [f"{_field(key)}: {_word(one)}" for key, one in value.items()]
        else:
            parts.append(f"{_field(name)}: {_word(value)}")
    return ", ".join(parts)


def _field(name: str) -> str:
    return FIELDS.get(name) or name.removeprefix("is_").replace("_", " ")


def _word(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "; ".join(map(_word, value)) or "nothing"
    return str(value) if value not in (None, "") else "nothing"


def role_counts() -> dict[str, int]:
    """How many active people have each role, for the settings page."""
    counts = dict(User.objects.active().values_list("role").annotate(Count("pk")).order_by())
    return {role.label: counts.get(role.value, 0) for role in Role}


@dataclass(frozen=True, slots=True)
class SessionShown:
    """A browser in which somebody is logged in."""

    session: UserSession
    device: str
    is_current: bool


def sessions_of(person: User, current: str) -> list[SessionShown]:
    """Where the person is logged in: the session with the key `current` first, then by when they were used last."""
    rows = list(UserSession.objects.filter(user=person).order_by("-last_seen_at"))
    alive = _alive({row.session_key for row in rows})
    shown = [
        SessionShown(row, device_words(row.user_agent), row.session_key == current)
        for row in rows
        if row.session_key in alive and alive[row.session_key][0] == person
    ]
    return sorted(shown, key=lambda one: not one.is_current)


def second_factor_wanted(person: User) -> SecondFactorRule:
    """What the company asks of this person now: REQUIRED, or ASKED, while they have no second factor; else OPTIONAL.

    Of managers and admins alone, and not of example people, who log in without a password.
    """
    if not is_manager(person) or person.is_example:
        return SecondFactorRule.OPTIONAL
    company = Company.objects.filter(pk=Company.ONLY).first()
    if company is None or company.second_factor == SecondFactorRule.OPTIONAL or is_mfa_enabled(person):
        return SecondFactorRule.OPTIONAL
    begins = company.second_factor_from
    if company.second_factor == SecondFactorRule.REQUIRED and begins and now().date() < begins:
        return SecondFactorRule.ASKED
    return SecondFactorRule(company.second_factor)


def is_too_old(session: "Mapping[str, Any] | SessionBase") -> bool:
    """Whether a session began longer ago than any may last, or nobody knows when; by what is stored in it."""
    return time.time() - float(session.get(BEGAN_AT, 0)) > settings.SESSION_COOKIE_AGE


def people_of_sessions(keys: Collection[str]) -> dict[str, User]:
    """Who is logged in by each session key and may go on. Two queries.

    Left out: ended sessions, people who cannot log in, and who must set up a second factor before anything else.
    """
    return {key: user for key, (user, data) in _alive(keys).items() if not data.get(SECOND_FACTOR_DUE)}


def _alive(keys: Collection[str]) -> dict[str, tuple[User, dict[str, Any]]]:
    """Who is logged in by each session key, and what is stored in the session."""
    store = SessionStore()
    alive = Session.objects.filter(session_key__in=keys, expire_date__gt=now())
    held = {session.session_key: store.decode(session.session_data) for session in alive}
    wanted = {pk for data in held.values() if str(pk := data.get(SESSION_KEY, "")).isdecimal()}
    people = {str(user.pk): user for user in User.objects.active().filter(pk__in=wanted)}
    found = {
        key: (people[data[SESSION_KEY]], data)
        for key, data in held.items()
        if data.get(SESSION_KEY) in people and not is_too_old(data)
    }
    return {
        key: (user, data)
        for key, (user, data) in found.items()
        if constant_time_compare(data.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash())
    }
