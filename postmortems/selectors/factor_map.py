"""The factors of a postmortem as a drawing: what made what possible, from top to bottom, and the action items last.

All is laid out here, so that the template draws with SVG attributes alone. The list below the drawing says the same.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count

from actions.models import ActionItem
from incidents.selectors.zones import ShownZone
from postmortems.enums import FactorKind
from postmortems.selectors.analysis import Analysis, Answered

LINE, PAD, GAP = 18, 10, 46  # heights of a line of text, above and below it, and between two rows
EDGE = 2  # around all, for the strokes of boxes
LETTER = 7.2  # width of a letter at 13 px, on average
CHANNELS = 3  # in which arrows that pass rows run beside one another
CLASSES = {FactorKind.ROOT_CAUSE: "node-root", FactorKind.MITIGATOR: "node-help"}


@dataclass(frozen=True, slots=True)
class Size:
    """A drawing for one width of page."""

    name: str
    width: int
    box: int
    in_row: int
    space: int  # between two boxes
    lane: int  # at the left, for arrows that pass rows


WIDE = Size("wide", width=800, box=236, in_row=3, space=16, lane=44)
NARROW = Size("narrow", width=340, box=148, in_row=2, space=12, lane=26)


@dataclass(slots=True)
class Node:
    """A factor or an action item; `x` and `y` are its upper left corner. `title` has all its words."""

    key: str
    address: str
    kind: str
    lines: list[str]
    note: str
    title: str
    classes: str
    width: int
    x: int = 0
    y: int = 0
    height: int = 0
    row: int = 0

    @property
    def texts(self) -> list[tuple[str, int, str]]:
        """Class, position and words of each line."""
        said = [("kind", self.kind), *(("", line) for line in self.lines), ("note", self.note)]
        return [(name, PAD + LINE * (at + 1) - 5, words) for at, (name, words) in enumerate(said) if words]

    @property
    def middle(self) -> int:
        """Where arrows leave and arrive."""
        return self.x + self.width // 2


@dataclass(frozen=True, slots=True)
class Arrow:
    """A line and its tip, as paths."""

    path: str
    tip: str
    is_answer: bool


@dataclass(frozen=True, slots=True)
class FactorMap:
    """One drawing."""

    size: Size
    height: int
    nodes: list[Node]
    arrows: list[Arrow]
    label: str


@dataclass(slots=True)
class _Draft:
    """What is laid out: nodes by key, and who comes before whom."""

    nodes: dict[str, Node] = field(default_factory=dict)
    before: dict[str, list[str]] = field(default_factory=dict)
    layers: list[list[str]] = field(default_factory=list)


def factor_maps(rows: Analysis, zone: ShownZone) -> list[FactorMap]:
    """The drawing for wide pages and that for phones; none while there is nothing to connect."""
    items = {item.pk for answered in rows.factors for item in answered.answers}
    if len(rows.factors) + len(items) < 2:  # noqa: PLR2004 - one box alone is no map
        return []
    return [_drawn(rows, zone, size) for size in (WIDE, NARROW)]


def _drawn(rows: Analysis, zone: ShownZone, size: Size) -> FactorMap:
    draft = _Draft()
    for answered in rows.factors:
        node = _factor_node(answered, zone, size)
        draft.nodes[node.key] = node
        draft.before[node.key] = [_factor_key(cause.pk) for cause in answered.made_possible_by]
    linked = [item for item in rows.actions if any(item in answered.answers for answered in rows.factors)]
    for item in linked:
        node = _item_node(item, size)
        draft.nodes[node.key] = node
        draft.before[node.key] = [_factor_key(each.row.pk) for each in rows.factors if item in each.answers]
    factors = [_factor_key(answered.row.pk) for answered in rows.factors]
    draft.layers = [*_ranked(factors, draft.before), [f"item-{item.pk}" for item in linked]]
    height = _place(draft, size)
    counted = f"{_counted(len(factors), 'factor')} and {_counted(len(linked), 'action item')}"
    label = f"Map of {counted}. The list below says the same."
    return FactorMap(size, height, list(draft.nodes.values()), list(_arrows(draft, size)), label)


def _counted(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def _factor_key(pk: int) -> str:
    return f"factor-{pk}"


def _factor_node(answered: Answered, zone: ShownZone, size: Size) -> Node:
    factor = answered.row
    kind = factor.get_kind_display()
    times = ", ".join(f"{each.happened_at.astimezone(zone.zone):%H:%M}" for each in answered.evidence if not each.state)
    note = "no action item" if answered.is_open else f"evidence {times}" if times else ""
    return Node(
        key=_factor_key(factor.pk),
        address=f"#{answered.name}",
        kind=_cut(kind, _letters(size)),
        lines=wrapped(factor.text, _letters(size), 3),
        note=_cut(note, _letters(size)),
        title=f"{kind}: {factor.text}",
        classes=" ".join(filter(None, (CLASSES.get(FactorKind(factor.kind)), "node-none" if answered.is_open else ""))),
        width=size.box,
    )


def _item_node(item: ActionItem, size: Size) -> Node:
    state = item.get_status_display().lower()
    return Node(
        key=f"item-{item.pk}",
        address=item.get_absolute_url(),
        kind=item.reference,
        lines=wrapped(item.title, _letters(size), 2),
        note=_cut(state, _letters(size)),
        title=f"{item.reference}, {state}: {item.title}",
        classes="node-item",
        width=size.box,
    )


def _letters(size: Size) -> int:
    return int((size.box - 2 * PAD) / LETTER)


def _ranked(keys: Sequence[str], before: Mapping[str, list[str]]) -> list[list[str]]:
    """Each factor below all that made it possible."""
    ranks: dict[str, int] = {}
    waiting = list(keys)
    while waiting:
        ready = [key for key in waiting if all(cause in ranks for cause in before[key])]
        for key in ready or waiting:  # `waiting`: a circle, which no service stores, still ends
            ranks[key] = 1 + max((ranks.get(cause, -1) for cause in before[key]), default=-1)
        waiting = [key for key in waiting if key not in ranks]
    return [[key for key in keys if ranks[key] == rank] for rank in range(max(ranks.values(), default=-1) + 1)]


def _place(draft: _Draft, size: Size) -> int:
    """Puts the nodes into rows, each near what comes before it; returns the height of all."""
    y, row = EDGE, 0
    for layer in draft.layers:
        ordered = sorted(layer, key=lambda key: _pull(draft, key))
        for start in range(0, len(ordered), size.in_row):
            nodes = [draft.nodes[key] for key in ordered[start : start + size.in_row]]
            wide = len(nodes) * size.box + (len(nodes) - 1) * size.space
            x = size.lane + (size.width - size.lane - wide) // 2
            height = 2 * PAD + LINE * max(1 + len(node.lines) + bool(node.note) for node in nodes)
            for node in nodes:
                node.x, node.y, node.height, node.row = x, y, height, row
                x += size.box + size.space
            y, row = y + height + GAP, row + 1
    return y - GAP + EDGE


def _pull(draft: _Draft, key: str) -> float:
    above = [draft.nodes[cause].middle for cause in draft.before[key]]
    return sum(above) / len(above) if above else 0


def _arrows(draft: _Draft, size: Size) -> Iterator[Arrow]:
    """Straight down into the next row; past other rows by the lane at the left, so that none crosses a box."""
    channel = count()
    for key, causes in draft.before.items():
        end = draft.nodes[key]
        for cause in causes:
            start = draft.nodes[cause]
            top, bottom = start.y + start.height, end.y - 8
            if end.row == start.row + 1:
                bend = (top + bottom) // 2
                path = f"M{start.middle} {top} C{start.middle} {bend} {end.middle} {bend} {end.middle} {bottom}"
            else:
                at = next(channel) % CHANNELS
                x, out, into = 4 + at * (size.lane - 8) // CHANNELS, top + 8 + 5 * at, end.y - 14 - 5 * at
                path = f"M{start.middle} {top} V{out} H{x} V{into} H{end.middle} V{bottom}"
            yield Arrow(path, f"M{end.middle} {end.y} l-5 -9 h10 Z", is_answer=key.startswith("item-"))


def wrapped(text: str, letters: int, most: int) -> list[str]:
    """The text in at most so many lines; a word or a text that is longer is cut with an ellipsis."""
    lines: list[str] = []
    for word in text.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and _width(joined) <= letters:
            lines[-1] = joined
        elif len(lines) < most:
            lines.append(_cut(word, letters))
        else:
            lines[-1] = _cut(f"{joined}…", letters) if lines[-1][-1] != "…" else lines[-1]
            break
    return lines


def _cut(text: str, letters: int) -> str:
    if _width(text) <= letters:
        return text
    kept, wide = "", 1
    for character in text:
        wide += _width(character)
        if wide > letters:
            break
        kept += character
    return f"{kept.rstrip(' ,;.…')}…"


def _width(text: Iterable[str]) -> int:
    """In letters: characters of East Asia take the room of two, marks on a letter none."""
    return sum(
        0 if unicodedata.combining(each) else 2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text
    )
