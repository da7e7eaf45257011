"""HTML to lines of Markdown: what stands in it, without the furniture of its page. Depth costs nothing."""

import re
from html import escape
from html.parser import HTMLParser

_LEFT_OUT = "nav footer script style noscript template form button svg iframe select head"
_DROPPED = frozenset(_LEFT_OUT.split())  # with all that stands in them
_STANDING_ALONE = (
    "p div section article main header blockquote figure figcaption dl dd dt body details summary address aside hr"
)
_BLOCKS = frozenset(_STANDING_ALONE.split())
_HEADINGS = {f"h{level}": "#" * level for level in range(1, 7)}
_LISTS, _TABLE = frozenset({"ul", "ol", "li"}), frozenset({"table", "tr", "td", "th"})
_MARKS = {"strong": "**", "b": "**", "em": "_", "i": "_", "code": "`", "del": "~~", "s": "~~"}
_ASIDE = re.compile(r"<!--.*?(?:-->|\Z)|<!\[CDATA\[|\]\]>|<![A-Za-z][^<>]*>|<\?[^<>]*>", re.DOTALL)
_NO_TAG = re.compile(r"<(?!/?[A-Za-z][^<>]{0,4000}>)")
_CONTENT = re.compile(r"<(?:main|article)\b", re.IGNORECASE)
_TITLE = re.compile(r"<title[^<>]*>([^<]*)</title", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\r\n\f\u00a0]+")
_PADDED = re.compile(r"(\*\*|~~)(\s+)$")
_LOOKED_AT = 4_000
_DEEPEST = 12  # levels of lists that show as such


def text_of_html(source: str) -> str:
    """The words of a page as Markdown."""
    tidy = _NO_TAG.sub("&lt;", _ASIDE.sub("", source))
    writer = _Writer(only_content=_CONTENT.search(tidy) is not None)
    writer.feed(tidy)
    writer.close()
    text = writer.text()
    title = _TITLE.search(tidy[:_LOOKED_AT])
    if title and title[1].strip() and not re.search(r"^# ", text, re.MULTILINE):
        return f"# {_SPACES.sub(' ', title[1]).strip()}\n\n{text}"
    return text


