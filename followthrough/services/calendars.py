"""The addresses of calendars: made, replaced and ended by the person whose they are."""

import secrets

from django.db import transaction
from django.urls import reverse

from accounts.enums import AuditAction
from accounts.models import Team, User
from accounts.services import audit
from core.addresses import absolute
from core.errors import DomainError
from followthrough.models import CalendarFeed
from followthrough.selectors.calendars import hashed


@transaction.atomic
def make_calendar(*, person: User, team: Team | None = None) -> str:
    """The address, which is never shown again; an earlier one ends. Raises DomainError for a team of others."""
    if team is not None and not Team.objects.active().of(person).filter(pk=team.pk).exists():
        raise DomainError("Only people of a team can have its calendar.")
    secret = secrets.token_urlsafe(32)
    User.objects.select_for_update().get(pk=person.pk)
    CalendarFeed.objects.filter(person=person, team=team).delete()
    CalendarFeed.objects.create(person=person, team=team, secret_hash=hashed(secret))
    _audit(person, team, "made an address for the calendar")
    return absolute(reverse("calendar_file", args=[secret]))


@transaction.atomic
def end_calendar(*, feed: CalendarFeed) -> None:
    """Nobody reads it any more."""
    CalendarFeed.objects.filter(pk=feed.pk).delete()
    _audit(feed.person, feed.team, "ended the address of the calendar")


def _audit(person: User, team: Team | None, change: str) -> None:
    detail = {"person": person.pk, "change": change, "team": team.name if team else None}
    audit(actor=person, action=AuditAction.PERSON_CHANGED, subject=person.name, detail=detail)
