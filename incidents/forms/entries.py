"""The composer: an entry or a command, when it happened, and its files."""

from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from accounts.models import User
from core import clock
from core.errors import NotPermitted
from core.forms import ClientUuidField, FilesField, MarkdownField
from core.typed_times import MEANT, WhenField
from core.when import LONGEST_AGO, Choice, Question, When, describe
from incidents.enums import Milestone
from incidents.forms.commands import Unclear
from incidents.forms.composed import Composed, Composer
from incidents.forms.naming import NamingForm
from incidents.forms.task_questions import TASKS, fates_answered, question_about
from incidents.models import Incident
from incidents.services.commands import tasks_asked_about
from incidents.services.leftovers import Fate
from incidents.services.logging import Submission
from incidents.services.orders import Argument, Command, Order
from incidents.services.timeline import EntryDetails

OLDEST_PRESS = timedelta(days=30)  # browsers keep what they cannot send; what they kept for longer is asked about
PRESSED = "pressed_at"
NOW = "now"
TIME_REQUIRED = "Say when it happened: this incident was recorded afterwards."


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
    told_by = forms.CharField(max_length=200, required=False)
    file = FilesField(required=False, max_length=200)
    client_uuid = ClientUuidField()

    def __init__(self, *args: Any, incident: Incident, actor: User, zone: ZoneInfo, **options: Any) -> None:
        begin = began(incident)
        meant = _given(args, MEANT + PRESSED)
        super().__init__(*args, zone=zone, pressed=pressed_at(meant or _given(args, PRESSED)), begin=begin, **options)
        self.is_press_meant = bool(meant)
        self.incident = incident
        self.actor = actor
        self.composer = Composer(incident, actor, zone, self.pressed)
        self.composed: Composed | None = None
        self.typed = ""
        self.fates: dict[int, Fate] = {}

    @property
    def words_of_errors(self) -> list[str]:
        """What is wrong, without the questions, which stand beside their buttons."""
        asked = {question.question for question in self.questions}
        errors = [str(words) for words in chain.from_iterable(self.errors.values())]
        return [words for words in errors if words not in asked]

    @property
    def has_more(self) -> bool:
        """Whether the fold with the further fields should stand open."""
        folded = {"when", "until", "milestones", "told_by", "file"}
        asked = {question.button.removeprefix(MEANT) for question in self.questions}
        return bool(folded & set(self.errors) - asked) or any(self[name].value() for name in folded - {"file"})

    @property
    def command(self) -> Command | None:
        """The command that was called, if one was."""
        return self.composed.command.command if self.composed and self.composed.command else None

    def clean(self) -> dict[str, Any]:
        """Adds `happened_at` and `until_at`, and takes a command and a leading time off the text."""
        cleaned: dict[str, Any] = super().clean() or {}
        self._check_press()
        self._take_apart(cleaned)
        self._name_files(cleaned)
        cleaned["happened_at"] = start = self._start(cleaned)
        cleaned["until_at"] = self.read_end("until", start) if start else None
        self._check_command(cleaned)
        return cleaned

    def submission(self) -> Submission:
        """What the service takes."""
        cleaned = self.cleaned_data
        details = EntryDetails(
            text=cleaned["text"],
            happened_at=cleaned["happened_at"],
            until_at=cleaned["until_at"],
            is_about=cleaned["is_about"],
            milestones=[Milestone(mark) for mark in cleaned["milestones"]],
            is_starred=cleaned["is_starred"],
            told_by=cleaned["told_by"],
        )
        return Submission(
            details,
            order=self._order(details),
            uploads=cleaned["file"],
            client_uuid=cleaned["client_uuid"],
            make_members=self.may_make_members,
        )

    def _order(self, details: EntryDetails) -> Order | None:
        reading = self.composed.command if self.composed else None
        if reading is None:
            return None
        return Order(
            command=reading.command,
            details=details,
            pressed=self.pressed,
            typed=self.typed,
            argument=reading.argument,
            person=reading.person,
            at=self.cleaned_data["told_at"],
            make_members=self.may_make_members,
            fates=self.fates,
        )

    def _check_press(self) -> None:
        """What waited in a browser for very long is asked about: its clock may have been wrong."""
        if self.is_press_meant or self.pressed >= clock.now() - OLDEST_PRESS:
            return
        said = describe(self.pressed, self.time_zone)
        question = f"This has waited in the browser since {said}. When did it happen?"
        choices = Choice(said, self.pressed.isoformat()), Choice("Now", NOW)
        self.questions.append(Question(question, choices, button=MEANT + PRESSED))
        self.add_error(None, question)

    def _take_apart(self, cleaned: dict[str, Any]) -> None:
        """Takes a command and a time off the head of the text; what is left is words."""
        self.typed = str(self.data.get(f"{MEANT}text", "")).strip() or cleaned.get("text", "")
        fields = {name: cleaned.get(name, "") for name in ("when", "until")}
        try:
            self.composed = self.composer.take_apart(self.typed, **fields)
        except Unclear as unclear:
            self.add_error("text", unclear.question)
            if unclear.choices:
                self.questions.append(Question(unclear.question, unclear.choices, button=f"{MEANT}text"))
            return
        if self.typed and "text" not in self.errors:
            cleaned |= {"text": self.composed.words, "when": self.composed.when, "until": self.composed.until}
            leading = self.composed.start
            cleaned["is_about"] |= self.says_about("when") or (leading is not None and leading.is_about)

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
        command = self.command
        if command is None or "text" in self.errors:
            return
        if not command.may(self.actor, self.incident):
            self.add_error("text", command.refusal)
            self.refused_status = NotPermitted.status
        elif command.needs_words and not cleaned.get("text"):
            self.add_error("text", f"Write the text too: /{command.name} {command.hint}.")
        if not command.is_entry:
            for name in ("until", "milestones", "told_by", "is_about", "is_starred"):
                if cleaned.get(name) and not (name == "is_about" and command.may_be_about):
                    self.add_error(
                        name,
                        f"/{command.name} cannot have an end, a milestone, a star, “about” or who did it. "
                        "Log those separately.",
                    )
                    break
        self._ask_about_tasks()

    def _ask_about_tasks(self) -> None:
        """A step that ends the incident asks what becomes of its open tasks, as its form does."""
        reading = self.composed.command if self.composed else None
        if reading is None or reading.command.argument is not Argument.STATUS or self.errors:
            return
        tasks = tasks_asked_about(self.incident, reading.argument)
        answered = fates_answered(tasks, str(self.data.get(TASKS, "")))
        if answered is not None:
            self.fates = answered
        elif tasks:
            asked = question_about(tasks)
            self.questions.append(asked)
            self.add_error(None, asked.question)

    def _start(self, cleaned: dict[str, Any]) -> datetime | None:
        """When it happened; `told_at` is the same, or None when nobody said and it is when Enter was pressed."""
        cleaned["told_at"] = None
        if self.composed is None:
            return None
        if self.command and not self.composed.takes_time:
            return self._untimed(self.command)
        if self.composed.time_problem and not self.is_typed("when"):
            self._ask_for_now(self.composed.time_problem)
        elif self.is_typed("when") or self.composed.start:
            cleaned["told_at"] = self._told(cleaned.get("text", ""), self.composed.start)
        elif self.incident.is_past:
            self.add_error("when", TIME_REQUIRED)
        else:
            return self.pressed
        told: datetime | None = cleaned["told_at"]
        return told

    def _told(self, words: str, leading: When | None) -> datetime | None:
        """What the field says, else the time before the words; None when it has to be asked about."""
        if leading and not words and self.command is None:
            self.add_error("text", "Also write what happened at that time.")
        if leading is None or self.is_typed("when"):
            return self.read_instant("when", day=self.composer.day)
        return None if self.add_questions("when", leading) else leading.instant

    def _ask_for_now(self, question: str) -> None:
        choice = Choice("Log it as now, as written", NOW)
        self.questions.append(Question(question, (choice,), button=f"{MEANT}when"))
        self.add_error("when", question)

    def _untimed(self, command: Command) -> datetime:
        """When Enter was pressed: a time before the words of such a command is one of them."""
        if self.is_typed("when"):
            self.add_error("when", without_time(command))
        return self.pressed


def began(incident: Incident) -> datetime:
    """The earliest instant known of it; what lies long before that is asked about."""
    return min(incident.began_at, incident.declared_at)


def without_time(command: Command) -> str:
    """The refusal of a filled time field beside a command that has no use for it."""
    return f"/{command.name} does not take a time. Leave the time empty, or write it in the text."


def _given(args: tuple[Any, ...], name: str) -> str:
    return str(args[0].get(name, "")) if args and args[0] else ""
