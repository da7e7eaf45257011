"""The one search box: incidents, entries, postmortems, action items, with what matched shown."""

from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import CharField, F, Model, QuerySet, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Concat
from django.urls import reverse
from django.utils.safestring import SafeString

from accounts.models import User
from actions.models import ActionItem
from core.references import read_reference, reference, written
from core.templatetags.ui import day
from incidents.models import Incident, TimelineEntry
from incidents.selectors.matches import headline, marked, marked_html, words_of_html
from postmortems.models import Factor, Lesson, Measure, Section

SHOWN = 10
RANKED = 300  # of the newest matches the best are shown: a common word must not rank ten years of text


M = TypeVar("M", bound=Model)
Writing = Section | Factor | Lesson | Measure


@dataclass(frozen=True, slots=True)
class Match(Generic[M]):
    """A row that matched, and where its words do, as `headline` says it."""

    row: M
    snippet: str


@dataclass(frozen=True, slots=True)
class WrittenMatch:
    """A piece of writing that matched: the incident of its postmortem, what it is, how well it matched, its words."""

    number: int
    title: str
    began_at: datetime
    where: str
    rank: float
    snippet: str


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that matched: its address, its title, what and when it is, and the matching words in context."""

    address: str
    title: str
    sub: str
    snippet: SafeString


@dataclass(frozen=True, slots=True)
class Results:
    """All that was found, by kind; each list holds at most SHOWN hits."""

    incidents: list[Hit]
    entries: list[Hit]
    postmortems: list[Hit]
    actions: list[Hit]

    @property
    def count(self) -> int:
        """How many hits are shown."""
        return len(self.incidents) + len(self.entries) + len(self.postmortems) + len(self.actions)


def by_number(text: str, user: User) -> str | None:
    """The address of what `INC-12`, `ACT 5`, `rep7` or a bare number (an incident) names, if the person may see it."""
    typed = read_reference(text)
    named = reference(typed.prefix or Incident.PREFIX) if typed else None
    return named.address(typed.number) if typed and named and named.find(typed.number, user) else None


def search(text: str, user: User) -> Results:
    """The matches of the words, in four queries, the best of the newest first."""
    query = SearchQuery(text, config="debrief", search_type="websearch")
    return Results(
        incidents=_incidents(query, user),
        entries=_entries(query, user),
        postmortems=_postmortems(query, user),
        actions=_actions(query, user),
    )


def _best(
    rows: QuerySet[M], visible: QuerySet[M], query: SearchQuery, text: str | Combinable, newest: str = "-id"
) -> list[Match[M]]:
    """The best SHOWN of the newest RANKED visible matches, each with its snippet of `text`."""
    newest_matches = visible.filter(search=query).order_by(newest).values("pk")[:RANKED]
    ranked = rows.filter(pk__in=newest_matches).annotate(rank=SearchRank(F("search"), query))
    best = ranked.annotate(snippet=headline(text, query)).order_by("-rank", newest)[:SHOWN]
    return [Match(row, row.snippet) for row in best]


def _incidents(query: SearchQuery, user: User) -> list[Hit]:
    rows = Incident.objects.all()
    text = Concat("title", Value(" · "), "summary", Value(" "), "impact_text", output_field=TextField())
    return [
        Hit(
            match.row.get_absolute_url(),
            match.row.title,
            f"{_stands(match.row)}, {_day(match.row.began_at, user)}",
            marked(match.snippet),
        )
        for match in _best(rows, rows.visible_to(user).unmerged(), query, text, "-began_at")
    ]


def _entries(query: SearchQuery, user: User) -> list[Hit]:
    rows = TimelineEntry.objects.select_related("incident")
    visible = rows.live().filter(incident__in=Incident.objects.visible_to(user))
    return [
        Hit(
            match.row.get_absolute_url(),
            match.row.incident.title,
            f"entry in {match.row.incident.reference}, {_day(match.row.happened_at, user)}",
            marked_html(match.snippet),
        )
        for match in _best(rows, visible, query, words_of_html("text"))
    ]


def _actions(query: SearchQuery, user: User) -> list[Hit]:
    rows = ActionItem.objects.all()
    text = Concat("title", Value(" · "), words_of_html("description"), output_field=TextField())
    return [
        Hit(
            match.row.get_absolute_url(),
            match.row.title,
            f"{_stands(match.row)}, {f'due {day(match.row.due_on)}' if match.row.due_on else 'no date'}",
            marked_html(match.snippet),
        )
        for match in _best(rows, rows.visible_to(user), query, text)
    ]


def _stands(row: Incident | ActionItem) -> str:
    drill = ", drill" if isinstance(row, Incident) and row.is_drill else ""
    return f"{row.reference}, {row.get_status_display().lower()}{drill}"


def _day(instant: datetime, reader: User) -> str:
    return day(instant, reader.zone)


def _postmortems(query: SearchQuery, user: User) -> list[Hit]:
    """Sections, factors, lessons and measures, in one query."""
    visible = Incident.objects.visible_to(user)
    sections = _written(
        Section.objects.filter(removed_at__isnull=True), words_of_html("body"), F("heading"), query, visible
    )
    others = [
        _written(Factor.objects.all(), F("text"), Value("factor"), query, visible),
        _written(Lesson.objects.all(), F("text"), Value("lesson"), query, visible),
        _written(Measure.objects.all(), F("text"), Value("measure"), query, visible),
    ]
    rows = sections.union(*others, all=True).order_by("-rank")[:SHOWN]
    return [
        Hit(
            reverse("postmortem", args=[match.number]),
            match.title,
            f"{match.where}, {written(Incident.PREFIX, match.number)}, {_day(match.began_at, user)}",
            marked_html(match.snippet),
        )
        for match in (WrittenMatch(*row) for row in rows)
    ]


def _written(
    rows: QuerySet[Writing], text: Combinable, where: F | Value, query: SearchQuery, visible: QuerySet[Incident]
) -> "QuerySet[Writing, tuple[int, str, datetime, str, float, str]]":
    """The best of the newest of one kind of writing, in the shape of `WrittenMatch`."""
    newest_matches = rows.filter(search=query, postmortem__incident__in=visible).order_by("-id").values("pk")[:RANKED]
    found: QuerySet[Writing, tuple[int, str, datetime, str, float, str]] = (
        rows.filter(pk__in=newest_matches)
        .annotate(
            number=F("postmortem__incident"),
            title=F("postmortem__incident__title"),
            began=F("postmortem__incident__began_at"),
            where=Concat(where, Value(""), output_field=CharField()),
            rank=SearchRank(F("search"), query),
            snippet=headline(text, query),
        )
        .order_by("-rank")
        .values_list("number", "title", "began", "where", "rank", "snippet")[:SHOWN]
    )
    return found
