"""Mails of the status page: the link that confirms a subscription, and published updates."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from django.urls import reverse

from accounts.models import User
from core.addresses import absolute
from customers.models import StatusPage, Subscriber, Update
from customers.selectors.copies import plain_text
from customers.selectors.staleness import staleness
from customers.selectors.status_page.reading import company_and_clock, heading
from customers.selectors.taken_back import newest_taken_back
from customers.selectors.words import STATE_WORDS
from customers.services.status_page.mailing import STATUS_TAKEN_BACK, STATUS_UPDATE
from customers.services.status_page.subscribing import STATUS_CONFIRM, confirm_link, end_link
from incidents.deliveries.messages import listed_to, visible_to
from incidents.enums import Status
from incidents.models import Incident
from incidents.services import note_private_read
from notifications.emails import compose
from notifications.kinds import Kind, Message, register, visible_to_everybody
from notifications.models import Delivery

CLOSED = "The status page is no longer public."
ENDED = "The subscription ended."
TAKEN_BACK = "The update was taken back, or customers are no longer told of it."
STALE = "The words were past their time before this was sent."
NEWER = "A newer update followed before this was sent."

Deliveries = Sequence[Delivery]


def _confirm_due(deliveries: Deliveries) -> Mapping[int, str]:
    return {} if StatusPage.is_public_now() else {each.pk: CLOSED for each in deliveries}


def _render_confirm(deliveries: Deliveries) -> Mapping[int, Message]:
    company, _ = company_and_clock()
    page = absolute(reverse("status_page"))
    return {
        each.pk: compose(
            "customers/emails/status_confirm",
            {
                "company": company,
                "link": confirm_link(each.address, each.payload["services"]),
                "page": page,
                "reason": each.reason,
            },
        )
        for each in deliveries
    }


def _update_due(deliveries: Deliveries) -> Mapping[int, str]:
    """Three queries and one for the switch, for the whole batch."""
    if not StatusPage.is_public_now():
        return {each.pk: CLOSED for each in deliveries}
    present = set(_subscribers(deliveries))
    numbers = {each.payload["incident"] for each in deliveries}
    told = Incident.objects.customer_facing().defer("search").in_bulk(numbers)
    newest = {update.incident_id: update for update in Update.objects.newest().filter(incident__in=told)}
    readable = Update.objects.published().exclude(text="")  # without those that were redacted
    published = set(readable.filter(incident__in=told).values_list("pk", flat=True))
    reasons = {}
    for each in deliveries:
        update = each.payload["update"]
        if each.payload["subscriber"] not in present:
            reasons[each.pk] = ENDED
        elif update not in published:
            reasons[each.pk] = TAKEN_BACK
        elif newest[each.payload["incident"]].pk != update:
            reasons[each.pk] = NEWER
        elif staleness(told[each.payload["incident"]], newest[each.payload["incident"]]):
            reasons[each.pk] = STALE
    return reasons


def _taken_back_due(deliveries: Deliveries) -> Mapping[int, str]:
    """While nothing holds since: otherwise the newer update tells it."""
    if not StatusPage.is_public_now():
        return {each.pk: CLOSED for each in deliveries}
    present = set(_subscribers(deliveries))
    silent = newest_taken_back({each.payload["incident"] for each in deliveries})
    reasons = {}
    for each in deliveries:
        update = silent.get(each.payload["incident"])
        if each.payload["subscriber"] not in present:
            reasons[each.pk] = ENDED
        elif update is None or update.pk != each.payload["update"]:
            reasons[each.pk] = NEWER
    return reasons


def _render_taken_back(deliveries: Deliveries) -> Mapping[int, Message]:
    return _rendered("customers/emails/status_taken_back", deliveries)


def _render_update(deliveries: Deliveries) -> Mapping[int, Message]:
    return _rendered("customers/emails/status_update", deliveries)


def _rendered(template: str, deliveries: Deliveries) -> Mapping[int, Message]:
    company, clock = company_and_clock()
    subscribers = _subscribers(deliveries)
    updates = Update.objects.select_related("incident", "corrects").in_bulk(
        {each.payload["update"] for each in deliveries}
    )
    names = _names({update.incident_id for update in updates.values()})
    messages = {}
    for each in deliveries:
        update, subscriber = updates.get(each.payload["update"]), subscribers.get(each.payload["subscriber"])
        if update is None or subscriber is None:
            messages[each.pk] = Message("", "", void_reason=ENDED)
            continue
        end = end_link(subscriber)
        context = {
            "company": company,
            "heading": heading(names.get(update.incident_id, ())),
            "state": STATE_WORDS[Status(update.incident.status)],
            "update": update,
            "is_correction": _corrects_what_was_sent(update, subscriber),
            "text": plain_text(update.html) or update.text,
            "next_by": clock.dated(update.next_update_by) if update.next_update_by and update.incident.is_open else "",
            "at": clock.dated(update.published_at) if update.published_at else "",
            "page": absolute(reverse("status_page")),
            "end": end,
            "reason": each.reason,
        }
        messages[each.pk] = replace(compose(template, context), end_link=end)
    return messages


def _subscribers(deliveries: Deliveries) -> dict[int, Subscriber]:
    return Subscriber.objects.in_bulk({each.payload["subscriber"] for each in deliveries})


def _corrects_what_was_sent(update: Update, subscriber: Subscriber) -> bool:
    """Whoever subscribed after the words that it corrects never got them."""
    corrected = update.corrects.published_at if update.corrects else None
    return corrected is not None and subscriber.since <= corrected


def _names(numbers: Collection[int]) -> dict[int, list[str]]:
    """What customers call the services of each incident; one query."""
    names: dict[int, list[str]] = {}
    rows = Incident.services.through.objects.filter(incident__in=numbers).exclude(service__customer_name="")
    for number, name in rows.values_list("incident", "service__customer_name"):
        names.setdefault(number, []).append(name)
    return names


def _note_read(person: User, delivery: Delivery) -> None:
    """The incident may have become private since."""
    note_private_read(incident=Incident.objects.get(pk=delivery.payload["incident"]), actor=person)


register(
    Kind(
        name=STATUS_CONFIRM,
        label="Status page: confirm an address",
        still_due=_confirm_due,
        visible_to=visible_to_everybody,
        render=_render_confirm,
        may_lack_recipient=True,
        is_choosable=False,
        withheld="a link that confirms a subscription",
        asked_again="Whoever asked for it can subscribe again on the status page.",
    )
)
register(
    Kind(
        name=STATUS_UPDATE,
        label="Status page: update",
        still_due=_update_due,
        visible_to=visible_to,
        listed_to=listed_to,
        note_read=_note_read,
        render=_render_update,
        may_lack_recipient=True,
        is_choosable=False,
    )
)
register(
    Kind(
        name=STATUS_TAKEN_BACK,
        label="Status page: update taken back",
        still_due=_taken_back_due,
        visible_to=visible_to,
        listed_to=listed_to,
        note_read=_note_read,
        render=_render_taken_back,
        may_lack_recipient=True,
        is_choosable=False,
    )
)
