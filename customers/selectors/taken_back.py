"""Words that were taken back, and who had been told them by a message."""

from collections.abc import Collection, Mapping

from django.db.models import Q

from accounts.models import User
from customers.enums import CUSTOMER_UPDATE, REPORT_STEP
from customers.models import Report, Update
from incidents.models import Incident
from incidents.selectors.zones import incident_zone
from notifications.enums import State
from notifications.models import Delivery

WITH_WORDS = ("joined", "resolved", "back", "update")  # steps of a report whose messages repeat the words that hold

SHOWN = 50


def taken_back(incident: Incident) -> Update | None:
    """The newest words, where customers may hear of the incident and these were taken back: nothing holds now."""
    return newest_taken_back([incident.pk]).get(incident.pk)


def was_told_words(report: Report, person: User) -> bool:
    """Whether a message told the person words of the incident of a report, or of a duplicate it came with."""
    numbers = [report.incident_id, *report.merges.values_list("source", flat=True)]
    sent = Delivery.objects.filter(recipient=person, state=State.SENT, payload__incident__in=numbers)
    return sent.filter(Q(kind=CUSTOMER_UPDATE) | Q(kind=REPORT_STEP, payload__step="update")).exists()


def newest_taken_back(numbers: Collection[int]) -> Mapping[int, Update]:
    """The same of several incidents, by their numbers."""
    if not numbers:
        return {}
    silent = Incident.objects.told_outside().filter(pk__in=numbers, public_summary="")
    told = Update.objects.told().filter(incident__in=silent).select_related("incident")
    newest = told.order_by("incident_id", "-published_at", "-pk").distinct("incident_id")
    return {update.incident_id: update for update in newest if update.was_taken_back}


def silent_now() -> list[Update]:
    """Words that were taken back, of open incidents of which customers may hear and of which nothing holds since."""
    lately = Incident.objects.noticed_by_customers().filter(public_summary="", public_summary_at__isnull=False)
    found = newest_taken_back(list(lately.values_list("pk", flat=True)[:SHOWN]))
    return sorted(found.values(), key=lambda update: update.pk, reverse=True)


def taken_back_context(update: Update) -> dict[str, object]:
    """For the messages: its incident, and of when the words were; never the words, which nobody is to pass on."""
    at = update.published_at or update.drafted_at
    return {
        "reference": update.incident.reference,
        "is_over": not update.incident.is_open,
        "words_of": incident_zone(update.incident).dated(at),
    }


def told_of(updates: Collection[Update]) -> set[tuple[int | None, int]]:
    """Pairs of a person and an update that a message told them, as far as one was sent since it was published."""
    published = {update.incident_id: update.published_at for update in updates if update.published_at}
    if not published:
        return set()
    sent = Delivery.objects.filter(
        kind__in=(CUSTOMER_UPDATE, REPORT_STEP),
        state=State.SENT,
        payload__incident__in=list(published),
        finished_at__gte=min(published.values()),
    )
    heard = {
        (person, number)
        for person, number, at, step in sent.values_list(
            "recipient", "payload__incident", "finished_at", "payload__step"
        )
        if at and at >= published[number] and (step is None or step in WITH_WORDS)
    }
    return {(person, update.pk) for update in updates for person, number in heard if number == update.incident_id}
