"""The lines of a document, each with what its marks say: a heading, an item of a list, a row of a table, code."""

import re
from dataclasses import dataclass
from enum import Enum, auto
from itertools import takewhile

from importing.readers.documents.plain import is_picture, plain
from importing.readers.documents.wiki_marks import as_markdown, has_wiki_marks


class Kind(Enum):
    """What a line is by its marks."""

    __hash__ = object.__hash__  # that of Enum costs much, and sets of kinds are asked for each line

    BLANK = auto()
    HEADING = auto()
    ITEM = auto()
    ROW = auto()
    CODE = auto()
    TEXT = auto()
    ASIDE = auto()  # no words of the document: front matter, fences, rules, pictures, addresses of links


@dataclass(frozen=True, slots=True)
class Line:
    """One line. `text` is without its marks, `words` is plain, too."""

    number: int
    kind: Kind
    raw: str = ""
    text: str = ""
    words: str = ""
    indent: int = 0
    level: int = 0  # of a heading, 1 is the highest
    is_numbered: bool = False
    is_checked: bool | None = None  # of a check box
    cells: tuple[str, ...] = ()
    is_bold: bool = False  # all of it is


@dataclass(frozen=True, slots=True)
class Lines:
    """All lines, and what the front matter says."""

    all: tuple[Line, ...]
    front: dict[str, str]


_HEADING = re.compile(r" {0,3}(#{1,6})(?:\s+|(?=[^\s#!\d]))(.*)")
_WIKI_HEADING = re.compile(r" ?(={1,6})\s*+([^=\n]{1,200}?)\s*+\1\s*|(={1,6}) (?=[A-Za-z])([^=\n]{1,200})")
_UNIT = r"(?:[KMGTP]i?B|[KMG]?Hz|[Mm]illion|[Bb]illion|[Pp]ercent|USD|EUR)\b"  # 2.5 GB is no item 2.5
_ITEM = re.compile(
    r"(?P<indent>[ \t]*)(?P<mark>[-*+•◦▪‣●○■·–—]|o(?=\s{2,})"
    rf"|(?P<levels>\d{{1,2}}(?:\.[1-9]){{1,3}}(?=\.?\s+(?!{_UNIT})[A-Z]))\.?"
    r"|\(?(?P<count>\d{1,3}|[a-z])[.)]|(?P<named>[A-Z]{1,2}\d{1,2})\."
    r"|(?P<work>(?:Action(?: item)?|Recommendation|Measure|Task|Improvement) ?#?\d{1,2}) ?[.:)–-](?=\s))"
    r"(?P<gap>\s+|(?=\*\*|\[[ xX]\])|(?<=\d\.)(?=[A-Z\d])(?![0-5]\d(?:[\s,:]|\s?[ap]\.?m)))(?P<text>.*)"
)
_BOX = re.compile(r"\[(?P<mark>[ xX✓✔])\]\s*(?P<text>.*)|(?P<sign>[☐☑✅✔☒])\s*(?P<rest>.*)")
_FENCE = re.compile(r"\s{0,12}(`{3,}|~{3,})\s*+([^`]*)")
_RULE = re.compile(r"\s{0,3}(?:[-*_=─—–]\s*+){3,}+")
_DIVIDER = re.compile(r"\s*+\|?\s*+:?-{2,}+:?\s*+(?:\|\s*+:?-*+:?\s*+)*+")
_REFERENCE = re.compile(r"\s{0,3}\[(?P<name>[^\[\]]+)\]:\s*(?:<?(?:https?://|mailto:|data:|/|\.|#)\S*)")
_BOLD = re.compile(r"(?:\*\*|__)(?P<text>[^*_].*?)(?:\*\*|__)\s*+:?\s*+")
_MODULE = re.compile(r"import\s.{1,200}\sfrom\s+['\"].{1,200}['\"];?\s*$|export (?:const|default|let|function)\b")
_MEMBER = re.compile(r"\s+(?P<key>\w+):\s*(?P<quote>['\"`])(?P<value>.*)(?P=quote),?\s*")
_FRONT = re.compile(r"(?P<key>[\w-]+)\s*[:=]\s*(?P<value>.*)")
# Of front matter without marks: what generators of websites write there, and nothing else.
_FRONT_KEY = re.compile(
    r"(?P<key>(?:title|date|permalink|layout|authors?|slug|tags?|categor(?:y|ies)|modified|published|updated|created|lang"
    r"|draft|description|type|id|excerpt|keywords|image|cover|url|template|comments|series|weight"
    r"|status(?=\s?:\s(?:publish(?:ed)?|draft|live)\b)))"
    r"\s?:\s(?P<value>.*)",
    re.IGNORECASE,
)
_BRACED = re.compile(r"\"(?P<key>[\w-]+)\"\s*:\s*(?P<value>[^\s].*?),?")
_FEWEST_KEYS = 3
# Of these, at least one: no label of an incident is so called.
_OF_A_GENERATOR = frozenset(
    ("permalink", "layout", "slug", "tags", "category", "categories", "lang", "draft", "excerpt", "keywords")
)
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")  # resolvedAt
_FRONT_MARKS = ("---", "+++")
_LONGEST_FRONT = 60
# As a machine writes it, shown as code: its day and time, a level, a process.
_OF_A_LOG = re.compile(
    r"\s*[A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2}|.{0,80}?(?:\b(?:ERROR|INFO|WARN|WARNING|DEBUG|FATAL|TRACE"
    r"|NOTICE|LOG)\b"
    r"|\w\[\d{1,7}\]:|\blevel=)"
)
# An update of a page made with cState, all on one line: `*Resolved* - It is up. {{< track "2031-05-03 14:05:00" >}}`.
_TRACKED = re.compile(r"([*_]{1,2}\w[^{}]{1,4000}) \{\{<\s*track\s+\"([^\"{}]{5,40})\"\s*>\}\}\s*")
_QUOTED = re.compile(r"(?:\s*+> ?)*+")
_MOST_COLUMNS = 40
_TAB = 4
_ALL = 0.7  # of a document


