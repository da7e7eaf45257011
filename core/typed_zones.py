"""Forms with a zone as people type it: a word that is unlikely for its date is asked about, and can be kept."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django import forms

from core.typed_times import MEANT
from core.when_questions import Question, ask_zone
from core.zones import ZoneMeaning, meaning_of

ANSWER = f"{MEANT}zone"  # the name of the buttons that answer


class ZonedForm(forms.Form):
    """A form that has a ZoneField called `zone`."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.zone_questions: list[Question] = []

    def settle_zone(self, instant: datetime, *, kept: str = "") -> ZoneMeaning | None:
        """The zone meant: the answer, else what was typed; asks about a word that is unlikely at that instant.

        `kept` is the word that stands already, and is not asked about again.
        """
        meaning: ZoneMeaning | None = self._answered() or self.cleaned_data.get("zone")
        if meaning is not None:
            self.cleaned_data["zone"] = meaning
        if meaning is None or self.data.get(ANSWER) or meaning.word.upper() == kept.upper():
            return meaning
        if asked := ask_zone(meaning.word, instant):
            self.zone_questions.append(replace(asked, button=ANSWER))
            self.add_error("zone", asked.question)
        return meaning

    def _answered(self) -> ZoneMeaning | None:
        return meaning_of(str(self.data.get(ANSWER, "")))
