"""Sanitized HTML, as `core.markdown` makes it, back to Markdown: for files that leave Debrief.

It knows the tags of the sanitizer and no others. Rendered again, the result says the same.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser

CODE_INDENT = 4
BLOCKS = frozenset("blockquote h4 h5 h6 hr ol p pre table ul".split())  # noqa: SIM905
ALONE = frozenset({"br", "hr", "img"})
LEVELS = {"h4": 4, "h5": 5, "h6": 6}

_SPECIAL = re.compile(r"[\\`*_\[\]{}]")
_ENTITY = re.compile(r"&(?=#?[\w]{1,31};)")
_LINE_START = re.compile(r"^(?:([#+>-])|(\d{1,9})([.)])|([=~]))", re.MULTILINE)
_SPACES = re.compile(r"[ \t\n]+")
_TICKS = re.compile(r"`+")
_CODE = re.compile(r"(`+[^`]*`+)")
RULES = {"left": ":---", "center": ":---:", "right": "---:"}
_LEADING = re.compile(r"\n[ \t]+")


@dataclass(slots=True)
class Node:
    """An element of the tree; text stands among the children."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Node | str"] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All text in it."""
        return "".join(child if isinstance(child, str) else child.text for child in self.children)


class _Tree(HTMLParser):
    """The tree of sanitized HTML, in which every tag is closed."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open = [Node("")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(node)
        if tag not in ALONE:
            self.open.append(node)

    def handle_endtag(self, tag: str) -> None:
        if tag not in ALONE and len(self.open) > 1:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def markdown_of(html: str) -> str:
    """The Markdown of sanitized HTML, without a line break at its end."""
    tree = _Tree()
    tree.feed(html)
    tree.close()
    return "\n".join(_blocks(tree.open[0]))


def escaped(text: str) -> str:
    """Plain text that Markdown shows as it is."""
    text = _SPECIAL.sub(lambda found: f"\\{found[0]}", _ENTITY.sub("&amp;", text)).replace("<", "&lt;")
    return _LINE_START.sub(_escaped_start, text)


def _escaped_start(found: re.Match[str]) -> str:
    sign, number, dot, rule = found.groups()
    if number:
        return f"{number}\\{dot}"
    return f"&#{ord(rule)};" if rule else f"\\{sign}"


def _blocks(node: Node, *, in_list: bool = False) -> list[str]:
    """The lines of all blocks in it, with an empty line between two."""
    lines: list[str] = []
    for block in _parted(node):
        made = _block(block, in_list=in_list)
        if made:
            lines += [*([""] if lines else []), *made]
    return lines


def _parted(node: Node) -> Iterator[Node]:
    """Its blocks; what stands between them is a paragraph."""
    prose = Node("p")
    for child in node.children:
        if isinstance(child, Node) and child.tag in BLOCKS:
            yield prose
            yield child
            prose = Node("p")
        else:
            prose.children.append(child)
    yield prose


def _block(node: Node, *, in_list: bool = False) -> list[str]:
    if node.tag in LEVELS:
        words = _inline(node).replace("\n", " ").strip()
        return [f"{'#' * LEVELS[node.tag]} {words}"]
    if node.tag == "hr":
        return ["* * *"]
    if node.tag == "pre":
        return _code(node.text, in_list=in_list)
    if node.tag == "blockquote":
        return [f"> {line}".rstrip() for line in _blocks(node, in_list=in_list)]
    if node.tag in {"ul", "ol", "table"}:
        return _table(_rows(node)) if node.tag == "table" else _list(node)
    words = _inline(node).strip()
    return words.split("\n") if words else []


def _code(text: str, *, in_list: bool) -> list[str]:
    """Between fences; indented under an item of a list, which a fence would end."""
    if in_list:
        return _indented(text.removesuffix("\n").split("\n"), CODE_INDENT)
    longest = max((len(ticks) for ticks in _TICKS.findall(text)), default=0)
    fence = "`" * max(3, longest + 1)
    return [fence, *text.removesuffix("\n").split("\n"), fence]


def _indented(lines: list[str], width: int) -> list[str]:
    return [f"{' ' * width}{line}" if line else "" for line in lines]


