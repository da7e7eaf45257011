"""The mail of an urgent notice: one line, as of a digest."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet

from actions.models import ActionItem
from core import clock
from core.zones import zone_or_utc
from followthrough.emails.digest import still_wanted
from followthrough.emails.lines import digest_subject, line_of
from followthrough.models import Reminder
from notifications.emails import compose
from notifications.kinds import Message
from notifications.models import Delivery
from postmortems.models import Postmortem, Reviewer


def urgent_content(deliveries: Sequence[Delivery]) -> dict[int, list[Reminder]]:
    """The line of each urgent mail, as of a digest; none where it is no longer due. Six queries at most."""
    parts = {name: {one.payload[name] for one in deliveries if one.payload[name]} for name in _THINGS}
    things = {name: rows.in_bulk(parts[name]) for name, rows in _THINGS.items()}
    found: dict[int, list[Reminder]] = {one.pk: [] for one in deliveries}
    for one in deliveries:
        name, number = next((name, one.payload[name]) for name in _THINGS if one.payload[name])
        if thing := things[name].get(number):
            said = {key: one.payload[key] for key in ("step", "because")}
            line = Reminder(person=one.recipient, due_on=date.fromisoformat(one.payload["due_on"]), **said)
            setattr(line, name, thing)
            found[one.pk].append(line)
    return still_wanted(deliveries, found)


_THINGS: dict[str, QuerySet[Any]] = {
    "item": ActionItem.objects.select_related("incident", "owner", "team"),
    "postmortem": Postmortem.objects.select_related("incident", "owner"),
    "review": Reviewer.objects.select_related("person", "postmortem__incident"),
}


def render_urgent(delivery: Delivery, reminder: Reminder) -> Message:
    """The mail of one urgent notice."""
    zone = zone_or_utc(delivery.recipient.zone if delivery.recipient else "")
    context = {"line": line_of(reminder, clock.today(zone)), "urgent_subject": f"Urgent: {digest_subject([reminder])}"}
    return compose("followthrough/emails/urgent", context)
