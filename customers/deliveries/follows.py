"""The messages to those who follow what customers are told: an update, and what was learned. Reporters get them too."""

from collections.abc import Collection, Mapping, Sequence
from functools import partial

from django.db.models import Exists, Q
from django.urls import reverse

from accounts.models import User
from core.addresses import absolute
from customers.enums import CUSTOMER_UPDATE
from customers.models import CustomerMeasure, CustomerSummary, Update
from customers.selectors.followers import followers_of_each
from customers.selectors.taken_back import newest_taken_back, taken_back_context, told_of
from customers.selectors.words import Words, words_of_each
from customers.services.follows import CUSTOMER_SUMMARY, UPDATE_TAKEN_BACK
from incidents.models import Incident
from incidents.querysets import IncidentQuerySet
from notifications.emails import compose
from notifications.enums import State
from notifications.kinds import Kind, Message, for_everybody, number_in_payload, register
from notifications.models import Delivery

Pairs = Sequence[tuple[User, Delivery]]


def _numbers(deliveries: Sequence[Delivery]) -> set[int]:
    return {delivery.payload["incident"] for delivery in deliveries}


def _update_due(deliveries: Sequence[Delivery]) -> Mapping[int, str]:
    """Words that are taken back, out of date or followed by newer ones are not sent, nor to those who ended it."""
    words = words_of_each(_numbers(deliveries))
    newest = Update.objects.newest().filter(incident__in=_numbers(deliveries))
    newest_of = dict(newest.values_list("incident", "pk"))
    reasons = _to_no_followers(deliveries)
    for delivery in deliveries:
        incident = delivery.payload["incident"]
        said = words.get(incident)
        if said is None:
            reasons[delivery.pk] = "Customers are not told of it any more."
        elif said.stale:
            reasons[delivery.pk] = "The words were out of date before this was sent."
        elif delivery.payload["is_each"] and newest_of.get(incident) != delivery.payload["update"]:
            reasons[delivery.pk] = "A newer update was published before this was sent."
    return _told_already([one for one in deliveries if not one.payload["is_each"]], words) | reasons


def _told_already(deliveries: Sequence[Delivery], words: Mapping[int, Words]) -> dict[int, str]:
    """Those whose words went out with one that was being sent when they were published: it read them just in time."""
    people, numbers = {one.recipient_id for one in deliveries}, list(_numbers(deliveries))
    sent = Delivery.objects.filter(kind=CUSTOMER_UPDATE, recipient__in=people, payload__incident__in=numbers)
    told: dict[tuple[int | None, int], list[Delivery]] = {}
    if deliveries:
        for one in sent.filter(state=State.SENT, finished_at__gte=min(one.created_at for one in deliveries)):
            told.setdefault((one.recipient_id, one.payload["incident"]), []).append(one)
    return {
        one.pk: "They were told these words by the message before."
        for one in deliveries
        if (said := words.get(one.payload["incident"])) is not None
        and any(
            before.finished_at and before.finished_at >= one.created_at and said.copies.plain in before.text
            for before in told.get((one.recipient_id, said.number), ())
        )
    }


def _to_no_followers(deliveries: Sequence[Delivery]) -> dict[int, str]:
    """Those to people who do not follow it any more, and why they are not sent."""
    followers = followers_of_each(_numbers(deliveries))
    return {
        delivery.pk: "The recipient no longer follows it."
        for delivery in deliveries
        if delivery.recipient_id not in followers[delivery.payload["incident"]]
    }


def _visible_to(incidents: IncidentQuerySet, pairs: Pairs) -> Collection[int]:
    """Everybody who can log in may read of these incidents what may be passed on."""
    told = incidents.filter(pk__in=_numbers([delivery for _, delivery in pairs]))
    numbers = set(told.values_list("pk", flat=True))
    return {delivery.pk for person, delivery in pairs if person.is_active and delivery.payload["incident"] in numbers}


def _listed_to(incidents: IncidentQuerySet, person: User) -> Q:
    return Q(Exists(incidents.filter(pk=number_in_payload("incident"))))


def _render_update(deliveries: Sequence[Delivery]) -> Mapping[int, Message]:
    words = words_of_each(_numbers(deliveries))
    return {
        delivery.pk: compose("customers/emails/customer_update", _context(delivery) | {"words": said})
        for delivery in deliveries
        if (said := words.get(delivery.payload["incident"])) is not None
    }


