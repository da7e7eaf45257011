"""A postmortem that Debrief exported as Markdown: what stands beside each time. See docs/postmortem-format.md."""

import re
from collections.abc import Sequence
from dataclasses import replace

from importing.readers.documents.facts import ReadEntry
from importing.readers.documents.items import Item
from importing.readers.documents.lines import Line

_TITLE = re.compile(r"# Postmortem of [A-Z]{2,10}-\d+: ")
_EXPORTED = "- Exported: "
_LOOKED_AT = 40
_REFERENCE = re.compile(r"^ACT-\d+\s+")
_STAMP = re.compile(r"(?P<said>[^:]{0,400}):(?: (?P<text>.*))?", re.DOTALL)
_ORIGIN = re.compile(r"from .{1,60}|starred|.{1,60} → .{1,60}")
_MILESTONES = {
    "impact started": "impact_started",
    "detected": "detected",
    "reported": "reported",
    "acknowledged": "acknowledged",
    "identified": "identified",
    "mitigated": "mitigated",
    "resolved": "resolved",
}


def is_own(lines: Sequence[Line]) -> bool:
    """Whether Debrief wrote the file."""
    top = [line.raw for line in lines[:_LOOKED_AT]]
    return any(_TITLE.match(raw) for raw in top) and any(raw.startswith(_EXPORTED) for raw in top)


def own_item(item: Item) -> Item:
    """An item without what stands below it: what it is linked to, and why its state is as it is."""
    return Item(item.line, [_REFERENCE.sub("", item.words[0])], item.lines, item.cells, item.heading)


def own_entry(entry: ReadEntry) -> ReadEntry:
    """An entry with what stands between its time and its words: who, which milestones, whether it is starred."""
    match = _STAMP.fullmatch(entry.text)
    if match is None:
        return entry
    said = [part.strip() for part in match["said"].split(",") if part.strip()]
    marks = tuple(_MILESTONES[part.lower()] for part in said if part.lower() in _MILESTONES)
    people = [part for part in said if part.lower() not in _MILESTONES and not _ORIGIN.fullmatch(part)]
    return replace(
        entry,
        text=(match["text"] or "").strip(),
        milestones=marks,
        author=", ".join(people),
        has_stated_milestones=bool(marks),
    )
