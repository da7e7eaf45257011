"""A postmortem as it stood at one moment: all that a sign-off is about, and what differs between two of them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Any


class PartKind(StrEnum):
    """What a part of a postmortem is; `label` names it on pages."""

    SECTION = "section"
    FACTOR = "factor"
    LESSON = "lesson"
    MEASURE = "measure"
    ACTION = "action"

    @property
    def label(self) -> str:
        """Such as `Action item`."""
        return "Action item" if self == PartKind.ACTION else self.value.capitalize()


@dataclass(frozen=True, slots=True)
class Part:
    """A section, a row of the analysis or an action item, by its key; `heading` also says of what kind a row is."""

    kind: PartKind
    key: int
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class EntryState:
    """What of a timeline entry can change without its words: they change only with `corrections`."""

    key: int
    happened_at: str
    until_at: str
    is_about: bool
    corrections: int
    is_struck: bool
    is_redacted: bool
    milestones: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All parts and the entries of the timeline; `seq` is where the incident's changes were."""

    parts: tuple[Part, ...]
    entries: tuple[EntryState, ...]
    seq: int

    @property
    def digest(self) -> str:
        """Equal for equal content, whatever else happened to the incident, and in whatever order the parts stand."""
        parts = sorted([part.kind.value, part.key, part.heading, part.text] for part in self.parts)
        entries = sorted(_row(entry) for entry in self.entries)
        return sha256(json.dumps([parts, entries], ensure_ascii=False).encode()).hexdigest()

    def as_json(self) -> dict[str, Any]:
        """For storing: people's words stand under one key, where a redaction finds them."""
        return {
            "parts": [[part.kind.value, part.key] for part in self.parts],
            "words": [[part.heading, part.text] for part in self.parts],
            "entries": [_row(entry) for entry in self.entries],
            "seq": self.seq,
        }


def _row(entry: EntryState) -> list[Any]:
    return [
        entry.key,
        entry.happened_at,
        entry.until_at,
        entry.is_about,
        entry.corrections,
        entry.is_struck,
        entry.is_redacted,
        list(entry.milestones),
    ]


def from_json(stored: Mapping[str, Any]) -> Snapshot:
    """What `as_json` wrote."""
    parts = (
        Part(PartKind(kind), key, heading, text)
        for (kind, key), (heading, text) in zip(stored["parts"], stored["words"], strict=True)
    )
    return Snapshot(tuple(parts), tuple(_entry(row) for row in stored["entries"]), stored["seq"])


def _entry(row: list[Any]) -> EntryState:
    key, happened_at, until_at, is_about, corrections, is_struck, is_redacted, milestones = row
    return EntryState(
        key, happened_at, until_at, is_about, corrections, is_struck, is_redacted, milestones=tuple(milestones)
    )


class Fate(StrEnum):
    """What became of a part or an entry."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class PartChange:
    """A part that differs; of one that was added `before` is None, of one that was removed `after`."""

    fate: Fate
    before: Part | None
    after: Part | None

    @property
    def part(self) -> Part:
        """As it is now, or was last."""
        found = self.after or self.before
        assert found is not None  # noqa: S101 - for the type checker
        return found


@dataclass(frozen=True, slots=True)
class EntryChange:
    """An entry that differs, in words: `corrected`, `struck through`."""

    key: int
    words: str
    is_corrected: bool


def part_changes(before: Snapshot, after: Snapshot) -> list[PartChange]:
    """Parts that differ, in the order they stand now, those that were removed last."""
    old = {(part.kind, part.key): part for part in before.parts}
    new = {(part.kind, part.key): part for part in after.parts}
    found = []
    for key, part in new.items():
        was = old.get(key)
        if was is None:
            found.append(PartChange(Fate.ADDED, None, part))
        elif was != part:
            found.append(PartChange(Fate.CHANGED, was, part))
    return found + [PartChange(Fate.REMOVED, part, None) for key, part in old.items() if key not in new]


def entry_changes(before: Snapshot, after: Snapshot) -> list[EntryChange]:
    """Entries that differ."""
    old = {entry.key: entry for entry in before.entries}
    new = {entry.key: entry for entry in after.entries}
    found = [
        EntryChange(key, _entry_words(old.get(key), entry), _is_corrected(old.get(key), entry))
        for key, entry in new.items()
        if old.get(key) != entry
    ]
    return found + [EntryChange(key, "moved to another incident", False) for key in old if key not in new]


def _is_corrected(was: EntryState | None, entry: EntryState) -> bool:
    return was is not None and was.corrections != entry.corrections and not entry.is_redacted


def _entry_words(was: EntryState | None, entry: EntryState) -> str:
    if was is None:
        return "added"
    named: Sequence[tuple[bool, str]] = (
        (entry.is_redacted and not was.is_redacted, "redacted"),
        (entry.is_struck and not was.is_struck, "struck through"),
        (was.is_struck and not entry.is_struck, "no longer struck through"),
        (was.corrections != entry.corrections, "corrected"),
        (was.milestones != entry.milestones, "other milestones"),
    )
    return ", ".join(words for holds, words in named if holds) or "another time"
