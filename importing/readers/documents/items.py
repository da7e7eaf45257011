"""The lines of a part to its items: measures, action items, lessons, factors."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from importing.readers.documents.code_words import is_code_word
from importing.readers.documents.item_words import ADDRESS, CLOSING, LEAD_IN, PLACEHOLDER, RECORD, TO_DO
from importing.readers.documents.lines import Kind, Line
from importing.readers.documents.part_names import part_of
from importing.readers.documents.parts import Part
from importing.readers.documents.passages import Passage
from importing.readers.documents.tables import Table, cell, tables_of

_FEWEST_SIGNS = 2  # lines about the text itself, to take their block for the end of it
_WORDS_OF_A_NAME, _WORDS_OF_A_GROUP = 4, 7
_WRAPPED = 60  # characters; a line so long that does not end a sentence goes on below
_DOING = re.compile(r"[A-Z][a-z]+ing\b")
_NAME_OF = re.compile(r"(\w[\w ]{0,20}?)\s*(?:[-–—:]\s)")
# Initials or a handle in bold, before what somebody will do or alone above it.
_NO_NAMES = r"API|APP|AWS|CD|CDN|CI|CPU|DB|DNS|FAQ|GCP|IT|OK|OPS|PR|QA|SLA|SLO|SRE|SQL|SSL|TLS|UI|UX|VM|VPN|WAF"
_OWNER = re.compile(rf"\*\*(?P<name>(?!(?:{_NO_NAMES})\b)[A-Z]{{2,3}}|@[\w.-]{{2,30}}):?\*\*:?\s*(?P<rest>.*)")
_NUMBER = re.compile(r"^(?:\d{1,2}|[a-z])[.):]\s*")
_SAYS_WHO = re.compile(r"\b(?:owner|assignee|assigned to|due)\s*[:=]", re.IGNORECASE)
# `Access from outside: set up a second host, with:` above the list of its details.
_LABEL_AND_LIST = re.compile(r"[A-Z][^:.]{2,40}:\s+[A-Z][^:]{10,300}:")
_WORD = re.compile(r"[^\W\d_]{3}")
_DETAIL = re.compile(
    r"(?:owners?|assignees?|tickets?|due|status|priority|deadline|target|issues?|prs?|jira|type|effort)\b|[A-Z]{2,9}-\d",
    re.IGNORECASE,
)
_TASK = re.compile(r"(?:Task|Action)(?: \d{1,2})?:\s+\S")  # below the measure that it carries out
_REFERENCE = re.compile(r"#\d")  # to a ticket: work, and no name of a group
_LABEL_ONLY = re.compile(r"[^.!?]{2,60}:")


@dataclass(slots=True)
class Item:
    """One item. `cells` are those of its row by their columns, where it stands in a table."""

    line: Line
    words: list[str]
    lines: list[int] = field(default_factory=list)
    cells: dict[str, str] = field(default_factory=dict)
    heading: str = ""
    is_group: bool = False  # the name of those below it, and no item

    @property
    def text(self) -> str:
        """Its words on one line."""
        return " ".join(self.words)

    def more(self, line: Line) -> None:
        """A further line of it."""
        self.words.append(line.words)
        self.lines.append(line.number)


def items_of(passages: Sequence[Passage], *, takes_prose: bool = False) -> list[Item]:
    """The items of a part. `takes_prose`: paragraphs are items where there is no list."""
    lists = [(passage, list(_listed(passage))) for passage in passages]
    if any(found for _, found in lists):
        return [item for _, found in lists for item in found]
    found = [item for passage in passages for item in _plain(passage, takes_prose=False)] or _headed(passages)
    if found or not takes_prose:
        return found
    return [item for passage in passages for item in _plain(passage, takes_prose=True)]


def _plain(passage: Passage, *, takes_prose: bool) -> list[Item]:
    """The items among lines without marks. A label with its text on one line is one."""
    is_run_in = bool(passage.lines) and passage.lines[0].number == passage.line
    return _plain_list(_plain_lines(passage), takes_prose=takes_prose or is_run_in)


def _headed(passages: Sequence[Passage]) -> list[Item]:
    """Items that are headings with their paragraphs below: `### 1. Alerts on the load`."""
    found: list[Item] = []
    for at, passage in enumerate(passages):
        below = passages[at + 1] if at + 1 < len(passages) else None
        is_group = not passage.told and below is not None and below.level > passage.level
        if passage.named is None and passage.heading and passage.line and not is_group:
            words = _NUMBER.sub("", passage.heading)
            line = Line(passage.line, Kind.HEADING, words=words)
            texts = [each for each in passage.told if each.kind is Kind.TEXT]
            item = Item(line, [words], [passage.line], heading=passage.heading)
            found.append(item)
            for each in texts:
                item.more(each)
    return found


def is_piece_of_work(item: Item) -> bool:
    """Whether somebody is named for it, or how far it is: by the columns of its table, or by its check box."""
    if _SAYS_WHO.search(item.text):
        return True
    return item.line.is_checked is not None or any(item.cells.get(name) for name in ("owner", "due", "status"))


def _listed(passage: Passage) -> Iterator[Item]:
    """The items of lists and tables."""
    lines = [line for line in passage.lines if line.kind is not Kind.CODE]
    tables = tables_of(lines)
    meanings = _meanings(lines, tables)
    items: list[Item] = []
    depth: list[tuple[int, Item]] = []
    is_open = False
    for line in lines:
        if table := tables.get(line.number):
            items.extend(_rows(table))
            is_open = False
        elif line.number in meanings:
            is_open = False
        elif line.kind is Kind.ITEM:
            is_open = True
            _take_item(line, items, depth)
        elif line.kind is Kind.TEXT and _LABEL_AND_LIST.fullmatch(line.words):
            items.append(Item(line, [line.words], [line.number]))
            is_open, depth[:] = True, [(-1, items[-1])]
        elif line.kind is Kind.TEXT and (owner := _OWNER.match(line.text)) and owner["rest"]:
            words = line.words[len(owner["name"]) :].strip(" :–—-")
            items.append(Item(line, [words], [line.number], {"owner": owner["name"]}))
            is_open, depth[:] = True, [(-1, items[-1])]
        elif line.kind is Kind.BLANK:
            is_open = False
            if depth and depth[0][0] < 0 and not items[-1].words[-1].endswith(":"):
                depth.clear()
        elif line.kind is Kind.TEXT and items and depth and (is_open or line.indent > depth[0][0]):
            depth[-1][1].more(line)
    yield from _told(items, passage)


def _meanings(lines: Sequence[Line], tables: dict[int, Table]) -> set[int]:
    """The items that say what words in the cells of a table mean: `P0 - critical for the release`."""
    cells = {each.lower() for table in tables.values() for row in table.rows for each in row.cells if each}
    named = ((line, _NAME_OF.match(line.words)) for line in lines if line.kind is Kind.ITEM and cells)
    return {line.number for line, name in named if name and name[1].lower() in cells}


def _take_item(line: Line, items: list[Item], depth: list[tuple[int, Item]]) -> None:
    """A line of a list: an item, or a part of the one it stands below."""
    while depth and line.indent < depth[-1][0]:
        depth.pop()
    above = _above(line, depth)
    if above is None or _TASK.match(line.words):
        item = Item(line, [line.words], [line.number])
        items.append(item)
        depth[:] = [entry for entry in depth if entry[0] < line.indent]
        depth.append((line.indent, item))
    elif (
        (_is_bold_name(above.line, line) or _LABEL_ONLY.fullmatch(above.line.words))
        and not _REFERENCE.search(above.line.words)
        and len(above.line.words.split()) <= _WORDS_OF_A_GROUP
        and _is_listed_below(line, above.line)
    ):
        item = Item(line, [line.words], [line.number], heading=above.line.words)  # below a name of a group
        items.append(item)
        above.is_group = True
        depth.append((line.indent, item))
    else:
        above.more(line)


def _is_bold_name(above: Line, line: Line) -> bool:
    """Whether a numbered line in bold is the name of a group, and the one below it no detail: `Owner is Ann`."""
    return above.is_bold and above.is_numbered and not _DETAIL.match(line.words)


def _is_listed_below(line: Line, above: Line) -> bool:
    """Whether a line is an item below the name of its group: further in, or `- b` below `1. A:`."""
    if line.is_numbered == above.is_numbered or _is_bold_name(above, line):
        return line.indent > above.indent
    return line.indent <= above.indent


def _above(line: Line, depth: list[tuple[int, Item]]) -> Item | None:
    """The item that a line of a list belongs to, if it is no item of its own."""
    for indent, item in reversed(depth):
        if indent < line.indent:
            return item
        if indent == line.indent and item.line.is_numbered and not line.is_numbered:
            return item
    return None


def _rows(table: Table) -> Iterator[Item]:
    names = ("owner", "due", "status", "tracker")
    columns = {name: table.column(name) for name in names}
    text_at = _text_column(table)
    for line in table.rows:
        cells = {name: cell(line, at) for name, at in columns.items() if at != text_at}
        words = cell(line, text_at if text_at is not None else _longest(line, set(columns.values())))
        if words:
            yield Item(line, [words], [line.number], cells)


def _text_column(table: Table) -> int | None:
    """The column that says what is to be done: `Item`, rather than `Issue` where there are both."""
    trackers = table.columns("tracker")
    return next((at for at in table.columns("text") if at not in trackers), table.column("text"))


def _longest(line: Line, taken: set[int | None]) -> int:
    free = [at for at in range(len(line.cells)) if at not in taken] or [0]
    return max(free, key=lambda at: len(line.cells[at]))


def _told(items: list[Item], passage: Passage) -> Iterator[Item]:
    if _is_of_records(items):
        return
    owner = _OWNER.fullmatch(f"**{passage.heading}**") if passage.named is None else None
    for item in items:
        if item.is_group:
            continue
        item.heading = item.heading or passage.heading
        if owner and not item.cells:
            item.cells = {"owner": owner["name"]}
        if item.text and not PLACEHOLDER.fullmatch(item.text):
            yield item


def _is_of_records(items: Sequence[Item]) -> bool:
    """Whether a list holds names of things, such as hosts, and no pieces of work."""
    names = sum(1 for item in items if RECORD.fullmatch(item.text))
    return len(items) > 1 and names * 2 > len(items)


def _plain_lines(passage: Passage) -> list[list[Item]]:
    """Lines without marks, in blocks between blank lines: each line an item, unless it goes on below."""
    blocks: list[list[Item]] = [[]]
    alone = _without_stops(passage)
    for line in passage.lines:
        if line.kind is Kind.BLANK:
            blocks.append([])
        elif line.kind is Kind.TEXT and not is_code_word(line) and _WORD.search(line.words) and not _names_list(line):
            block = blocks[-1]
            if block and line.number not in alone and _is_wrapped(block[-1], line):
                block[-1].more(line)
            else:
                block.append(Item(line, [line.words], [line.number], heading=passage.heading))
    return [block for block in blocks if block and sum(map(_signs, block)) < _FEWEST_SIGNS]


def _names_list(line: Line) -> bool:
    """Whether a line is the name of a list that begins below it: `Tasks to address the issue:`."""
    return line.words.endswith(":") and part_of(line.words.rstrip(" :")) in {Part.ACTIONS, Part.MEASURES}


def _without_stops(passage: Passage) -> set[int]:
    """The lines of a part in which each begins with a capital and none ends a sentence: a list without marks."""
    told = [line for line in passage.told if line.kind is Kind.TEXT]
    is_list = all(line.words[:1].isupper() and line.words[-1:].isalnum() for line in told)
    return {line.number for line in told} if is_list else set()


def _signs(item: Item) -> bool:
    """Whether a line says who wrote a text or when, as it stands at the end of one: `Prepared by: Ann`."""
    label, colon, _ = item.text.partition(":")
    return bool(colon) and part_of(label) in {Part.PEOPLE, Part.DATE, Part.ABOUT}


def _is_wrapped(item: Item, line: Line) -> bool:
    """Whether a line goes on with the one above it."""
    above = item.words[-1]
    if (_DOING.match(line.words) and _DOING.match(item.text)) or TO_DO.match(line.words):
        return False
    return line.words[:1].islower() or (len(above) >= _WRAPPED and above[-1] not in ".!?:;")


def _plain_list(blocks: list[list[Item]], *, takes_prose: bool) -> list[Item]:
    """The items among blocks of plain lines: those of the blocks of several lines; else each block is a paragraph."""
    told = [[item for item in block if not LEAD_IN.search(item.text)] for block in blocks]
    several = _before_closing([block for block in told if len(block) > 1])
    if several:
        chosen = [item for block in several for item in block]
    elif takes_prose or any(len(block) != len(mine) for block, mine in zip(blocks, told, strict=True)):
        chosen = [item for block in told for item in block]
    else:
        chosen = []
    while chosen and CLOSING.match(chosen[-1].text):
        chosen.pop()
    chosen = _without_names(chosen)
    return [item for item in chosen if not PLACEHOLDER.fullmatch(item.text) and not ADDRESS.fullmatch(item.text)]


def _without_names(items: list[Item]) -> list[Item]:
    """Sentences without the names of groups among them: `Short term`."""
    full = sum(1 for item in items if item.text.endswith((".", "!", "?")))
    if full * 2 < len(items):
        return items
    return [item for item in items if item.text.endswith((".", "!", "?")) or len(item.text.split()) > _WORDS_OF_A_NAME]


def _before_closing(blocks: list[list[Item]]) -> list[list[Item]]:
    """The blocks up to one that closes the document."""
    end = next((at for at, block in enumerate(blocks) if at and CLOSING.match(block[0].text)), len(blocks))
    return blocks[:end]
