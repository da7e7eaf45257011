"""What stands in the calendar of a person or a team: the days on which something is due."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from accounts.models import Team, User
from accounts.permissions import is_responder
from actions.models import ActionItem
from followthrough.models import CalendarFeed
from postmortems.models import Postmortem

MOST = 1000  # entries of a file


@dataclass(frozen=True, slots=True)
class CalendarRow:
    """A calendar that a person can have, and its feed, if there is one."""

    team: Team | None
    feed: CalendarFeed | None


def calendar_rows(person: User) -> list[CalendarRow]:
    """One's own, then those of one's teams."""
    feeds = {feed.team_id: feed for feed in CalendarFeed.objects.filter(person=person)}
    teams = Team.objects.active().of(person)
    return [CalendarRow(None, feeds.get(None)), *(CalendarRow(team, feeds.get(team.pk)) for team in teams)]


def hashed(secret: str) -> str:
    """As it is stored."""
    return hashlib.sha256(secret.encode()).hexdigest()


def feed_behind(secret: str) -> CalendarFeed | None:
    """The feed, while its person works on incidents and, for that of a team, belongs to it."""
    feed = CalendarFeed.objects.select_related("person", "team").filter(secret_hash=hashed(secret)).first()
    if feed is None or not is_responder(feed.person):
        return None
    if feed.team is not None and not Team.objects.active().of(feed.person).filter(pk=feed.team.pk).exists():
        return None
    return feed


def due_things(feed: CalendarFeed) -> tuple[Sequence[ActionItem], Sequence[Postmortem]]:
    """What is unfinished and has a date: of the person, what they may still see; of a team, nothing private."""
    items = ActionItem.objects.visible_to(feed.person).unfinished().filter(due_on__isnull=False)
    items = items.select_related("incident", "owner").order_by("due_on", "pk")
    if feed.team is not None:
        of_team = Q(team=feed.team) | Q(team=None, owner__in=feed.team.members.values("pk"))
        return list(items.filter(of_team, incident__is_private=False)[:MOST]), []
    postmortems = Postmortem.objects.visible_to(feed.person).unpublished().filter(due_on__isnull=False)
    mine = postmortems.filter(owner=feed.person).select_related("incident").order_by("due_on", "pk")
    return list(items.filter(owner=feed.person)[:MOST]), list(mine[:MOST])