class _Writer(HTMLParser):
    """Writes lines while tags come by; each tag costs the same wherever it stands."""

    def __init__(self, *, only_content: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.only_content = only_content
        self.content = 0  # open <main> and <article>
        self.dropped = ""
        self.dropped_depth = 0
        self.lines: list[str] = []
        self.words: list[str] = []
        self.start = ""  # what the line begins with: `## `, `- `
        self.lists: list[int | None] = []  # the number of the last item of each open list, None for bullets
        self.addresses: list[str] = []
        self.cells: list[str] | None = None
        self.rows = 0
        self.code = 0

    def text(self) -> str:
        """All lines."""
        self._end_line()
        return "\n".join(self.lines).strip("\n") + "\n"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._drops(tag, opens=True):
            return
        if tag in _HEADINGS:
            self._block()
            self.start = f"{_HEADINGS[tag]} "
        elif tag in _LISTS:
            self._list_opens(tag)
        elif tag in _TABLE:
            self._table_opens(tag)
        elif tag in _BLOCKS or tag == "pre":
            self._block()
            self._code_opens(tag)
        elif tag == "br":
            self._break()
        else:
            self._inline(tag, dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        if self._drops(tag, opens=False):
            return
        if tag in _HEADINGS:
            self._end_line()
            self.lines.append("")
        elif tag in _LISTS:
            self._list_closes(tag)
        elif tag in _TABLE:
            self._table_closes(tag)
        elif tag == "pre" and self.code:
            self._end_line()
            self.code -= 1
            self.lines += ["```", ""]
        elif tag in _BLOCKS:
            self._block()
        elif tag in _MARKS and not self.code:
            self.words.append(_MARKS[tag])
        elif tag == "a" and self.addresses:
            self.words.append(f"]({_address(self.addresses[-1])})" if self._links() else "")
            self.addresses.pop()

    def _inline(self, tag: str, said: dict[str, str | None]) -> None:
        """A tag inside a line: emphasis, a link, a picture, a check box."""
        if tag in _MARKS and not self.code:
            self.words.append(_MARKS[tag])
        elif tag == "a":
            self.addresses.append(said.get("href") or "")
            self.words.append("[" if self._links() else "")
        elif tag == "img" and (alt := (said.get("alt") or "").strip()):
            self.words.append(f"![{_plain(alt)}]({_address(said.get('src') or 'picture')})")
        elif tag == "input" and said.get("type") == "checkbox":
            self.words.append("[x] " if "checked" in said else "[ ] ")

    def _code_opens(self, tag: str) -> None:
        if tag == "pre":
            self.code += 1
            self.lines.append("```")

    def _list_opens(self, tag: str) -> None:
        if tag == "li":
            self._begin_item()
            return
        self._end_line()
        self.lists.append(0 if tag == "ol" else None)

    def _list_closes(self, tag: str) -> None:
        self._end_line()
        if tag != "li":
            if self.lists:
                self.lists.pop()
            if not self.lists:
                self.lines.append("")

    def handle_data(self, data: str) -> None:
        if self.dropped or (self.only_content and not self.content):
            return
        if self.code:
            first, *more = data.split("\n")
            self.words.append(first)
            for line in more:
                self._end_line(keep_empty=True)
                self.words.append(line)
            return
        self.words.append(_plain(_SPACES.sub(" ", data)))

    def _drops(self, tag: str, *, opens: bool) -> bool:
        """Whether what stands here is left out."""
        if self.dropped:
            if tag == self.dropped:
                self.dropped_depth += 1 if opens else -1
                if self.dropped_depth == 0:
                    self.dropped = ""
            return True
        if tag in _DROPPED:
            if opens:
                self.dropped, self.dropped_depth = tag, 1
            return True
        if tag in {"main", "article"}:
            self.content = max(0, self.content + (1 if opens else -1))
        return self.only_content and not self.content and tag not in {"main", "article"}

    def _links(self) -> bool:
        return bool(self.addresses) and self.addresses[-1].startswith(("http://", "https://"))

    def _block(self) -> None:
        """A block begins or ends: the line does, with a blank line outside of lists and tables."""
        if self.cells is not None:
            self.words.append(" ")
            return
        if not any(word.strip() for word in self.words) and self.start.strip() and not self.start.startswith("#"):
            return  # a paragraph right inside an item
        self._end_line()
        if not self.lists and self.lines and self.lines[-1]:
            self.lines.append("")

    def _break(self) -> None:
        if self.cells is not None:
            self.words.append(" ")
            return
        inside = "    " * min(len(self.lists), _DEEPEST)
        self._end_line()
        self.start = inside

    def _begin_item(self) -> None:
        self._end_line()
        depth = max(0, min(len(self.lists), _DEEPEST) - 1)
        mark = "- "
        if self.lists and (number := self.lists[-1]) is not None:
            self.lists[-1] = number + 1
            mark = f"{number + 1}. "
        self.start = "    " * depth + mark

    def _table_opens(self, tag: str) -> None:
        if tag == "table":
            self._block()
            self.rows = 0
        elif tag == "tr":
            self._end_line()
            self.cells = []
        else:
            self._end_cell()

    def _table_closes(self, tag: str) -> None:
        if tag in {"td", "th"}:
            self._end_cell(closes=True)
        elif tag == "tr" and self.cells is not None:
            self._end_cell()
            if self.cells:
                self.lines.append(f"| {' | '.join(self.cells)} |")
                if self.rows == 0:
                    self.lines.append(f"|{' --- |' * len(self.cells)}")
                self.rows += 1
            self.cells = None
        elif tag == "table":
            self.cells = None
            self._block()

    def _end_cell(self, *, closes: bool = False) -> None:
        if self.cells is None:
            return
        words = _SPACES.sub(" ", "".join(self.words)).strip()
        self.words = []
        if words or closes:
            self.cells.append(words.replace("|", "\\|"))

    def _end_line(self, *, keep_empty: bool = False) -> None:
        words = "".join(self.words)
        self.words = []
        if not self.code:
            words = _SPACES.sub(" ", words).strip()
        if words.strip("*_`~ ") or keep_empty or (self.code and words):
            self.lines.append(f"{self.start}{words}")
            self.start = ""
        elif self.start.startswith("#"):
            self.start = ""


def _plain(text: str) -> str:
    """Words in which nothing looks like a tag."""
    return escape(text, quote=False).replace("&gt;", ">")


def _address(address: str) -> str:
    """An address that does not end a link before its time."""
    return address.strip().replace("(", "%28").replace(")", "%29").replace(" ", "%20")
