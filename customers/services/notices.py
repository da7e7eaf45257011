"""What whoever reported something is told, and those who want to hear of every report."""

from collections.abc import Iterable

from accounts.models import User
from core.clock import now
from customers.enums import LINKED, REPORT_STEP
from customers.models import CustomerSummary, Follow, Report, Update
from incidents.models import Incident
from notifications.enums import State
from notifications.models import Delivery
from notifications.services import NewDelivery, queue_deliveries

NEW_REPORT = "new_report"
LEARNED = "learned"  # the last step


def tell_new_report(report: Report) -> None:
    """Tells the responders who asked for it, once a report; nobody is told what they reported themselves."""
    wanting = User.objects.responders().filter(told_of_reports=True).exclude(pk=report.reporter_id)
    queue_deliveries(
        [
            NewDelivery(
                kind=NEW_REPORT,
                recipient=person,
                dedup_key=f"new_report:{report.pk}:{person.pk}",
                payload={"report": report.pk},
                reason="Your profile says that you want to hear about new reports.",
            )
            for person in wanting.order_by("pk")
        ]
    )


def tell_reporters(*, reports: Iterable[Report], step: str, change: int = 0) -> None:
    """Tells each reporter one step of their reports, in one message: seen, joined, unlinked, declined, resolved, back.

    Each once, or once for each `change`, a seq of its incident or the second when it was seen: what was resolved may
    come back, and what was unlinked is seen again. The message is about the first report, and names the others.
    """
    of_each: dict[int, list[Report]] = {}
    for report in sorted(reports, key=lambda each: each.pk):
        of_each.setdefault(report.reporter_id, []).append(report)
    queue_deliveries(
        [
            NewDelivery(
                kind=REPORT_STEP,
                recipient=first.reporter,
                dedup_key=_key(first, step, change),
                payload={
                    "report": first.pk,
                    "incident": first.incident_id,
                    "step": step,
                    "change": change,
                    "more": [other.pk for other in others],
                },
                reason=f"You reported {first.reference}.",
            )
            for first, *others in of_each.values()
        ]
    )


def tell_reporters_seen(reports: Iterable[Report]) -> None:
    """Tells that somebody looks at them; a message that waits and says that they were unlinked says that, too."""
    numbers = {report.pk: report for report in reports}
    waiting = Delivery.objects.filter(
        kind=REPORT_STEP, state=State.WAITING, payload__step="unlinked", payload__report__in=list(numbers)
    )
    told = set(waiting.values_list("payload__report", flat=True))
    unaware = [report for pk, report in numbers.items() if pk not in told]
    tell_reporters(reports=unaware, step="seen", change=int(now().timestamp()))


def _key(first: Report, step: str, change: int) -> str:
    """What was learned is told once to each person and incident; which report comes first may change meanwhile."""
    if step == LEARNED:
        return f"report:{step}:{first.incident_id}:{first.reporter_id}"
    return f"report:{first.pk}:{step}:{first.incident_id or 0}:{change}"


def tell_reporters_update(*, incident: Incident, update: Update) -> None:
    """Tells those who reported it of an update that was just published, unless they follow it anyway.

    Whoever is about to be told that it is resolved reads the closing words there.
    """
    if not incident.has_words_for_customers:
        return
    reports = _of_reporters(incident)
    if update.is_closing:
        reports = [report for report in reports if report.reporter_id not in _about_to_hear(incident)]
    tell_reporters(reports=reports, step="update", change=update.pk)


def tell_reporters_taken_back(*, incident: Incident, update: Update) -> None:
    """Tells those who reported it that the words that held were taken back, unless they follow it anyway.

    Whoever was not told these words is sent nothing.
    """
    tell_reporters(reports=_of_reporters(incident), step="taken_back", change=update.pk)


def tell_reporters_summary(*, incident: Incident) -> None:
    """Tells those who reported it once what was changed so that it does not return, unless they follow it anyway."""
    if CustomerSummary.objects.published().filter(incident=incident).exists():
        tell_reporters(reports=_of_reporters(incident), step=LEARNED)


def _of_reporters(incident: Incident) -> list[Report]:
    """Its reports, but those of people who follow it: they get the same words as followers."""
    following = Follow.objects.of([incident.pk]).values("person")
    reports = Report.objects.filter(incident=incident, state__in=LINKED).exclude(reporter__in=following)
    return list(reports.select_related("reporter").without_words())


def _about_to_hear(incident: Incident) -> set[int | None]:
    """The recipients of messages that are not sent yet, and say that it is resolved."""
    waiting = Delivery.objects.filter(
        kind=REPORT_STEP, state=State.WAITING, payload__contains={"incident": incident.pk, "step": "resolved"}
    )
    return set(waiting.values_list("recipient", flat=True))