def lines_of(text: str) -> Lines:
    """The lines of a text, from 1."""
    raw = text.split("\n")
    front_end, front = _front_matter(raw)
    references = {match["name"].lower() for line in raw if (match := _REFERENCE.match(line))}
    found: list[Line] = []
    code = _code(raw, front_end)
    rows = _rows_without_edges(raw)
    is_wiki = has_wiki_marks(raw)
    in_comment = False
    for number, line in enumerate(raw, start=1):
        if number <= front_end:
            found.append(Line(number, Kind.ASIDE if line.strip() else Kind.BLANK, line))
        elif in_comment or (line.lstrip().startswith("<!--") and number not in code):
            in_comment = "-->" not in line
            found.append(Line(number, Kind.ASIDE, line))
        elif number in rows and number not in code:
            found.append(_row(number, line, f"| {line} |", references))
        elif number not in code:
            found.append(_line(number, line, as_markdown(line) if is_wiki else line, references))
        elif code[number]:
            found.append(Line(number, Kind.ASIDE, line))
        else:
            kind = Kind.CODE if line.strip() else Kind.BLANK
            found.append(Line(number, kind, line, line, line.strip(), _indent(line)))
    return Lines(tuple(_underlined(found)), front)


def _code(raw: list[str], front_end: int) -> dict[int, bool]:
    """The lines of blocks of code, and whether each is a fence. A block without end is none, nor one around all."""
    found: dict[int, bool] = {}
    block: list[int] = []
    fence = ""
    words = sum(1 for line in raw if line.strip())
    for number, line in enumerate(raw[front_end:], start=front_end + 1):
        mark = _FENCE.fullmatch(line)
        if mark and not fence:
            fence, block = mark[1], [number]
        elif fence:
            block.append(number)
            if mark and mark[1].startswith(fence) and not mark[2]:
                is_all = len(block) > _ALL * words
                found |= {
                    each: is_all or each in {block[0], number}
                    for each in block
                    if not is_all or each in {block[0], number}
                }
                fence = ""
    if fence:
        found[block[0]] = True
    return found


def _rows_without_edges(raw: list[str]) -> set[int]:
    """The lines of tables whose rows have bars between the cells alone: `Time | Event` above `--- | ---`."""
    found: set[int] = set()
    for at in range(1, len(raw)):
        divider = raw[at].strip()
        if divider[:1] not in {"-", ":"} or "|" not in divider or not _DIVIDER.fullmatch(divider):
            continue
        if at + 1 in found or "|" not in raw[at - 1] or raw[at - 1].lstrip().startswith("|"):
            continue
        rows = takewhile(lambda row: "|" in row[1], enumerate(raw[at + 1 :], at + 2))
        found |= {at, *(number for number, _ in rows)}
    return found


def _front_matter(raw: list[str]) -> tuple[int, dict[str, str]]:
    """How many lines the front matter has, and what it says."""
    mark = raw[0].strip() if raw else ""
    if _MODULE.match(mark):
        return _front_of_module(raw)
    if mark not in _FRONT_MARKS:
        return _front_without_marks(raw)
    end = next((at for at, line in enumerate(raw[1:_LONGEST_FRONT], start=1) if line.strip() == mark), 0)
    if not any(_FRONT.match(line) for line in raw[1:end]):
        return 0, {}
    said = (match for line in raw[1:end] if (match := _FRONT.match(line)))
    return end + 1, {_HUMP.sub("-", match["key"]).lower(): match["value"].strip().strip("\"'") for match in said}


def _front_of_module(raw: list[str]) -> tuple[int, dict[str, str]]:
    """The statements at the head of a page that is also a program (MDX), and what they say: `title: 'Slow search',`."""
    end, depth = 0, 0
    said: dict[str, str] = {}
    for at, line in enumerate(raw[:_LONGEST_FRONT], start=1):
        if depth <= 0 and line.strip() and not _MODULE.match(line):
            break
        if match := _MEMBER.fullmatch(line):
            said.setdefault(match["key"].lower(), match["value"])
        depth += sum(line.count(bracket) for bracket in "{[") - sum(line.count(bracket) for bracket in "}]")
        end = at if line.strip() else end
    return (0, {}) if depth > 0 else (end, said)


