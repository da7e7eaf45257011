"""The composer: an entry or a command, when it happened, and its files."""

from datetime import UTC, date, datetime, timedelta
from itertools import chain
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from accounts.models import User
from core import clock
from core.errors import NotPermitted
from core.forms import ClientUuidField, FilesField, MarkdownField
from core.typed_times import MEANT, Answer, Ask, WhenField
from core.when import LONGEST_AGO, When, describe, split_leading_span, split_leading_when
from core.when_hints import impossible_time
from incidents.enums import Milestone
from incidents.forms.commands import Reading, Unclear, read_command, words_of
from incidents.forms.naming import NamingForm
from incidents.models import Incident
from incidents.services.commands import Command, Order

OLDEST_PRESS = timedelta(days=30)  # browsers keep what they cannot send; what they kept for longer is asked about
PRESSED = "pressed_at"
NOW = "now"


def pressed_at(given: str) -> datetime:
    """When Enter was pressed, by the client's clock corrected with the server's; now, if it says nothing plausible."""
    present = clock.now()
    try:
        pressed = datetime.fromisoformat(given)
    except ValueError:
        return present
    if pressed.tzinfo is None or not present - LONGEST_AGO <= pressed <= present:
        return present
    return pressed.astimezone(UTC)


class EntryForm(NamingForm):
    """One entry or command: its words, and when it happened, in a field of its own or at the head of the words."""

    text = MarkdownField(rows=1, required=False)
    when = WhenField()
    until = WhenField(placeholder="22:50")
    milestones = forms.MultipleChoiceField(choices=Milestone.choices, required=False)
    is_about = forms.BooleanField(required=False)
    is_starred = forms.BooleanField(required=False)
    file = FilesField(required=False, max_length=200)
    client_uuid = ClientUuidField()

    def __init__(self, *args: Any, incident: Incident, actor: User, zone: ZoneInfo, **options: Any) -> None:
        begin = began(incident)
        meant = _given(args, MEANT + PRESSED)
        super().__init__(*args, zone=zone, pressed=pressed_at(meant or _given(args, PRESSED)), begin=begin, **options)
        self.is_press_meant = bool(meant)
        self.incident = incident
        self.actor = actor
        self.day = day_of(incident, zone)
        self.reading: Reading | None = None
        self.typed = ""

    @property
    def words_of_errors(self) -> list[str]:
        """What is wrong, without the questions, which stand beside their buttons."""
        asked = {ask.question for ask in self.asks}
        errors = [str(words) for words in chain.from_iterable(self.errors.values())]
        return [words for words in errors if words not in asked]

    @property
    def has_more(self) -> bool:
        """Whether the fold with the further fields should stand open."""
        folded = {"when", "until", "milestones", "file"}
        asked = {ask.button.removeprefix(MEANT) for ask in self.asks}
        return bool(folded & set(self.errors) - asked) or any(self[name].value() for name in folded - {"file"})

    def clean(self) -> dict[str, Any]:
        """Adds `happened_at` and `until_at`, and takes a command and a leading time off the text."""
        cleaned: dict[str, Any] = super().clean() or {}
        self._check_press()
        self._take_command(cleaned)
        self._name_files(cleaned)
        cleaned["happened_at"] = start = self._start(cleaned)
        cleaned["until_at"] = self.read_end("until", start) if start else None
        self._check_command(cleaned)
        return cleaned

    def use_case(self) -> dict[str, Any]:
        """What the service takes."""
        cleaned = self.cleaned_data
        entry = {name: cleaned[name] for name in ("until_at", "is_about", "is_starred")}
        entry["milestones"] = [Milestone(mark) for mark in cleaned["milestones"]]
        kept = {name: cleaned[name] for name in ("text", "happened_at", "client_uuid")}
        more = {"make_members": self.may_make_members, "uploads": cleaned["file"], "order": self._order(entry)}
        return entry | kept | more

    def _order(self, further: dict[str, Any]) -> Order | None:
        if self.reading is None:
            return None
        cleaned = self.cleaned_data
        return Order(
            command=self.reading.command,
            typed=self.typed,
            pressed=self.pressed,
            argument=self.reading.argument,
            person=self.reading.person,
            words=cleaned["text"],
            at=cleaned["told_at"],
            make_members=self.may_make_members,
            further=further,
        )

    def _check_press(self) -> None:
        """What waited in a browser for very long is asked about: its clock may have been wrong."""
        if self.is_press_meant or self.pressed >= clock.now() - OLDEST_PRESS:
            return
        said = describe(self.pressed, self.clocks)
        question = f"This waited in the browser since {said}. When was it?"
        answers = Answer(said, self.pressed.isoformat()), Answer("Now", NOW)
        self.asks.append(Ask(MEANT + PRESSED, question, answers))
        self.add_error(None, question)

    def _take_command(self, cleaned: dict[str, Any]) -> None:
        """Reads the command at the head of the text, if one is called; what is left is a time and words."""
        self.typed = str(self.data.get(f"{MEANT}text", "")).strip() or cleaned.get("text", "")
        try:
            self.reading = read_command(self.typed, self.actor)
        except Unclear as unclear:
            self.add_error("text", unclear.question)
            if unclear.answers:
                self.asks.append(Ask(f"{MEANT}text", unclear.question, unclear.answers))
            return
        if self.typed:
            cleaned["text"] = self.reading.rest if self.reading else words_of(self.typed)

    def _name_files(self, cleaned: dict[str, Any]) -> None:
        """Files alone are an entry, too: a picture says what happened."""
        if self.typed or "text" in self.errors or cleaned.get("milestones"):
            return
        names = [file.name for file in cleaned.get("file") or ()]
        if not names:
            self.add_error("text", "Write what happened, then log it.")
        cleaned["text"] = f"Attached: {', '.join(names)}."

    def _check_command(self, cleaned: dict[str, Any]) -> None:
        """Whether this person may call it, and all that it needs is there, and nothing that it would drop."""
        if self.reading is None or "text" in self.errors:
            return
        command = self.reading.command
        if not command.may(self.actor, self.incident):
            self.add_error("text", command.refusal)
            self.refused_with = NotPermitted.status
        elif command.needs_words and not cleaned.get("text"):
            self.add_error("text", f"Write the words, too: /{command.name} {command.hint}.")
        if not command.is_entry:
            for name in ("until", "milestones", "is_about", "is_starred"):
                if cleaned.get(name):
                    self.add_error(name, f"/{command.name} takes no end, milestone, star or “about”. Log those apart.")
                    break

    def _start(self, cleaned: dict[str, Any]) -> datetime | None:
        """When it happened; `told_at` is the same, or None when nobody said and it is when Enter was pressed."""
        leading: When | None = None
        told: datetime | None = None
        cleaned["told_at"] = None
        if self.reading is not None and not self.reading.command.takes_time:
            return self._untimed(self.reading.command)
        if not cleaned.get("when") and cleaned.get("text") and "text" not in self.errors:
            if odd := self._no_time(cleaned["text"]):
                self._ask_for_now(odd)
                return None
            leading = self._take_time(cleaned)
            if leading and not cleaned["text"] and self.reading is None:
                self.add_error("text", "Write what happened at that time, too.")
        if self.is_typed("when"):
            cleaned["told_at"] = told = self.read_instant("when", day=self.day)
            return told
        if leading is not None:
            cleaned["told_at"] = told = None if self.must_ask("when", leading) else leading.instant
            return told
        if self.incident.is_past:
            self.add_error("when", "Say when it happened: this incident was recorded afterwards.")
            return None
        return self.pressed

    def _no_time(self, text: str) -> str:
        """The impossible time before the words, unless it was answered, or must be said in its field anyhow."""
        return "" if self.is_typed("when") or self.incident.is_past else impossible_time(text)

    def _ask_for_now(self, odd: str) -> None:
        question = f"{odd} is no time of day. Mend it, or log these words as now."
        self.asks.append(Ask(f"{MEANT}when", question, (Answer("Log it as now, as it stands", NOW),)))
        self.add_error("when", question)

    def _untimed(self, command: Command) -> datetime:
        """When Enter was pressed: a time before the words of such a command is one of them."""
        if self.is_typed("when"):
            self.add_error("when", without_time(command))
        return self.pressed

    def _take_time(self, cleaned: dict[str, Any]) -> When | None:
        """Takes a time off the head of the text, or a stretch with its end."""
        clocks: Any = {"zone": self.clocks, "now": self.pressed, "day": self.day}
        if not cleaned.get("until") and (span := split_leading_span(cleaned["text"], **clocks)):
            start, cleaned["until"], cleaned["text"] = span
            return start
        leading, cleaned["text"] = split_leading_when(cleaned["text"], **clocks)
        return leading


def began(incident: Incident) -> datetime:
    """The earliest instant known of it; what lies long before that is asked about."""
    return min(incident.began_at, incident.declared_at)


def day_of(incident: Incident, zone: ZoneInfo) -> date | None:
    """The day on which bare times lie in an incident recorded afterwards; None for a live one."""
    return incident.began_at.astimezone(zone).date() if incident.is_past else None


def without_time(command: Command) -> str:
    """The refusal of a filled time field beside a command that has no use for it."""
    return f"/{command.name} takes no time of its own. Leave it empty, or write it in the words."


def _given(args: tuple[Any, ...], name: str) -> str:
    return str(args[0].get(name, "")) if args and args[0] else ""
