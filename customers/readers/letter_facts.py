"""What a letter was made of, so that a change since then can be named. It holds no words, only what identifies them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from customers.readers.intervals import Span


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """Digests of the words, when the customer was affected, in which zone that is written, and if it goes on."""

    name: str
    words: str
    summary: str
    measures: tuple[str, ...]
    spans: tuple[Span, ...]
    zone: str
    goes_on: bool

    @property
    def digest(self) -> str:
        """Equal for equal facts; a form sends it back."""
        return digest_of(repr(self.as_json()))

    def as_json(self) -> dict[str, Any]:
        """For storing."""
        return {
            "name": self.name,
            "update": self.words,
            "summary": self.summary,
            "measures": list(self.measures),
            "spans": [[_text(since), _text(until)] for since, until in self.spans],
            "zone": self.zone,
            "goes_on": self.goes_on,
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "LetterFacts":
        """What `as_json` wrote."""
        return cls(
            name=stored["name"],
            words=stored["update"],
            summary=stored["summary"],
            measures=tuple(stored["measures"]),
            spans=tuple((_instant(since), _instant(until)) for since, until in stored["spans"]),
            zone=stored["zone"],
            goes_on=stored["goes_on"],
        )


def digest_of(text: str) -> str:
    """Identifies words without saying them; empty for none."""
    return sha256(text.encode()).hexdigest()[:16] if text else ""


def changes(before: LetterFacts, after: LetterFacts, told: tuple[str, str]) -> list[str]:
    """What differs, in sentences; `told` is when the customer was affected, before and after, in words."""
    found = []
    if before.name != after.name:
        found.append("The customer has another name.")
    if before.spans != after.spans or before.zone != after.zone:
        found.append(f"When it was affected: it was {told[0]}; now it is {told[1]}.")
    if before.goes_on != after.goes_on:
        found.append("It goes on again." if after.goes_on else "It is over now; the letter says that it goes on.")
    found += _of_words("The approved words", before.words, after.words)
    found += _of_words("The customer summary of the postmortem", before.summary, after.summary)
    if before.measures != after.measures:
        found.append(_of_measures(before.measures, after.measures))
    return found


def _of_words(which: str, before: str, after: str) -> list[str]:
    if before == after:
        return []
    if not after:
        return [f"{which} were taken back." if which.endswith("words") else f"{which} was taken back."]
    return [f"{which} came since." if not before else f"{which} changed."]


def _of_measures(before: Sequence[str], after: Sequence[str]) -> str:
    added, gone = len(set(after) - set(before)), len(set(before) - set(after))
    said = [f"{added} new" if added else "", f"{gone} no longer for customers" if gone else ""]
    return f"The measures: {', '.join(filter(None, said)) or 'another order'}."


def _text(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
