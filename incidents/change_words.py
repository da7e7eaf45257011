"""What an entry changed, in the words that stand beside those of the person who changed it."""

from collections.abc import Mapping
from typing import Any

from incidents.enums import EntryKind
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
