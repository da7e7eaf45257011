"""Following what customers are told: of an incident, a service or a customer, at most as often as somebody chose."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max, QuerySet

from accounts.models import User
from accounts.permissions import is_responder
from catalogue.models import Service
from core.clock import database_now, now
from core.errors import DomainError
from customers.enums import CUSTOMER_UPDATE, Pace
from customers.models import Customer, CustomerSummary, Follow, Update
from customers.selectors.followers import incidents_of
from customers.services.locking import lock_customers
from incidents.models import Incident
from notifications.enums import State
from notifications.models import Delivery
from notifications.services import NewDelivery, queue_deliveries

CUSTOMER_SUMMARY, UPDATE_TAKEN_BACK = "customer_summary", "update_taken_back"
APART = {Pace.EACH: timedelta(), Pace.HOURLY: timedelta(hours=1), Pace.DAILY: timedelta(days=1)}


@transaction.atomic
def follow(
    *,
    person: User,
    pace: Pace,
    incident: Incident | None = None,
    service: Service | None = None,
    customer: Customer | None = None,
) -> Follow:
    """From now on the person hears of updates of the one thing that is given; again changes how often.

    What waits for them goes out as early as that allows. Raises DomainError for an incident of which the person may
    hear nothing, a service that customers do not know, and a customer that the person does not see.
    """
    if sum(thing is not None for thing in (incident, service, customer)) != 1:
        raise DomainError("Choose what you want to follow.", field="service")
    if incident is not None and not _may_hear(person, incident):
        raise DomainError("There is nothing to tell customers of it any more.")
    if service is not None and not (service.customer_name and service.is_active):
        raise DomainError("Choose a service that customers know.", field="service")
    if customer is not None:
        customer = lock_customers([customer]).get(customer.pk)
        if customer is None or not Customer.objects.visible_to(person).filter(pk=customer.pk).exists():
            raise DomainError("You do not see this customer any more.")
    made, _ = Follow.objects.update_or_create(
        person=person, incident=incident, service=service, customer=customer, defaults={"pace": pace}
    )
    _bring_forward(made)
    return made


@transaction.atomic
def change_pace(*, follow: Follow, pace: Pace) -> None:
    """How often the person hears of what they follow already; what waits for them goes out as early as that allows."""
    follow.pace = pace
    follow.save(update_fields=["pace"])
    _bring_forward(follow)


@transaction.atomic
def unfollow(*, follow: Follow) -> None:
    """The person no longer hears of it."""
    follow.delete()


def tell_followers(*, incident: Incident, update: Update) -> None:
    """Tells those who follow a locked incident, a service of it or whom it affects of an update just published.

    Whoever chose to hear less often gets the words that hold then, at the earliest so long after the last message.
    """
    if not incident.has_words_for_customers:
        return
    paces = _paces(incident)
    seldom = {person.pk for person, pace in paces.items() if pace != Pace.EACH}
    waiting = _waiting(incident, seldom) if seldom else set()
    last = _last_told(incident) if seldom else {}
    queue_deliveries(
        [
            NewDelivery(
                kind=CUSTOMER_UPDATE,
                recipient=person,
                dedup_key=f"{CUSTOMER_UPDATE}:{incident.pk}:{update.pk}:{person.pk}",
                payload={"incident": incident.pk, "update": update.pk, "is_each": pace == Pace.EACH},
                reason=_reason(pace),
                at=_at(pace, last.get(person.pk)),
            )
            for person, pace in paces.items()
            if person.pk not in waiting
        ]
    )


def tell_followers_taken_back(*, incident: Incident, update: Update) -> None:
    """Tells followers that the words that held were taken back; whoever was not told these is sent nothing.

    At the pace that they chose: the words that follow go out then, and this does not.
    """
    paces = _paces(incident)
    last = _last_told(incident) if paces else {}
    queue_deliveries(
        [
            NewDelivery(
                kind=UPDATE_TAKEN_BACK,
                recipient=person,
                dedup_key=f"{UPDATE_TAKEN_BACK}:{incident.pk}:{update.pk}:{person.pk}",
                payload={"incident": incident.pk, "update": update.pk},
                reason=_reason(pace),
                at=_at(pace, last.get(person.pk)),
            )
            for person, pace in paces.items()
        ]
    )


def tell_summary(*, summary: CustomerSummary) -> None:
    """Tells followers once that what was learned can be read, however often the postmortem is published again."""
    incident = summary.incident
    if not CustomerSummary.objects.published().filter(pk=summary.pk).exists():
        return
    queue_deliveries(
        [
            NewDelivery(
                kind=CUSTOMER_SUMMARY,
                recipient=person,
                dedup_key=f"{CUSTOMER_SUMMARY}:{incident.pk}:{person.pk}",
                payload={"incident": incident.pk},
                reason="You follow what customers are told.",
            )
            for person in _paces(incident)
        ]
    )


def _bring_forward(follow: Follow) -> None:
    """What waits for the person, because they had chosen to hear less often; in as many queries for many as for one."""
    person, pace = follow.person_id, Pace(follow.pace)
    about = Delivery.objects.filter(kind__in=(CUSTOMER_UPDATE, UPDATE_TAKEN_BACK), recipient=person).order_by("pk")
    waiting = about.filter(state=State.WAITING, due_at__gt=database_now())
    rows = list(waiting.select_for_update(of=("self",), no_key=True))
    numbers = incidents_of(follow, {row.payload["incident"] for row in rows})
    updates = about.order_by().filter(kind=CUSTOMER_UPDATE, payload__incident__in=list(numbers))
    last = dict(_gone_out(updates).values_list("payload__incident").annotate(last=Max("due_at")))
    earlier = []
    for row in rows:
        number = row.payload["incident"]
        at = _at(pace, last.get(number)) or now()
        if number in numbers and at < row.due_at:
            row.due_at = row.next_attempt_at = at
            row.reason = _reason(pace)
            earlier.append(row)
    Delivery.objects.bulk_update(earlier, ["due_at", "next_attempt_at", "reason"])


def _may_hear(person: User, incident: Incident) -> bool:
    if incident.has_words_for_customers:
        return True
    return is_responder(person) and Incident.objects.visible_to(person).filter(pk=incident.pk).exists()


def _paces(incident: Incident) -> dict[User, Pace]:
    """How often each follower wants to hear of an incident: the most often of what they chose."""
    found: dict[User, Pace] = {}
    for each in Follow.objects.of([incident.pk]).select_related("person").order_by("person"):
        pace = Pace(each.pace)
        found[each.person] = min(pace, found.get(each.person, pace), key=lambda one: APART[one])
    return found


def _waiting(incident: Incident, people: Collection[int]) -> set[int]:
    """For whom a message waits that will carry the words that hold when it goes out.

    It is locked until commit, and those who send pass over what is locked: so none of them reads the words of before.
    """
    about = _messages(incident).filter(recipient__in=people, state=State.WAITING)
    return set(about.select_for_update(of=("self",), no_key=True).values_list("recipient", flat=True))


def _last_told(incident: Incident) -> Mapping[int, datetime]:
    """By person, when the newest message about this incident went out."""
    return dict(_gone_out(_messages(incident)).values_list("recipient").annotate(last=Max("due_at")))


def _gone_out(messages: QuerySet[Delivery]) -> QuerySet[Delivery]:
    """Without those that wait for a later time, which nobody may get in the end, and those that nobody got."""
    return messages.filter(due_at__lte=database_now()).exclude(state=State.VOID)


def _messages(incident: Incident) -> QuerySet[Delivery]:
    about: QuerySet[Delivery] = Delivery.objects.filter(dedup_key__startswith=f"{CUSTOMER_UPDATE}:{incident.pk}:")
    return about.order_by()


def _at(pace: Pace, last: datetime | None) -> datetime | None:
    """When it goes out at the earliest; None for now."""
    earliest = last + APART[pace] if last is not None else None
    return earliest if earliest is not None and earliest > now() else None


def _reason(pace: Pace) -> str:
    return f"You follow what customers are told, {pace.label} at most."
