"""Which incidents are like one, why, and what fixed them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import urlencode

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Count, IntegerField, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, JSONObject
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.text import Truncator

from accounts.models import User
from accounts.permissions import sight_of
from actions.models import ActionItem
from actions.querysets import ACHIEVED
from catalogue.models import Service
from core.compiled_once import compiled_once, each_of
from incidents.enums import Milestone, Origin
from incidents.models import Incident, Mark
from postmortems.enums import SectionKind
from postmortems.models import Factor, Section
from similar.selectors.ranking import Candidate, Subject, candidates
from similar.selectors.wording import Wording, read_wording

SHOWN = 3
ENOUGH, ENOUGH_OPEN = 2, 1  # things in common; one that is going on now is named sooner while somebody declares
MOST_WORDS = 4  # that the reasons name
LONGEST_FIX = 160  # characters of what fixed it

_END = re.compile(r"</(?:p|li|h\d|t[dhr]|pre|blockquote)>|<br ?/?>")  # words before and after are apart


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that an incident shares with the subject: `both mention`, and the words."""

    says: str
    names: list[str]


@dataclass(frozen=True, slots=True)
class Fix:
    """What mitigated or resolved it, in the words of that time, and how many action items are done since."""

    verb: str
    words: str
    done: int
    address: str


@dataclass(frozen=True, slots=True)
class Likeness:
    """An incident that is like the subject."""

    incident: Incident
    why: list[Reason]
    fix: Fix


def private_of(likenesses: Iterable[Likeness]) -> list[int]:
    """The private incidents among them."""
    return [each.incident.pk for each in likenesses if each.incident.is_private]


def like_incident(incident: Incident, viewer: User, *, most: int = SHOWN) -> list[Likeness]:
    """Those that are like an incident; four queries, or fewer where there are none."""
    return likest(_subject_of(incident), viewer, most=most)


def likest(subject: Subject, viewer: User, *, is_declaring: bool = False, most: int = SHOWN) -> list[Likeness]:
    """The likest incidents that have enough in common; three queries, or fewer where there are none.

    While somebody declares one, those that are going on come first: it may be declared already.
    """
    wording = read_wording(subject.title, subject.words)
    found = candidates(subject, wording, viewer)
    open_needs = ENOUGH_OPEN if is_declaring else ENOUGH
    enough = [each for each in found if each.in_common >= (open_needs if each.is_open else ENOUGH)]
    if is_declaring:
        enough.sort(key=lambda each: not each.is_open)
    return _read(enough[:most], wording, viewer)


def _subject_of(incident: Incident) -> Subject:
    services = Service.objects.filter(incidents=OuterRef("pk")).values("pk")
    factors = Factor.objects.filter(postmortem__incident=OuterRef("pk")).exclude(category=None)
    row = Incident.objects.filter(pk=incident.pk).values_list(
        ArraySubquery(services), ArraySubquery(factors.order_by("category").values("category").distinct())
    )
    service_ids, categories = row.get()
    return Subject(
        title=incident.title,
        words=f"{incident.summary} {incident.impact_text}",
        services=frozenset(service_ids),
        categories=frozenset(categories),
        is_drill=incident.is_drill,
        left_out=frozenset({incident.pk, incident.duplicate_of_id or incident.pk}),
    )


def _read(chosen: list[Candidate], wording: Wording, viewer: User) -> list[Likeness]:
    """What is shown of the chosen, in their order."""
    if not chosen:
        return []
    rows = _read_with_fix(sight_of(viewer), viewer=viewer.pk, numbers=[each.number for each in chosen])
    by_number = {row.pk: row for row in rows}
    return [
        Likeness(by_number[each.number], _why(each, wording, by_number[each.number]), _fix(by_number[each.number]))
        for each in chosen
        if each.number in by_number
    ]


@compiled_once
def _read_with_fix(role: str, *, viewer: Any, numbers: Any) -> "QuerySet[Incident]":
    """With the entry that mitigated or resolved it, the section on its recovery, and the count of done items."""
    marks = Mark.objects.current().filter(
        incident=OuterRef("pk"),
        milestone__in=(Milestone.MITIGATED, Milestone.RESOLVED),
        entry__origin=Origin.TOLD,
        entry__struck_at__isnull=True,
        entry__redacted_at__isnull=True,
    )
    first = Case(When(milestone=Milestone.MITIGATED, then=0), default=1, output_field=IntegerField())
    entry = marks.order_by(first).values(said=JSONObject(verb="milestone", html="entry__html"))
    recovery = Section.objects.filter(
        postmortem__incident=OuterRef("pk"), kind=SectionKind.RESOLUTION, removed_at__isnull=True
    )
    items = ActionItem.objects.achieved().filter(incident=OuterRef("pk")).order_by()
    done = items.values("incident").annotate(count=Count("pk")).values("count")
    rows = Incident.objects.visible_as(role, viewer).filter(pk__in=each_of(numbers)).defer("search")
    return rows.select_related("severity").annotate(
        said=Subquery(entry[:1]),
        recovery=Subquery(recovery.values("html")[:1]),
        done_items=Coalesce(Subquery(done), Value(0)),
    )


def _why(candidate: Candidate, wording: Wording, incident: Incident) -> list[Reason]:
    """In words. Neighbouring words are named together where they stand together in the other incident, too."""
    text = f"{incident.title} {incident.summary} {incident.impact_text}".lower()
    phrases: list[str] = []
    before = ""
    for word in wording.words:
        if word.stem not in candidate.stems:
            before = ""
            continue
        if before and f"{before} {word.typed}" in text:
            phrases[-1] = f"{phrases[-1]} {word.typed}"
        else:
            phrases.append(word.typed)
        before = word.typed
    reasons = [
        Reason("same service", candidate.services),
        Reason("same factor category", candidate.categories),
        Reason("both mention", phrases[:MOST_WORDS]),
    ]
    alike = [Reason("a similar title", [])] if candidate.has_like_title else []
    return [reason for reason in reasons if reason.names] + alike


def _fix(incident: Any) -> Fix:
    said = incident.said or {"verb": "", "html": ""}
    words = plain(said["html"])
    if not words:
        said, words = {"verb": "recovery"}, plain(incident.recovery or "")
    query = urlencode({"incident": incident.reference, "status": [status.value for status in ACHIEVED]}, doseq=True)
    address = f"{reverse('action_list')}?{query}"
    return Fix(said["verb"] if words else "", words, incident.done_items, address)


def plain(html: str) -> str:
    """The first words of rendered Markdown, without its marks."""
    return Truncator(" ".join(unescape(strip_tags(_END.sub(" ", html))).split())).chars(LONGEST_FIX)
