"""The messages of this app: what sending must know of each kind."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.db.models import Q

from accounts.models import User
from core import clock
from followthrough.emails import digest_content, incidents_named, render_digest, render_weekly, visible_digests
from followthrough.schedule import next_digest
from followthrough.selectors.questions import asked_in
from followthrough.selectors.weekly import WeeklyFigures, weekly_figures
from followthrough.services.reminders import DIGEST
from followthrough.services.weekly import WEEKLY, week_of
from incidents.models import Incident
from incidents.services import note_private_read
from notifications.kinds import Kind, Message, register
from notifications.models import Delivery


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
    return next_digest(clock.now(), person.zone)


def _note_digest_read(person: User, delivery: Delivery) -> None:
    """Logs a look at somebody else's digest, which may name private incidents; one's own is not logged."""
    if person.pk != delivery.recipient_id:
        for incident in Incident.objects.filter(pk__in=incidents_named([delivery])[delivery.pk], is_private=True):
            note_private_read(incident=incident, actor=person)


def _figures(deliveries: Sequence[Delivery]) -> dict[int, WeeklyFigures]:
    """The figures of each recipient's board, which differ by what each may see; a dozen queries a manager and week."""
    found = {one.pk: weekly_figures(one.recipient) for one in deliveries if one.recipient}
    return {delivery: figures for delivery, figures in found.items() if figures and not figures.is_empty}


def _weekly_still_due(deliveries: Sequence[Delivery]) -> Mapping[int, str]:
    """A mail of a week that is over gives way to the next one."""
    now, shown = clock.now(), _figures(deliveries)
    why = {one.pk: "There was nothing to report." for one in deliveries if one.pk not in shown}
    for one in deliveries:
        if one.recipient and str(week_of(now, one.recipient.zone)) != one.payload["week"]:
            why[one.pk] = "The week is over."
    return why


def _weekly_visible_to(pairs: Sequence[tuple[User, Delivery]]) -> Collection[int]:
    """One's own: its numbers count what the recipient may see."""
    return {delivery.pk for person, delivery in pairs if person.pk == delivery.recipient_id}


def _weekly_listed_to(person: User) -> Q:
    return Q(recipient=person)


def _render_weekly(deliveries: Sequence[Delivery]) -> Mapping[int, Message]:
    shown = _figures(deliveries)
    return {one.pk: render_weekly(one, shown[one.pk]) for one in deliveries if one.pk in shown}


register(
    Kind(
        name=WEEKLY,
        label="Weekly figures",
        still_due=_weekly_still_due,
        visible_to=_weekly_visible_to,
        render=_render_weekly,
        listed_to=_weekly_listed_to,
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
