"""A quoted timeline entry in Markdown: `{entry 123}` on a line of its own.

Stored HTML holds the reference alone. A page puts the entry in its place when it is read, through `visible_to`
(`incidents/selectors/quotes.py`), so that a correction shows and a redacted entry is gone. Where nobody does, the line
stands there as it was typed.
"""

import re
from collections.abc import Callable, Iterable

_LINE = re.compile(r"\{entry ([1-9][0-9]{0,8})\}")
_PARAGRAPH = re.compile(r"<p>(.*?)</p>", re.DOTALL)
_BREAK = re.compile(r"<br>\n?")
_MARKED = re.compile(
    r'<p data-entry="([1-9][0-9]{0,8})">\{entry [0-9]+\}</p>\n?'
)  # the sanitizer lets nobody write one


def quote_of(entry: int) -> str:
    """The line that quotes an entry."""
    return f"{{entry {entry}}}"


def entries_quoted(source: str) -> set[int]:
    """The entries that a Markdown text quotes, each on a line of its own."""
    return {int(found[1]) for line in source.splitlines() if (found := _LINE.fullmatch(line.strip()))}


def quotes_in_lines(source: str) -> list[str]:
    """What would quote an entry and does not, because other words stand in its line; not where it may be code."""
    lines = (line.strip() for line in source.splitlines() if "`" not in line and not line.startswith(("    ", "\t")))
    return [found[0] for line in lines if not _LINE.fullmatch(line) for found in _LINE.finditer(line)]


def mark_quotes(html: str) -> str:
    """Makes each such line of sanitized HTML a paragraph of its own, with the entry's number."""
    return _PARAGRAPH.sub(_parted, html) if "{entry " in html else html


def _parted(paragraph: re.Match[str]) -> str:
    lines = _BREAK.split(paragraph[1])
    if not any(_LINE.fullmatch(line.strip()) for line in lines):
        return paragraph[0]
    parts: list[str] = []
    prose: list[str] = []
    for line in lines:
        found = _LINE.fullmatch(line.strip())
        if found is None:
            prose.append(line)
            continue
        parts += [*_prose(prose), f'<p data-entry="{found[1]}">{found[0]}</p>']
        prose = []
    return "\n".join([*parts, *_prose(prose)])


def _prose(lines: list[str]) -> list[str]:
    return [f"<p>{'<br>'.join(lines)}</p>"] if any(line.strip() for line in lines) else []


def entries_marked(rendered: Iterable[str]) -> set[int]:
    """The entries that rendered texts quote."""
    return {int(number) for html in rendered if "data-entry" in html for number in _MARKED.findall(html)}


def replace_quotes(rendered: str, shown: Callable[[int], str]) -> str:
    """Rendered Markdown with `shown(entry)` in the place of each quote."""
    if "data-entry" not in rendered:
        return rendered
    return _MARKED.sub(lambda found: f"{shown(int(found[1]))}\n", rendered)


def without_quotes(rendered: str) -> str:
    """Rendered Markdown without its quotes: for a message, which keeps what it says when the entry changes."""
    return replace_quotes(rendered, lambda _: "")
