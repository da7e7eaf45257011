"""What an entry changed, in the words that stand beside those of the person who changed it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from incidents.enums import EntryKind, Origin
from incidents.transitions import MOVES

_MOVED = {move.action: move.moved for move in MOVES}


def change_words(kind: str, facts: Mapping[str, Any]) -> str:
    """`SEV3 → SEV1`, `Reopened, resolved → investigating`; empty for an entry that changed neither."""
    if kind not in {EntryKind.SEVERITY, EntryKind.STATUS} or "from" not in facts:
        return ""
    if kind == EntryKind.SEVERITY:
        return f"SEV{facts['from']} → SEV{facts['to']}"
    moved = _MOVED.get(facts.get("action", ""), "")
    step = f"{facts['from']} → {facts['to']}"
    return f"{moved}, {step}" if moved else step


def change_beside(origin: str, kind: str, facts: Mapping[str, Any]) -> str:
    """The same where a person told why; a system entry says so in its text."""
    return change_words(kind, facts) if origin == Origin.TOLD else ""


@dataclass(frozen=True, slots=True)
class ValueChange:
    """A detail that an entry changed: what it is called, and its words before and after."""

    label: str
    before: str
    after: str


def value_changes(facts: Mapping[str, Any]) -> list[ValueChange]:
    """The details of an incident that an entry changed; none for other entries."""
    if "labels" not in facts:
        return []
    return [ValueChange(*words) for words in zip(facts["labels"], facts["before"], facts["after"], strict=True)]
