"""The messages of this app: what sending must know of each kind."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.urls import reverse

from accounts.models import Team, User, company_zone
from core import clock
from core.addresses import absolute
from followthrough.emails import digest_content, incidents_named, render_digest, visible_digests
from followthrough.schedule import DigestTimes, next_digest
from followthrough.selectors.overdue import Overdue, company_days, overdue_items, read_overdue
from followthrough.services.overdue_posts import POSTED_OVERDUE
from followthrough.services.reminders import DIGEST
from incidents.models import Incident
from incidents.services import note_private_read
from notifications.kinds import Kind, Message, Post, PostLine, register, visible_to_everybody
from notifications.models import Delivery


def _digest_still_due(deliveries: Sequence[Delivery]) -> Mapping[int, str]:
    empty = [delivery for delivery, content in digest_content(deliveries).items() if not content]
    return dict.fromkeys(empty, "Everything in it has since been finished, rescheduled or reassigned.")


def _render_digests(deliveries: Sequence[Delivery]) -> Mapping[int, Message]:
    content = digest_content(deliveries)
    return {delivery.pk: render_digest(delivery, content[delivery.pk]) for delivery in deliveries}


def _next_digest(person: User) -> datetime:
    return next_digest(clock.now(), DigestTimes.of(person))


def _note_digest_read(person: User, delivery: Delivery) -> None:
    """Logs a look at somebody else's digest, which may name private incidents; one's own is not logged."""
    if person.pk != delivery.recipient_id:
        for incident in Incident.objects.filter(pk__in=incidents_named([delivery])[delivery.pk], is_private=True):
            note_private_read(incident=incident, actor=person)


register(
    Kind(
        name=DIGEST,
        label="Daily digest",
        still_due=_digest_still_due,
        visible_to=visible_digests,
        render=_render_digests,
        is_listed_always=True,
        note_read=_note_digest_read,
        next_at=_next_digest,
    )
)


def _overdue_still_due(deliveries: Sequence[Delivery]) -> Mapping[int, str]:
    days = company_days(company_zone())
    done = [one.pk for one in deliveries if not overdue_items(one.payload["team"], days).exists()]
    return dict.fromkeys(done, "Nothing of it is overdue any more.")


def _render_overdue(deliveries: Sequence[Delivery]) -> Mapping[int, Message]:
    """A few queries each: there is one a day for an endpoint. The words that are kept name no item."""
    days, teams = company_days(company_zone()), dict(Team.objects.values_list("pk", "name"))
    return {
        one.pk: _overdue_message(read_overdue(one.payload["team"], days), teams.get(one.payload["team"]))
        for one in deliveries
    }


def _overdue_message(overdue: Overdue, team: str | None) -> Message:
    count, url = overdue.count, absolute(reverse("board"))
    title = f"{count} action item{'' if count == 1 else 's'} overdue{f' in {team}' if team else ''}"
    lines = [
        PostLine(
            f"{item.reference} {item.title}",
            absolute(item.get_absolute_url()),
            f"{over} day{'' if over == 1 else 's'} overdue, {item.owner.name if item.owner else 'nobody owns it'}",
        )
        for item, over in overdue.items
    ]
    if more := count - len(lines):
        lines.append(PostLine(f"and {more} more", url))
    items = [
        {
            "reference": item.reference,
            "title": item.title,
            "url": absolute(item.get_absolute_url()),
            "incident": item.incident.reference,
            "owner": item.owner.name if item.owner else None,
            "due_on": item.due_on.isoformat() if item.due_on else None,
            "days_overdue": over,
        }
        for item, over in overdue.items
    ]
    data = {"team": team, "count": count, "items": items, "url": url}
    return Message(
        title, f"{title}\n\nThe items were posted; they are not kept here.\n", post=Post(title, url, lines, data)
    )


register(
    Kind(
        name=POSTED_OVERDUE,
        label="Overdue action items, posted once a day",
        still_due=_overdue_still_due,
        visible_to=visible_to_everybody,
        render=_render_overdue,
        is_posted=True,
        may_lack_recipient=True,
    )
)
