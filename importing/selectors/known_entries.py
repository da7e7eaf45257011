"""Which imported lines the timeline has already, and whose names they bear."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac

from accounts.models import User
from importing.enums import LineMatch
from importing.models import ImportBatch
from incidents.enums import Source
from incidents.models import Incident, TimelineEntry
from incidents.querysets import EntryQuerySet

SAME_MOMENT = timedelta(seconds=60)  # chats tell minutes, entries seconds
TELLING = 12  # letters: so many say the same by themselves, fewer only from the same person

_SIGNS = re.compile(r"[\W_]+")


class SourceLine(NamedTuple):
    """A line: when, by whom, in which words; and its external id, made from these as they were first read."""

    at: datetime | None
    author: str
    text: str
    external_id: str = ""


def external_ids(lines: Iterable[SourceLine]) -> list[str]:
    """An id for each line of one text: the same line has the same one, however often it is imported.

    Like lines are told apart by an ordinal. The key keeps what a redaction removed from being guessed from the id.
    """
    met: Counter[str] = Counter()
    found = []
    for line in lines:
        said = "\0".join((line.at.isoformat() if line.at else "", line.author, line.text))
        digest = salted_hmac("importing.line", said.encode("utf-8", "surrogatepass"), algorithm="sha256").hexdigest()
        met[digest] += 1
        found.append(f"{digest}-{met[digest]}")
    return found


def match_lines(
    incident: Incident, lines: Sequence[SourceLine], *, besides: ImportBatch | None = None
) -> list[LineMatch]:
    """For each line what the timeline has of it: the entry with its id, or one that says the same at the same moment.

    `besides`: the batch that is being added. Its own entries are told by their ids alone: a log may repeat itself
    every second.
    """
    stored = {entry.external_id: entry for entry in stored_entries(incident, [line.external_id for line in lines])}
    alike = _alike(incident, lines, besides)
    return [
        _match(stored.get(line.external_id), is_alike=is_alike) for line, is_alike in zip(lines, alike, strict=True)
    ]


def stored_entries(incident: Incident, ids: Iterable[str]) -> EntryQuerySet:
    """The entries of lines with these external ids."""
    return TimelineEntry.objects.filter(incident=incident, source=Source.IMPORTED, external_id__in=list(ids))


def _match(stored: TimelineEntry | None, *, is_alike: bool) -> LineMatch:
    if stored is None:
        return LineMatch.ALIKE if is_alike else LineMatch.NEW
    return LineMatch.STRUCK if stored.struck_at and not stored.redacted_at else LineMatch.THERE


def _alike(incident: Incident, lines: Sequence[SourceLine], besides: ImportBatch | None) -> list[bool]:
    """For each line whether an entry says the same at the same moment."""
    instants = [line.at for line in lines if line.at is not None]
    if not instants:
        return [False] * len(lines)
    there = _by_letters(incident, min(instants) - SAME_MOMENT, max(instants) + SAME_MOMENT, besides)
    return [line.at is not None and _is_there(there.get(letters(line.text), ()), line) for line in lines]


def letters(text: str) -> str:
    """The letters and digits of a text, whatever marks and line breaks stand between them."""
    return _SIGNS.sub("", text).lower() or text.strip()


def full_names(names: Iterable[str]) -> dict[str, str]:
    """For each name or address that exactly one person bears, that person's name."""
    wanted = {form: name for name in names for form in _forms(name)}
    if not wanted:
        return {}
    found: dict[str, set[tuple[int, str]]] = defaultdict(set)
    people = User.objects.active().annotate(low_name=Lower("name"), low_email=Lower("email"))
    people = people.filter(Q(low_name__in=wanted) | Q(low_email__in=wanted))
    for pk, name, low_name, low_email in people.values_list("pk", "name", "low_name", "low_email"):
        for form in (low_name, low_email):
            if form in wanted:
                found[wanted[form]].add((pk, name))
    return {name: next(iter(persons))[1] for name, persons in found.items() if len(persons) == 1}


def _forms(name: str) -> list[str]:
    """The forms of a name in our list: as told, or with the family name behind."""
    family, comma, given = name.partition(",")
    plain = " ".join(name.lower().split())
    return [plain, f"{given.strip()} {family.strip()}".lower()] if comma else [plain] if plain else []


def _by_letters(
    incident: Incident, start: datetime, end: datetime, besides: ImportBatch | None
) -> dict[str, list[tuple[datetime, set[str]]]]:
    """The entries of the timeline between two instants, by their letters."""
    entries = TimelineEntry.objects.filter(
        incident=incident, happened_at__gte=start, happened_at__lte=end, redacted_at__isnull=True
    )
    if besides is not None:
        entries = entries.exclude(batches=besides)
    found = defaultdict(list)
    for at, text, told_by, name in entries.values_list("happened_at", "text", "told_by", "author__name").order_by():
        found[letters(text)].append((at, {told_by.lower(), (name or "").lower()} - {""}))
    return found


def _is_there(entries: Iterable[tuple[datetime, set[str]]], line: SourceLine) -> bool:
    assert line.at is not None  # noqa: S101 - for the type checker
    is_telling = len(letters(line.text)) >= TELLING
    return any(
        abs(at - line.at) <= SAME_MOMENT and (is_telling or not line.author or line.author.lower() in names)
        for at, names in entries
    )
