"""Forms with times as people type them: what was understood, what must be asked, and the words when neither works."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from core import clock
from core.when import Choice, Clocks, Question, When, WhenError, describe, parse_when
from core.when_spans import says_about

OVER_MIDNIGHT = timedelta(hours=12)  # so much later a bare time may lie on the day after
LONG_BEFORE = timedelta(days=1)  # what lies so much before the beginning is asked about
MEANT = "meant_"  # prefix of the buttons that answer a question about a field


class WhenField(forms.CharField):
    """A time as text. It cleans to what was typed; the form reads it, for it knows the zone."""

    def __init__(self, **options: Any) -> None:
        hint = options.pop("placeholder", "22:35, 5m ago, yesterday 23:50")
        attrs = {"autocomplete": "off", "placeholder": hint, "spellcheck": "false"}
        options.setdefault("widget", forms.TextInput(attrs=attrs))
        options.setdefault("required", False)
        options.setdefault("max_length", 120)
        super().__init__(**options)


def long_before(when: When, begin: datetime, zone: ZoneInfo) -> Question | None:
    """The question about a time that lies more than a day before `begin`; None for one that does not."""
    if when.instant >= begin - LONG_BEFORE:
        return None
    question = f"This is more than a day before the incident began ({describe(begin, zone)}). Is that right?"
    exact = when.instant.astimezone(zone).isoformat(timespec="seconds")
    return Question(question, (Choice(describe(when.instant, zone), exact, when.instant),), "long_before")


class TimedForm(forms.Form):
    """A form with typed times, read on the clocks of `zone` at the moment `pressed` (default: now).

    A time more than a day before `begin` is asked about. `about_fields` are those that may say `about 14:10`.
    """

    about_fields: frozenset[str] = frozenset({"when"})
    asks_about_future = True  # False where times are to come, as those of a meeting

    def __init__(
        self,
        *args: Any,
        zone: ZoneInfo,
        pressed: datetime | None = None,
        begin: datetime | None = None,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.begin = begin
        self.time_zone = zone
        self.pressed = pressed or clock.now()
        self.questions: list[Question] = []

    def read_when(self, name: str, *, day: date | None = None, latest_before: datetime | None = None) -> When | None:
        """What the field says; None when it is empty, or wrong or doubtful (then it has an error)."""
        key = MEANT + self.add_prefix(name)
        meant = str(self.data.get(key, ""))
        typed = meant or self.cleaned_data.get(name, "")
        if not typed:
            return None
        try:
            clocks = Clocks(self.time_zone, self.pressed, day)
            asks = self.asks_about_future and not meant
            said = parse_when(typed, clocks, latest_before=latest_before, ask_future=asks)
        except WhenError as error:
            self.add_error(name, error.message)
            return None
        if self.says_about(name) and name not in self.about_fields:
            self.add_error(name, "Write the time without “about”: it is not kept here.")
            return None
        return None if self.add_questions(name, said, is_meant=bool(meant)) else said

    def says_about(self, name: str) -> bool:
        """Whether the field says `about 14:10`: the time is approximate."""
        return says_about(str(self.cleaned_data.get(name) or ""))

    def is_typed(self, name: str) -> bool:
        """Whether the field says something, by itself or by a pressed answer."""
        return bool(self.data.get(MEANT + self.add_prefix(name)) or self.cleaned_data.get(name))

    def read_end(self, name: str, start: datetime) -> datetime | None:
        """An end that follows `start`: a bare time lies on the start's day, or on the next one after midnight."""
        day = start.astimezone(self.time_zone).date()
        typed = self.cleaned_data.get(name, "")
        if typed and not self.data.get(MEANT + self.add_prefix(name)):
            day += timedelta(days=self.is_past_midnight(typed, start, day))
        end = self.read_instant(name, day=day)
        if end is not None and end < start:
            self.add_error(name, "The end is before the start. Correct one of the two.")
            return None
        return end

    def is_past_midnight(self, typed: str, start: datetime, day: date) -> bool:
        """Whether a bare time on `day` would lie before `start`, but some hours after it on the next day."""
        try:
            first, second = (
                parse_when(typed, Clocks(self.time_zone, self.pressed, day + timedelta(days=later))).instant
                for later in (0, 1)
            )
        except WhenError:
            return False
        return first < start <= second <= start + OVER_MIDNIGHT

    def add_questions(self, name: str, said: When, *, is_meant: bool = False) -> bool:
        """Whether something about the time is doubtful; then the field has the question as its error."""
        questions = list(said.questions)
        if self.begin and not is_meant and (doubt := long_before(said, self.begin, self.time_zone)):
            questions.append(doubt)
        for asked in questions:
            self.questions.append(replace(asked, button=MEANT + self.add_prefix(name)))
            self.add_error(name, asked.question)
        return bool(questions)

    def read_instant(
        self, name: str, *, day: date | None = None, latest_before: datetime | None = None
    ) -> datetime | None:
        """The instant the field says; see `read_when`."""
        said = self.read_when(name, day=day, latest_before=latest_before)
        return said.instant if said else None
