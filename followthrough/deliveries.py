"""The messages of this app: what sending must know of each kind."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.db.models import Exists, Q
from django.urls import reverse

from accounts.models import Team, User, company_zone
from core import clock
from core.addresses import absolute
from followthrough.emails.digest import digest_content, incidents_named, render_digest, visible_digests
from followthrough.emails.urgent import render_urgent, urgent_content
from followthrough.emails.weekly import render_weekly
from followthrough.enums import URGENT
from followthrough.schedule import DigestTimes, next_digest
from followthrough.selectors.overdue import Overdue, company_days, overdue_items, read_overdue
from followthrough.selectors.questions import asked_in
from followthrough.selectors.weekly import weekly_figures
from followthrough.services.overdue_posts import POSTED_OVERDUE
from followthrough.services.reminders import DIGEST
from followthrough.services.weekly import WEEKLY, gets_weekly, week_of
from incidents.models import Incident
from incidents.selectors.readers import visible_pairs
from incidents.services import note_private_read
from notifications.kinds import Kind, Message, Post, PostLine, number_in_payload, register, visible_to_everybody
from notifications.models import Delivery

NOTHING = Message("", "", void_reason="There was nothing to report.")


def _digest_still_due(deliveries: Sequence[Delivery]) -> Mapping[int, str]:
    asked = asked_in(deliveries)
    empty = [
        delivery for delivery, content in digest_content(deliveries).items() if not content and not asked[delivery]
    ]
    return dict.fromkeys(empty, "Everything in it has since been finished, rescheduled or reassigned.")


def _render_digests(deliveries: Sequence[Delivery]) -> Mapping[int, Message]:
    content, asked = digest_content(deliveries), asked_in(deliveries)
    return {delivery.pk: render_digest(delivery, content[delivery.pk], asked[delivery.pk]) for delivery in deliveries}


def _next_digest(person: User) -> datetime:
    return next_digest(clock.now(), DigestTimes.of(person))


def _note_digest_read(person: User, delivery: Delivery) -> None:
    """Logs a look at somebody else's digest, which may name private incidents; one's own is not logged."""
    if person.pk != delivery.recipient_id:
        for incident in Incident.objects.filter(pk__in=incidents_named([delivery])[delivery.pk], is_private=True):
            note_private_read(incident=incident, actor=person)


def _weekly_still_due(deliveries: Sequence[Delivery]) -> Mapping[int, str]:
    """A mail of a week that is over gives way to the next one."""
    now = clock.now()
    over = [
        one.pk for one in deliveries if one.recipient and str(week_of(now, one.recipient.zone)) != one.payload["week"]
    ]
    return dict.fromkeys(over, "The week is over.")


def _weekly_visible_to(pairs: Sequence[tuple[User, Delivery]]) -> Collection[int]:
    """One's own: its numbers count what the recipient may see."""
    return {delivery.pk for person, delivery in pairs if person.pk == delivery.recipient_id}


def _weekly_listed_to(person: User) -> Q:
    return Q(recipient=person)


def _render_weekly(deliveries: Sequence[Delivery]) -> Mapping[int, Message]:
    """The figures of each recipient's board, which differ by what each may see; a dozen queries a manager and week."""
    found = {one.pk: weekly_figures(one.recipient) for one in deliveries if one.recipient}
    return {
        one.pk: NOTHING if figures is None or figures.is_empty else render_weekly(one, figures)
        for one in deliveries
        for figures in [found.get(one.pk)]
    }


def _urgent_still_due(deliveries: Sequence[Delivery]) -> Mapping[int, str]:
    over = [delivery for delivery, lines in urgent_content(deliveries).items() if not lines]
    return dict.fromkeys(over, "It has since been finished, rescheduled, reassigned or paused.")


def _urgent_visible_to(pairs: Sequence[tuple[User, Delivery]]) -> Collection[int]:
    seen = visible_pairs([(person, delivery.payload["incident"]) for person, delivery in pairs])
    return {one.pk for person, one in pairs if (person.pk, one.payload["incident"]) in seen}


def _urgent_listed_to(person: User) -> Q:
    return Q(Exists(Incident.objects.visible_to(person).filter(pk=number_in_payload("incident"))))


def _render_urgent(deliveries: Sequence[Delivery]) -> Mapping[int, Message]:
    lines = urgent_content(deliveries)
    return {one.pk: render_urgent(one, lines[one.pk][0]) for one in deliveries if lines[one.pk]}


def _note_urgent_read(person: User, delivery: Delivery) -> None:
    """Looks at what is about a private incident are logged."""
    if incident := Incident.objects.filter(pk=delivery.payload["incident"]).first():
        note_private_read(incident=incident, actor=person)


register(
    Kind(
        name=URGENT,
        label="Urgent reminder",
        still_due=_urgent_still_due,
        visible_to=_urgent_visible_to,
        render=_render_urgent,
        listed_to=_urgent_listed_to,
        note_read=_note_urgent_read,
    )
)
register(
    Kind(
        name=WEEKLY,
        label="Weekly figures",
        still_due=_weekly_still_due,
        visible_to=_weekly_visible_to,
        render=_render_weekly,
        listed_to=_weekly_listed_to,
        may_be_off=True,
        is_for=gets_weekly,
        is_of_its_day=True,
    )
)
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