def _list(node: Node) -> list[str]:
    """Items; those that hold paragraphs are set apart by empty lines, as they were."""
    items = [child for child in node.children if isinstance(child, Node) and child.tag == "li"]
    first = int(node.attributes.get("start") or 1)
    lines: list[str] = []
    for number, item in enumerate(items, start=first):
        mark = f"{number}." if node.tag == "ol" else "-"
        made = _item(item) or [""]
        if lines and _is_loose(item):
            lines.append("")
        lines.append(f"{mark} {made[0]}".rstrip())
        lines += _indented(made[1:], len(mark) + 1)
    return lines


def _is_loose(item: Node) -> bool:
    return any(isinstance(child, Node) and child.tag == "p" for child in item.children)


def _item(item: Node) -> list[str]:
    """Its lines; a list right below the words of a tight item follows without an empty line."""
    if _is_loose(item):
        return _blocks(item, in_list=True)
    lines: list[str] = []
    for block in _parted(item):
        made = _block(block, in_list=True)
        if made and lines and block.tag not in {"ul", "ol"}:
            lines.append("")
        lines += made
    return lines


def _rows(table: Node) -> list[list[tuple[str, str]]]:
    """The cells of each row: their words, and how they are aligned."""
    rows: list[list[tuple[str, str]]] = []
    for part in table.children:
        for row in part.children if isinstance(part, Node) else ():
            if isinstance(row, Node):
                cells = [cell for cell in row.children if isinstance(cell, Node)]
                rows.append([(_inline(cell), cell.attributes.get("align", "")) for cell in cells])
    return rows


def _inline(node: Node) -> str:
    parts = [_piece(child) for child in node.children]
    return _LEADING.sub("\n", "".join(parts))


def _piece(child: Node | str) -> str:
    if isinstance(child, str):
        return escaped(_SPACES.sub(" ", child))
    if child.tag == "br":
        return "  \n"
    if child.tag == "img":
        return _picture(child)
    if child.tag == "code":
        return _code_span(child.text)
    if child.tag == "a":
        return _link(child)
    words = _inline(child)
    marks = {"strong": "**", "em": "*"}.get(child.tag, "")
    return _marked(words, marks) if marks else words


def _marked(words: str, marks: str) -> str:
    """Emphasis holds no space at its ends."""
    inner = words.strip()
    if not inner:
        return words
    before, after = words[: len(words) - len(words.lstrip())], words[len(words.rstrip()) :]
    return f"{before}{marks}{inner}{marks}{after}"


def _code_span(text: str) -> str:
    ticks = "`" * (max((len(found) for found in _TICKS.findall(text)), default=0) + 1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{ticks}{pad}{text}{pad}{ticks}"


def _link(node: Node) -> str:
    address, words = node.attributes.get("href", ""), _inline(node)
    if not address:
        return words
    if node.text == address:
        return f"<{address}>"
    return f"[{words}]({_address(node, address)})"


def _picture(node: Node) -> str:
    words = escaped(node.attributes.get("alt", "").replace("\n", " "))
    return f"![{words}]({_address(node, node.attributes.get('src', ''))})"


def _address(node: Node, address: str) -> str:
    """The address with the title behind it; brackets and spaces would end it."""
    title = node.attributes.get("title", "").replace('"', "'").replace("\n", " ")
    safe = address.replace("(", "%28").replace(")", "%29").replace(" ", "%20")
    return f'{safe} "{title}"' if title else safe


def _table(rows: Sequence[Sequence[tuple[str, str]]]) -> list[str]:
    """The lines of a table; each cell is its Markdown and how it is aligned. The first row is its head."""
    if not rows:
        return []
    head, *body = rows
    rule = [RULES.get(align, "---") for _, align in head]
    return [_row([words for words, _ in head]), _row(rule), *(_row([words for words, _ in row]) for row in body)]


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(_cell(cell) for cell in cells)} |"


def _cell(words: str) -> str:
    """On one line, and without the sign that ends it; in code, where it would show, it ends nothing."""
    pieces = _CODE.split(" ".join(words.split()))
    return "".join(piece if at % 2 else piece.replace("|", "&#124;") for at, piece in enumerate(pieces))