def _context(delivery: Delivery) -> dict[str, object]:
    number = delivery.payload["incident"]
    return {
        "link": f"{absolute(reverse('what_to_say'))}#w-{number}",
        "summary_link": absolute(reverse("customer_summary", args=[number])),
        "following": absolute(reverse("follow_list")),
        "reason": delivery.reason,
    }


def _taken_back_due(deliveries: Sequence[Delivery]) -> Mapping[int, str]:
    """While nothing holds since, and to those whom a message had told the words."""
    silent = newest_taken_back(_numbers(deliveries))
    told, reasons = told_of(silent.values()), _to_no_followers(deliveries)
    for delivery in deliveries:
        update = silent.get(delivery.payload["incident"])
        if update is None or update.pk != delivery.payload["update"]:
            reasons[delivery.pk] = "Newer words followed, or customers are not told of it any more."
        elif (delivery.recipient_id, update.pk) not in told:
            reasons[delivery.pk] = "The recipient had not been told these words."
    return reasons


def _render_taken_back(deliveries: Sequence[Delivery]) -> Mapping[int, Message]:
    numbers = {delivery.payload["update"] for delivery in deliveries}
    updates = Update.objects.select_related("incident").in_bulk(numbers)
    return {
        delivery.pk: compose("customers/emails/update_taken_back", _context(delivery) | taken_back_context(update))
        for delivery in deliveries
        if (update := updates.get(delivery.payload["update"])) is not None
    }


def _summaries(deliveries: Sequence[Delivery]) -> dict[int, CustomerSummary]:
    found = CustomerSummary.objects.published().filter(incident__in=_numbers(deliveries))
    return {summary.incident_id: summary for summary in found.select_related("incident")}


def _measures(deliveries: Sequence[Delivery]) -> dict[int, list[CustomerMeasure]]:
    found: dict[int, list[CustomerMeasure]] = {}
    for measure in CustomerMeasure.objects.filter(incident__in=_numbers(deliveries)):
        found.setdefault(measure.incident_id, []).append(measure)
    return found


def _summary_due(deliveries: Sequence[Delivery]) -> Mapping[int, str]:
    found = _summaries(deliveries)
    gone = (delivery for delivery in deliveries if delivery.payload["incident"] not in found)
    reasons = _to_no_followers(deliveries)
    return reasons | {delivery.pk: "The postmortem is not published any more." for delivery in gone}


def _summary_to(pairs: Pairs) -> Collection[int]:
    found = _summaries([delivery for _, delivery in pairs])
    return {delivery.pk for person, delivery in pairs if person.is_active and delivery.payload["incident"] in found}


def _summary_listed_to(person: User) -> Q:
    return Q(Exists(CustomerSummary.objects.published().filter(incident=number_in_payload("incident"))))


def _render_summary(deliveries: Sequence[Delivery]) -> Mapping[int, Message]:
    found, measures = _summaries(deliveries), _measures(deliveries)
    return {
        delivery.pk: compose(
            "customers/emails/customer_summary",
            _context(delivery) | {"summary": summary, "measures": measures.get(summary.incident_id, ())},
        )
        for delivery in deliveries
        if (summary := found.get(delivery.payload["incident"])) is not None
    }


register(
    Kind(
        CUSTOMER_UPDATE,
        "Customer update published",
        _update_due,
        partial(_visible_to, Incident.objects.customer_facing()),
        _render_update,
        listed_to=partial(_listed_to, Incident.objects.customer_facing()),
        may_be_off=True,
        is_for=for_everybody,
    )
)
register(
    Kind(
        UPDATE_TAKEN_BACK,
        "Customer update taken back",
        _taken_back_due,
        partial(_visible_to, Incident.objects.told_outside()),
        _render_taken_back,
        listed_to=partial(_listed_to, Incident.objects.told_outside()),
        is_for=for_everybody,
    )
)
register(
    Kind(
        CUSTOMER_SUMMARY,
        "What was learned, for customers",
        _summary_due,
        _summary_to,
        _render_summary,
        listed_to=_summary_listed_to,
        may_be_off=True,
        is_for=for_everybody,
    )
)
