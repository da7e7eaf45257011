"""The day that a document is near to, where no sentence tells on which day it was."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import chain

from core.prose.finds import FoundRange
from core.prose.times import times_in
from core.time_words import Day
from importing.readers.documents.facts import Told
from importing.readers.documents.lines import Kind, Line
from importing.readers.documents.moments import date_of
from importing.readers.documents.reckoning import MOST_LINES_OF_DATES
from importing.readers.documents.times import is_time_alone

_WRITTEN_WITHIN = timedelta(days=60)  # from the incident to its postmortem
_YEAR = re.compile(r"\b20\d{2}\b")


def any_day(front: Mapping[str, str], lines: Sequence[Line], title: str, file: str) -> date | None:
    """A day with its year that stands anywhere, such as when the document was published."""
    said = (value for key, value in front.items() if "date" in key)
    dated = (line.words[:200] for line in lines[:MOST_LINES_OF_DATES] if _YEAR.search(line.words[:200]))
    found = (each for text in chain(said, dated) for each in times_in(text))
    days = (date_of((each.first if isinstance(each, FoundRange) else each).day, None) for each in found)
    return next((day for day in days if day), None) or _year(title, file)


def title_days(lines: Sequence[Line], title: Told | None, front: Mapping[str, str]) -> list[date]:
    """The days in the first headings, in the title and above it."""
    top = [line.words for line in lines if line.kind is Kind.HEADING][:3]
    above = [line for line in lines if title and line.number <= title.line]
    top += [line.words for line in above if line is above[-1] or is_time_alone(line.words)]
    return [day for words in (*top, front.get("title", "")) for day in full_days(words)]


def days_of_name(name: str) -> list[date]:
    """The days in the name of the file: `2023-05-13-checkout.md`."""
    return full_days(name.replace("_", "-"))


def full_days(words: str) -> list[date]:
    """The days with their years that stand in a line."""
    found = (each.first if isinstance(each, FoundRange) else each for each in times_in(words[:200]))
    return [day for day in (date_of(each.day, None) for each in found) if day]


def day_of_front(front: Mapping[str, str]) -> date | None:
    """The day that the front matter gives: of the incident or, which makes it doubtful, of the text."""
    return _day_behind(front, {"date", "incident-date", "day"})


def day_written(front: Mapping[str, str]) -> date | None:
    """The day on which the text was published, where the front matter calls it that."""
    return _day_behind(front, {"pub-date", "pubdate", "publish-date", "publishdate", "published", "published-at"})


def _day_behind(front: Mapping[str, str], keys: set[str]) -> date | None:
    found = (each for key, value in front.items() if key in keys for each in times_in(value))
    days = (date_of((each.first if isinstance(each, FoundRange) else each).day, None) for each in found)
    return next((day for day in days if day), None)


def day_of_summary(days: Sequence[Day], written: date | None) -> date | None:
    """The day without its year that the summary names, shortly before the one on which the text was written."""
    told = next((day for day in days if day.year is None), None)
    day = date_of(told, written) if told and written else None
    return day if day and written and timedelta() <= written - day <= _WRITTEN_WITHIN else None


def _year(title: str, file: str) -> date | None:
    """The middle of the year that stands in the title or in the name of the file, to know that of other days."""
    for words in (title, file):
        if match := _YEAR.search(words.replace("_", " ")):
            return date(int(match[0]), 7, 2)
    return None
