"""The one search box: incidents, and inside them entries, postmortems and action items, with what matched shown."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Generic, TypeVar

from django.contrib.postgres.search import SearchRank
from django.db.models import CharField, F, Model, QuerySet, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Concat
from django.urls import reverse
from django.utils.safestring import SafeString

from accounts.models import User
from actions.models import ActionItem
from core.references import read_reference, reference
from core.search import words_query
from incidents.models import Incident, TimelineEntry
from incidents.selectors.matches import headline, marked, marked_html, words_of_html
from postmortems.enums import PostmortemStatus
from postmortems.models import Factor, Lesson, Measure, Section
from similar.selectors.ranking import FLATTEN

SHOWN = 10  # incidents, and matches of each kind that are read
INSIDE = 4  # matches inside one incident
RANKED = 300  # of the newest matches the best are shown: a common word must not rank ten years of text


M = TypeVar("M", bound=Model)
Writing = Section | Factor | Lesson | Measure


@dataclass(frozen=True, slots=True)
class Match(Generic[M]):
    """A row that matched, and its words, in which what matched is marked."""

    row: M
    snippet: str


@dataclass(frozen=True, slots=True)
class WrittenMatch:
    """A piece of writing that matched: the incident of its postmortem, what it is, how well it matched, its words."""

    number: int
    status: str
    where: str
    rank: float
    snippet: str


@dataclass(frozen=True, slots=True)
class Hit:
    """What matched inside an incident: its kind, address and name, when it was or what state it is in, its words."""

    kind: str
    number: int
    address: str
    name: str
    snippet: SafeString
    state: str = ""
    at: datetime | None = None
    due_on: date | None = None


@dataclass(slots=True)
class Found:
    """An incident that matched, or inside which something did."""

    score: float = 0.0
    incident: Incident | None = None
    snippet: SafeString | str = ""
    inside: list[Hit] = field(default_factory=list)

    @property
    def shown(self) -> list[Hit]:
        """The best matches inside it, of every kind."""
        return self.inside[:INSIDE]

    @property
    def more(self) -> int:
        """How many are left out."""
        return len(self.inside) - len(self.shown)


@dataclass(frozen=True, slots=True)
class Results:
    """The incidents that were found, the best first."""

    found: list[Found]

    @property
    def count(self) -> int:
        """How many are shown."""
        return len(self.found)

    @property
    def private(self) -> list[int]:
        """The private incidents whose words it shows."""
        return [each.incident.pk for each in self.found if each.incident and each.incident.is_private]


def by_number(text: str, user: User) -> str | None:
    """The address of what `INC-12`, `ACT 5`, `rep7` or a bare number (an incident) names, if the person may see it."""
    typed = read_reference(text)
    named = reference(typed.prefix or Incident.PREFIX) if typed else None
    return named.address(typed.number) if typed and named and named.find(typed.number, user) else None


def search(text: str, user: User) -> Results:
    """The incidents in which the words are, in five queries, the best of the newest first."""
    found: defaultdict[int, Found] = defaultdict(Found)
    for rank, match in enumerate(_incidents(text, user), start=1):
        each = found[match.row.pk]
        each.snippet, each.score = marked(match.snippet), 1 / (FLATTEN + rank)
    for hits in (_entries(text, user), _postmortems(text, user), _actions(text, user)):
        for rank, hit in enumerate(hits, start=1):
            found[hit.number].inside.append(hit)
            found[hit.number].score += 1 / (FLATTEN + rank)
    best = sorted(found, key=lambda number: (-found[number].score, -number))[:SHOWN]
    rows = Incident.objects.visible_to(user).defer("search").in_bulk(best)
    return Results([_with_row(found[number], rows[number]) for number in best if number in rows])


def _with_row(found: Found, row: Incident) -> Found:
    found.incident = row
    return found


def _best(rows: QuerySet[M], visible: QuerySet[M], text: str, shown: Combinable, newest: str = "-id") -> list[Match[M]]:
    """The best SHOWN of the newest RANKED visible matches of a text, each with its snippet of `shown`."""
    query = words_query(text)
    newest_matches = visible.filter(search=query).order_by(newest).values("pk")[:RANKED]
    ranked = rows.filter(pk__in=newest_matches).annotate(rank=SearchRank(F("search"), query))
    best = ranked.annotate(snippet=headline(shown, text)).order_by("-rank", newest)[:SHOWN]
    return [Match(row, row.snippet) for row in best]


def _incidents(text: str, user: User) -> list[Match[Incident]]:
    rows = Incident.objects.all()
    shown = Concat("title", Value(" · "), "summary", Value(" "), "impact_text", output_field=TextField())
    return _best(rows, rows.visible_to(user).unmerged(), text, shown, "-began_at")


def _entries(text: str, user: User) -> list[Hit]:
    rows = TimelineEntry.objects.all()
    visible = rows.live().filter(incident__in=Incident.objects.visible_to(user))
    return [
        Hit(
            kind="entry",
            number=match.row.incident_id,
            address=f"{reverse('incident', args=[match.row.incident_id])}?entry={match.row.pk}#entry-{match.row.pk}",
            name="Timeline entry",
            snippet=marked_html(match.snippet),
            at=match.row.happened_at,
        )
        for match in _best(rows, visible, text, words_of_html("text"))
    ]


def _actions(text: str, user: User) -> list[Hit]:
    rows = ActionItem.objects.all()
    shown = Concat("title", Value(" · "), words_of_html("description"), output_field=TextField())
    return [
        Hit(
            kind="action",
            number=match.row.incident_id,
            address=match.row.get_absolute_url(),
            name=match.row.reference,
            snippet=marked_html(match.snippet),
            state=match.row.get_status_display().lower(),
            due_on=match.row.due_on,
        )
        for match in _best(rows, rows.visible_to(user), text, shown)
    ]


def _postmortems(text: str, user: User) -> list[Hit]:
    """Sections, factors, lessons and measures, in one query."""
    visible = Incident.objects.visible_to(user)
    written = Section.objects.filter(removed_at__isnull=True)
    sections = _written(written, words_of_html("body"), F("heading"), text, visible)
    others = [
        _written(Factor.objects.all(), F("text"), Value("Factor"), text, visible),
        _written(Lesson.objects.all(), F("text"), Value("Lesson"), text, visible),
        _written(Measure.objects.all(), F("text"), Value("Measure"), text, visible),
    ]
    rows = sections.union(*others, all=True).order_by("-rank")[:SHOWN]
    return [
        Hit(
            kind="postmortem",
            number=match.number,
            address=reverse("postmortem", args=[match.number]),
            name=f"Postmortem, {match.where}",
            snippet=marked_html(match.snippet),
            state=PostmortemStatus(match.status).label.lower(),
        )
        for match in (WrittenMatch(*row) for row in rows)
    ]


def _written(
    rows: QuerySet[Writing], shown: Combinable, where: F | Value, text: str, visible: QuerySet[Incident]
) -> "QuerySet[Writing, tuple[int, str, str, float, str]]":
    """The best of the newest of one kind of writing, in the shape of `WrittenMatch`."""
    query = words_query(text)
    newest_matches = rows.filter(search=query, postmortem__incident__in=visible).order_by("-id").values("pk")[:RANKED]
    found: QuerySet[Writing, tuple[int, str, str, float, str]] = (
        rows.filter(pk__in=newest_matches)
        .annotate(
            number=F("postmortem__incident"),
            stands=F("postmortem__status"),
            where=Concat(where, Value(""), output_field=CharField()),
            rank=SearchRank(F("search"), query),
            snippet=headline(shown, text),
        )
        .order_by("-rank")
        .values_list("number", "stands", "where", "rank", "snippet")[:SHOWN]
    )
    return found
