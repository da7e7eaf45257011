"""Ranked lists of incidents that may be like one, and one list made of them.

The lists are fused by reciprocal rank: an incident earns 1 / (60 + its rank) in each list where it stands. Scores that
cannot be compared, such as a text rank and a likeness of titles, need not be, and an incident that several lists name
comes before one that a single list puts first (Cormack, Clarke, Büttcher: Reciprocal Rank Fusion Outperforms Condorcet
and Individual Rank Learning Methods, SIGIR 2009).
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchRank, TrigramSimilarity
from django.db.models import F, FloatField, Func, OuterRef, QuerySet, TextField, Value
from django.db.models.functions import Cast, Coalesce, Extract

from accounts.models import User
from catalogue.models import Service
from incidents.enums import Status
from incidents.models import Incident, TimelineEntry
from incidents.querysets import OPEN_STATUSES, IncidentQuerySet
from postmortems.models import Factor, Section
from similar.selectors.wording import Wording

WORDS_OF_INCIDENTS, WORDS_OF_TEXTS = (24, 0.1), (5, 0.01)  # that are searched for, and in which share of all incidents
NEWEST_TITLES = 150  # are compared whatever their words
NEWEST = 200  # of the matches are ranked: a word of everyday must not rank ten years of text
LISTED = 20  # of each list are fused
LISTED_ALIKE, ALIKE = 0.3, 0.45  # shared trigrams of two titles: to be ranked, and to be a reason; 1.0 is the same
FLATTEN = 60  # from the paper: the first of a list must not win by being first alone
WORDS, TITLES, TIMELINES, POSTMORTEMS, CATEGORIES = "words", "titles", "timelines", "postmortems", "categories"


@dataclass(frozen=True, slots=True)
class Subject:
    """What others are compared with: an incident, or what somebody has typed so far."""

    title: str
    words: str = ""
    services: frozenset[int] = frozenset()
    categories: frozenset[int] = frozenset()  # of factors, by their keys
    is_drill: bool = False
    left_out: frozenset[int] = frozenset()


@dataclass(slots=True)
class Candidate:
    """An incident that a list names: its ranks, and what it shares with the subject."""

    number: int
    is_open: bool
    score: float = 0.0
    stems: set[str] = field(default_factory=set)
    services: list[str] = field(default_factory=list)
    categories: list[str] = field(default_factory=list)
    has_like_title: bool = False

    @property
    def in_common(self) -> int:
        """How many things it shares with the subject; titles that are alike count as two."""
        return len(self.stems) + bool(self.services) + bool(self.categories) + 2 * self.has_like_title


@dataclass(frozen=True, slots=True)
class Place:
    """A row of a ranked list."""

    number: int
    listed: str
    rank: float
    status: str
    stems: list[str]
    services: list[str]
    categories: list[str]


class Shared(Func):
    """The stems of a text that are among some others."""

    template = "array(select unnest(tsvector_to_array(%(expressions)s::text[]))"
    arg_joiner = ")) intersect select unnest("
    output_field = ArrayField(TextField())


def candidates(subject: Subject, wording: Wording, viewer: User) -> list[Candidate]:
    """Incidents that share something with the subject, the likest first; one query."""
    if not wording.words and not subject.categories:
        return []
    visible = _eligible(subject, viewer)
    lists = [_by_words(subject, wording, visible), _by_title(subject, wording, visible)] if wording.words else []
    if wording.words and wording.is_telling:  # what everybody says anyway tells nothing of a timeline
        lists += [_by_timeline(subject, wording, visible), _by_postmortem(subject, wording, visible)]
    if subject.categories:
        lists.append(_by_category(subject, wording, visible))
    places = (Place(*row) for row in lists[0].union(*lists[1:], all=True))
    return _fused(places)


def _eligible(subject: Subject, viewer: User) -> IncidentQuerySet:
    """What may be named: no duplicates, nothing cancelled, drills only beside a drill."""
    found = Incident.objects.visible_to(viewer).exclude(status__in=(Status.CANCELLED, Status.MERGED))
    found = found.exclude(pk__in=subject.left_out)
    return found if subject.is_drill else found.filter(is_drill=False)


def _by_words(subject: Subject, wording: Wording, visible: IncidentQuerySet) -> "QuerySet[Any, Any]":
    """Title, summary and impact have the words: the best of the newest."""
    rows = Incident.objects.filter(pk__in=_newest(visible, "began_at", wording, WORDS_OF_INCIDENTS))
    return _listed(rows, WORDS, _rank(wording), _Path("", subject, wording))


def _by_title(subject: Subject, wording: Wording, visible: IncidentQuerySet) -> "QuerySet[Any, Any]":
    """The titles are alike letter by letter, mistyped or not: among the newest, and the newest with the words."""
    newest = visible.order_by("-began_at").values("pk")[:NEWEST_TITLES]
    rows = Incident.objects.filter(pk__in=newest.union(_newest(visible, "began_at", wording, WORDS_OF_INCIDENTS)))
    likeness = TrigramSimilarity("title", subject.title)
    rows = rows.annotate(rank=likeness).filter(rank__gte=LISTED_ALIKE)
    return _listed(rows, TITLES, F("rank"), _Path("", subject, wording))


def _by_timeline(subject: Subject, wording: Wording, visible: IncidentQuerySet) -> "QuerySet[Any, Any]":
    """An entry has the words."""
    live = TimelineEntry.objects.live().filter(incident__in=visible)
    rows = TimelineEntry.objects.filter(pk__in=_newest(live, "id", wording, WORDS_OF_TEXTS))
    return _listed(rows, TIMELINES, _rank(wording), _Path("incident__", subject, wording))


def _by_postmortem(subject: Subject, wording: Wording, visible: IncidentQuerySet) -> "QuerySet[Any, Any]":
    """A section of the postmortem has the words."""
    live = Section.objects.filter(removed_at__isnull=True, postmortem__incident__in=visible)
    rows = Section.objects.filter(pk__in=_newest(live, "id", wording, WORDS_OF_TEXTS))
    return _listed(rows, POSTMORTEMS, _rank(wording), _Path("postmortem__incident__", subject, wording))


def _by_category(subject: Subject, wording: Wording, visible: IncidentQuerySet) -> "QuerySet[Any, Any]":
    """A factor has the same category: the newest."""
    factors = Factor.objects.filter(category__in=subject.categories)
    rows = visible.filter(pk__in=factors.values("postmortem__incident"))
    newest = Incident.objects.filter(pk__in=rows.order_by("-began_at").values("pk")[:LISTED])
    return _listed(newest, CATEGORIES, Extract("began_at", "epoch"), _Path("", subject, wording))


def _newest(rows: "QuerySet[Any]", column: str, wording: Wording, most: tuple[int, float]) -> "QuerySet[Any, Any]":
    """The newest rows with the words, so few that they can be ranked.

    PostgreSQL guesses badly how many rows have a rare word, and would read the whole table from its newest row on until
    it has enough. Sorted by an expression it can only ask the index of the words. With words that most rows have,
    reading from the newest row on ends soon.
    """
    matches = rows.filter(search=wording.rarest(*most).query)
    order = Coalesce(column, None).desc() if wording.is_telling else F(column).desc()
    return matches.order_by(order).values("pk")[:NEWEST]


def _rank(wording: Wording) -> SearchRank:
    """How densely a text has the words (ts_rank_cd), less for a long text."""
    return SearchRank(F("search"), wording.query, cover_density=True, normalization=Value(1))


@dataclass(frozen=True, slots=True)
class _Path:
    """From the rows of a list to the incident, and what it is compared with."""

    prefix: str
    subject: Subject
    wording: Wording

    @property
    def number(self) -> F:
        return F(f"{self.prefix}pk")

    @property
    def status(self) -> F:
        return F(f"{self.prefix}status")

    @property
    def stems(self) -> Shared:
        return Shared(F("search"), Value(self.wording.stems, output_field=ArrayField(TextField())))

    @property
    def services(self) -> ArraySubquery:
        found = Service.objects.filter(incidents=OuterRef(f"{self.prefix}pk"), pk__in=self.subject.services)
        return ArraySubquery(found.order_by("name").values("name"))

    @property
    def categories(self) -> ArraySubquery:
        found = Factor.objects.filter(postmortem__incident=OuterRef(f"{self.prefix}pk"))
        named = found.filter(category__in=self.subject.categories).order_by("category__name")
        return ArraySubquery(named.values("category__name").distinct())


def _listed(rows: "QuerySet[Any]", name: str, rank: Any, path: _Path) -> "QuerySet[Any, Any]":
    """The best of the rows, in the shape of `Place`."""
    found: QuerySet[Any, Any] = (
        rows.annotate(
            number=path.number, listed=Value(name, output_field=TextField()), ordered=Cast(rank, FloatField())
        )
        .annotate(stands=path.status, stems=path.stems, named_services=path.services, named_categories=path.categories)
        .order_by("-ordered", "-pk")
        .values_list("number", "listed", "ordered", "stands", "stems", "named_services", "named_categories")[:LISTED]
    )
    return found


def _fused(places: Iterable[Place]) -> list[Candidate]:
    """The candidates, those first that stand high in several lists.

    Sharing a service or a category is a list, too: of those that other lists name, in the order which these give them.
    """
    found: dict[int, Candidate] = {}
    lists: defaultdict[str, dict[int, None]] = defaultdict(dict)
    for place in sorted(places, key=lambda each: (-each.rank, -each.number)):
        candidate = found.setdefault(place.number, Candidate(place.number, place.status in OPEN_STATUSES))
        candidate.stems.update(place.stems)
        candidate.services, candidate.categories = place.services, place.categories
        candidate.has_like_title |= place.listed == TITLES and place.rank >= ALIKE
        lists[place.listed][place.number] = None
    lists.pop(CATEGORIES, None)
    _earn(found, lists.values())
    ordered = sorted(found.values(), key=lambda each: -each.score)
    with_service = [each.number for each in ordered if each.services]
    with_category = [each.number for each in ordered if each.categories]
    _earn(found, [with_service, with_category])
    return sorted(found.values(), key=lambda each: (-each.score, -each.number))


def _earn(found: dict[int, Candidate], lists: Iterable[Iterable[int]]) -> None:
    for numbers in lists:
        for rank, number in enumerate(numbers, start=1):
            found[number].score += 1 / (FLATTEN + rank)
