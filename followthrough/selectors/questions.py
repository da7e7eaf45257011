"""Open questions to owners: whose digest they make due, and what each digest says of them."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date

from django.db.models import DateField, Exists, OuterRef, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from actions.models import ActionItem
from followthrough.models import OwnerQuestion
from followthrough.schedule import WEEK
from incidents.models import Incident
from incidents.selectors.readers import visible_pairs
from notifications.models import Delivery


def open_questions(item: ActionItem) -> QuerySet[OwnerQuestion]:
    """What its owner was asked and has not answered, the latest first."""
    return OwnerQuestion.objects.open().filter(item=item).select_related("asked_by").order_by("-pk")


def to_be_told(people: Collection[int], day: date) -> set[int]:
    """Of these people those with an open question that they may see, untold by a digest of the last seven days."""
    untold = Q(told_on__isnull=True) | Q(told_on__lte=day - WEEK)
    found = OwnerQuestion.objects.open().seen_by_owner().filter(untold, asked_of__in=people)
    return set(found.values_list("asked_of", flat=True))


def asked_in(deliveries: Sequence[Delivery]) -> dict[int, list[OwnerQuestion]]:
    """The open questions to the person of each digest that they may see, by delivery id; two queries."""
    people = {one.recipient_id: one.recipient for one in deliveries if one.recipient}
    rows = OwnerQuestion.objects.open().filter(asked_of__in=people)
    questions = list(rows.select_related("item__incident", "asked_by").order_by("asked_at", "id"))
    seen = visible_pairs({(people[one.asked_of_id], one.item.incident_id) for one in questions})
    found: defaultdict[int | None, list[OwnerQuestion]] = defaultdict(list)
    for one in questions:
        if (one.asked_of_id, one.item.incident_id) in seen:
            found[one.asked_of_id].append(one)
    return {one.pk: found[one.recipient_id] for one in deliveries}


def asked_about(deliveries: Sequence[Delivery]) -> dict[int, set[int]]:
    """Ids of the incidents of all questions that each digest may have held, answered or not, by delivery id."""
    people = {one.recipient_id for one in deliveries if one.recipient_id}
    rows = OwnerQuestion.objects.filter(asked_of__in=people, told_on__isnull=False)
    found: defaultdict[int | None, set[int]] = defaultdict(set)
    for person, incident in rows.values_list("asked_of", "item__incident"):
        found[person].add(incident)
    return {one.pk: found[one.recipient_id] for one in deliveries}


def digests_asking_about(incident: Incident) -> Q:
    """A condition on deliveries: digests that may hold a question about an action item of the incident."""
    return _digests(Q(item__incident=incident))


def digests_asking_of(items: Collection[int]) -> Q:
    """A condition on deliveries: digests that may hold a question about one of these action items."""
    return _digests(Q(item__in=items))


def _digests(wanted: Q) -> Q:
    day = Cast(KeyTextTransform("date", OuterRef("payload")), DateField())
    asked = OwnerQuestion.objects.filter(
        wanted, asked_of=OuterRef("recipient"), told_on__isnull=False, asked_at__date__lte=day
    )
    return Q(payload__has_key="date") & Q(Exists(asked))
