"""Is it known? Open problems like what a reporter is typing, in words that reporters may read, and nothing else."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchQuery
from django.db import connection
from django.db.models import Func, Q, QuerySet, TextField
from django.db.models.functions import Coalesce, Left

from accounts.models import User
from core.references import written
from customers.enums import OPEN_STATES, UNDECIDED, UpdateState
from customers.models import Report, Update
from customers.readers.likeness import COMPARED, Features, features, likeness
from customers.selectors.words import STATE_WORDS, Words, words_for_customers, words_of_each
from incidents.enums import Status
from incidents.models import Incident

SHOWN = 3
NEWEST, WITH_WORDS = 100, 100  # reports that are compared: the newest, and the newest that share a word
UPDATES = 100
MOST_TYPED = 2_000  # characters that are looked at
LEAST_TYPED = 3


@dataclass(frozen=True, slots=True)
class Problem:
    """An open incident as reporters may hear of it; without `words` there is only that it is known."""

    number: int
    state: str
    since: datetime | None
    zone: str
    zone_word: str
    words: Words | None

    @property
    def reference(self) -> str:
        """INC-142."""
        return written(Incident.PREFIX, self.number)


@dataclass(frozen=True, slots=True)
class Known:
    """What is like the words that were typed.

    `problems` can be joined; `mine` are the reporter's own reports that wait; of those of others, which name other
    people's customers, only how many there are and since when. `is_unlike`: no open problem is like it; those that
    are open stand there all the same.
    """

    problems: list[Problem]
    mine: list[Report]
    others: int = 0
    others_since: datetime | None = None
    is_typed: bool = True
    is_unlike: bool = False

    def __bool__(self) -> bool:
        return bool((self.problems and not self.is_unlike) or self.mine or self.others)


class Stems(Func):
    """The stems of the beginning of a text."""

    template = "tsvector_to_array(to_tsvector('debrief', %(expressions)s))"
    output_field = ArrayField(TextField())


class Trigrams(Func):
    """The groups of three letters of the beginning of a text."""

    function = "show_trgm"
    output_field = ArrayField(TextField())


def with_features(rows: "QuerySet[Any]") -> "QuerySet[Any, Any]":
    """With what is compared of their `text`."""
    compared = Left("text", COMPARED)
    found: QuerySet[Any, Any] = rows.annotate(stems=Stems(compared), trigrams=Trigrams(compared))
    return found


def features_of(row: Any) -> Features:
    """Of a row of `with_features`."""
    return features(row.stems, row.trigrams)


def known_problems(text: str, reader: User) -> Known:
    """What is like the text; without one, the newest of what is known. Six queries, or fewer."""
    typed = " ".join(text[:MOST_TYPED].replace("\x00", " ").split())
    if len(typed) < LEAST_TYPED:
        return Known(_newest(), [], is_typed=False)
    compared, stems = _read(typed)
    scores: defaultdict[int, float] = defaultdict(float)
    waiting: list[Report] = []
    for report in _reports(stems):
        score = likeness(compared, features_of(report))
        if score and report.incident_id:
            scores[report.incident_id] = max(scores[report.incident_id], score)
        elif score and report.state in UNDECIDED:
            waiting.append(report)
    for update in _updates():
        if score := likeness(compared, features_of(update)):
            scores[update.incident_id] = max(scores[update.incident_id], score)
    likest = sorted(scores, key=lambda number: (-scores[number], -number))
    others = [report for report in waiting if report.reporter_id != reader.pk]
    alike = _problems(likest[:SHOWN])
    return Known(
        problems=alike or _newest(),
        mine=[report for report in waiting if report.reporter_id == reader.pk][:SHOWN],
        others=len(others),
        others_since=min((report.created_at for report in others), default=None),
        is_unlike=not alike,
    )


def _newest() -> list[Problem]:
    """The newest of what is known."""
    told = [words for words in words_for_customers() if not words.is_over][:SHOWN]
    return [_told(words) for words in told]


def _read(typed: str) -> tuple[Features, list[str]]:
    """What is compared of the typed text, and the stems that are searched for."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select tsvector_to_array(to_tsvector('debrief', %(typed)s)), show_trgm(%(typed)s)",
            {"typed": typed[:COMPARED]},
        )
        compared = features(*cursor.fetchone())
    return compared, sorted(compared.stems)


def _reports(stems: Iterable[str]) -> "QuerySet[Report]":
    """Reports that wait, or belong to a problem that reporters may hear of: the newest, and those with a word of it."""
    noticed = Incident.objects.noticed_by_customers()
    of_the_open = Report.objects.filter(state__in=OPEN_STATES)
    open_reports = of_the_open.filter(Q(incident=None) | Q(incident__in=noticed)).exclude(text="")
    quoted = (stem.replace("\\", "\\\\").replace("'", "''") for stem in stems)
    query = " | ".join(f"'{stem}':A" for stem in quoted)
    near = open_reports.order_by("-pk").values("pk")[:NEWEST]
    if query:
        found = open_reports.filter(search=SearchQuery(query, config="simple", search_type="raw"))
        # An expression, so that PostgreSQL asks the index of the words instead of reading all from the newest on.
        near = near.union(found.order_by(Coalesce("pk", None).desc()).values("pk")[:WITH_WORDS])
    return with_features(of_the_open.filter(pk__in=near)).defer("search").order_by("-pk")


def _updates() -> "QuerySet[Update]":
    """Customer updates of open incidents, newer or older: what was said first names the problem best."""
    published = Update.objects.filter(state=UpdateState.PUBLISHED)
    rows = published.filter(incident__in=Incident.objects.noticed_by_customers())
    return with_features(rows).order_by("-pk")[:UPDATES]


def _problems(numbers: list[int]) -> list[Problem]:
    if not numbers:
        return []
    told = words_of_each(numbers)
    untold = Incident.objects.noticed_by_customers().defer("search").in_bulk([n for n in numbers if n not in told])
    problems = (_told(told[n]) if n in told else _untold(untold[n]) for n in numbers if n in told or n in untold)
    return list(problems)


def _told(words: Words) -> Problem:
    return Problem(words.number, words.state, words.since, words.zone, words.zone_word, words)


def _untold(incident: Incident) -> Problem:
    state = STATE_WORDS[Status(incident.status)]
    return Problem(incident.pk, state, incident.impact_started_at, incident.zone, incident.zone_word, None)