def _front_without_marks(raw: list[str]) -> tuple[int, dict[str, str]]:
    """Front matter that begins with `title:` and ends with a blank line, or is written as `"title": "…"` in braces."""
    first = next((at for at, line in enumerate(raw[:_LONGEST_FRONT]) if line.strip()), 0)
    is_braced = bool(raw) and raw[first].strip() == "{"
    begin = first + 1 if is_braced else first
    end = next((at for at, line in enumerate(raw[begin:], begin) if line.strip() == ("}" if is_braced else "")), 0)
    found = [(_BRACED if is_braced else _FRONT_KEY).fullmatch(line.strip()) for line in raw[begin:end][:_LONGEST_FRONT]]
    said = {match["key"].lower(): match["value"].strip().strip("\"'") for match in found if match}
    is_front = is_braced or not _OF_A_GENERATOR.isdisjoint(said)
    if None in found or "title" not in said or len(said) < _FEWEST_KEYS or not is_front:
        return 0, {}
    return end + 1, said


def _line(number: int, raw: str, shown: str, references: set[str]) -> Line:
    line = shown.lstrip("\ufeff").replace("&nbsp;", " ")
    if "{{<" in line and (tracked := _TRACKED.fullmatch(line)):
        line = f"{tracked[2]} - {tracked[1]}"
    line = line[_QUOTED.match(line).end() :]  # type: ignore[union-attr]
    if not line.strip():
        return Line(number, Kind.BLANK, raw)
    return _marked(number, raw, line, references) or _text(number, raw, line, references)


def _marked(number: int, raw: str, line: str, references: set[str]) -> Line | None:
    """A line by its marks; None for one that has none."""
    if match := _HEADING.match(line):
        words = match[2].strip(" \t#")
        return Line(number, Kind.HEADING, raw, words, plain(words, references), level=len(match[1]))
    if match := _WIKI_HEADING.fullmatch(line):
        words = (match[2] or match[4]).strip()
        return Line(number, Kind.HEADING, raw, words, plain(words, references), level=len(match[1] or match[3]))
    if _REFERENCE.match(line) or is_picture(line):
        return Line(number, Kind.ASIDE, raw)
    if _RULE.fullmatch(line) or (_DIVIDER.fullmatch(line) and "|" in line):
        return Line(number, Kind.ASIDE, raw, line.strip())
    if line.lstrip().startswith("|") and 1 < line.count("|") <= _MOST_COLUMNS:
        return _row(number, raw, line, references)
    box = _BOX.fullmatch(line.strip())
    match = _ITEM.fullmatch(f"- {line.strip()}" if box else line)
    return _item(number, raw, match, references) if match else None


def _text(number: int, raw: str, line: str, references: set[str]) -> Line:
    words, text = plain(line, references), line.strip()
    is_bold = _BOLD.fullmatch(text) is not None and "**" not in text[2:].rstrip(" :")[:-2]
    return Line(number, Kind.TEXT if words else Kind.ASIDE, raw, text, words, _indent(line), is_bold=is_bold)


def _row(number: int, raw: str, line: str, references: set[str]) -> Line:
    inner = line.strip().strip("|").replace("\\|", "\x00")
    cells = tuple(plain(cell.replace("\x00", "|"), references) for cell in inner.split("|"))
    return Line(number, Kind.ROW, raw, line.strip(), " ".join(cell for cell in cells if cell), cells=cells)


def _item(number: int, raw: str, match: re.Match[str], references: set[str]) -> Line:
    text, checked = match["text"], None
    if box := _BOX.fullmatch(text):
        checked = (box["mark"] or box["sign"]) not in {" ", "☐"}
        text = box["text"] if box["mark"] else box["rest"]
    words = plain(text, references)
    numbered = any(match[name] for name in ("count", "levels", "named", "work"))
    is_bold = _BOLD.fullmatch(text.strip()) is not None
    indent = _indent(match["indent"])
    kind = Kind.ITEM if words else Kind.ASIDE
    return Line(
        number, kind, raw, text.strip(), words, indent, is_numbered=numbered, is_checked=checked, is_bold=is_bold
    )


def is_of_log(line: Line) -> bool:
    """Whether a line of code is what a machine noted, such as that of a log."""
    return line.kind is Kind.CODE and _OF_A_LOG.match(line.raw) is not None


def _underlined(lines: list[Line]) -> list[Line]:
    """A line of text with `===` or `---` below it is a heading."""
    for at in range(1, len(lines)):
        below, line = lines[at], lines[at - 1]
        is_alone = at < 2 or lines[at - 2].kind is not Kind.TEXT  # noqa: PLR2004 - the line above that one
        mark = below.text.replace(" ", "")
        if below.kind is Kind.ASIDE and mark and line.kind is Kind.TEXT and is_alone and set(mark) in ({"="}, {"-"}):
            level = 1 if mark[0] == "=" else 2
            lines[at - 1] = Line(line.number, Kind.HEADING, line.raw, line.text, line.words, level=level)
    return lines


def _indent(line: str) -> int:
    expanded = line.expandtabs(_TAB)
    return len(expanded) - len(expanded.lstrip())
