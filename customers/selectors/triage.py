"""Reports that wait for a decision, those of one problem together, with the open incidents that they may belong to."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from accounts.models import User
from customers.enums import UNDECIDED, ReportState, UpdateState
from customers.models import Report, Update
from customers.readers.likeness import Features, grouped, likeness
from customers.selectors.known import features_of, with_features
from incidents.models import Incident
from incidents.querysets import OPEN_STATUSES

MOST_READ = 500  # of those that wait, the oldest
MOST_COMPARED = 300  # linked reports and customer updates of open incidents, each
MOST_PROPOSED = 2
MOST_OFFERED = 50
SHOWN_CUSTOMERS = 6


@dataclass(frozen=True, slots=True)
class Group:
    """Reports of one problem, the oldest first, and the open incidents that are like them."""

    reports: list[Report]
    proposed: list[Incident]

    @property
    def first(self) -> Report:
        """The one that came first."""
        return self.reports[0]

    @property
    def is_new(self) -> bool:
        """Whether nobody looked at one of them."""
        return any(report.state == ReportState.NEW for report in self.reports)

    @property
    def since(self) -> datetime | None:
        """The earliest instant that a report names."""
        return min((report.since_at for report in self.reports if report.since_at), default=None)

    @property
    def customers(self) -> list[str]:
        """The names that they give, each once."""
        return list(dict.fromkeys(report.customer for report in self.reports if report.customer))

    @property
    def shown_customers(self) -> str:
        """The first of the names, and how many more."""
        names = self.customers
        more = len(names) - SHOWN_CUSTOMERS
        return ", ".join(names[:SHOWN_CUSTOMERS]) + (f" and {more} more" if more > 0 else "")


@dataclass(frozen=True, slots=True)
class Triage:
    """The groups, the largest first; `left` are reports that are not read until others are decided."""

    groups: list[Group]
    count: int
    left: int
    offered: list[Incident]


def triage(user: User) -> Triage:
    """What waits, for whoever decides. Six queries, however many reports there are."""
    waiting = Report.objects.visible_to(user).filter(state__in=UNDECIDED)
    rows = with_features(waiting.select_related("reporter")).defer("search").order_by("pk")
    reports = list(rows[: MOST_READ + 1])
    left = waiting.count() - MOST_READ if len(reports) > MOST_READ else 0
    reports = reports[:MOST_READ]
    texts = [features_of(report) for report in reports]
    of_incidents = _texts_of_incidents(user) if reports else {}
    wanted: list[tuple[list[Report], list[int]]] = []
    for places in grouped(texts):
        kinds = list(dict.fromkeys(texts[place] for place in places))
        wanted.append(([reports[place] for place in places], _likest(kinds, of_incidents)))
    named = {number for _, numbers in wanted for number in numbers}
    incidents = Incident.objects.visible_to(user).defer("search").in_bulk(named) if named else {}
    groups = [Group(group, [incidents[n] for n in numbers if n in incidents]) for group, numbers in wanted]
    groups.sort(key=lambda group: (-len(group.reports), group.first.pk))
    return Triage(groups, len(reports) + left, left, _offered(user) if reports else [])


def _offered(user: User) -> list[Incident]:
    """Open incidents, for the list of the field; others can be written by their number."""
    found = Incident.objects.visible_to(user).open().without_drills().defer("search")
    return list(found.order_by("-began_at")[:MOST_OFFERED])


def _texts_of_incidents(user: User) -> dict[int, list[Features]]:
    """By open incident: what its reports and customer updates say."""
    visible = Incident.objects.visible_to(user).open().without_drills()
    linked = Report.objects.filter(state=ReportState.JOINED, incident__in=visible).exclude(text="")
    updates = Update.objects.filter(
        Q(state=UpdateState.PUBLISHED), incident__in=visible, incident__status__in=OPEN_STATUSES
    )
    found: defaultdict[int, list[Features]] = defaultdict(list)
    for row in with_features(linked).defer("search").order_by("-pk")[:MOST_COMPARED]:
        found[row.incident_id].append(features_of(row))
    for row in with_features(updates).order_by("-pk")[:MOST_COMPARED]:
        found[row.incident_id].append(features_of(row))
    return {number: list(dict.fromkeys(texts)) for number, texts in found.items()}


def _likest(kinds: list[Features], of_incidents: dict[int, list[Features]]) -> list[int]:
    """The incidents that are like a group, by its first texts."""
    scores = {
        number: max(likeness(kind, text) for kind in kinds[:3] for text in texts)
        for number, texts in of_incidents.items()
    }
    found = sorted((number for number, score in scores.items() if score), key=lambda each: (-scores[each], -each))
    return found[:MOST_PROPOSED]
