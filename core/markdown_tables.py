"""Cuts a long table into pieces with its head before each, joins what they are rendered to, and frames it on a page."""

import re

LONGEST_TABLE = 300  # rows that are rendered at once
LONGEST_WHOLE = 40  # rows that a page shows without a frame
_TABLE = re.compile(r"<table>.*?</table>", re.DOTALL)
_RULED = re.compile(r"\|?[ ]*:?-+:?[ ]*(?:\|[ ]*:?-+:?[ ]*)+\|?[ ]*")
_END = "</tbody>\n</table>"
_BEGIN = re.compile(r"\s*<table>.*?<tbody>\n?", re.DOTALL)


def head_of(block: str) -> str:
    """The first two lines of a long table, with a line break; empty where it is none, or not surely one."""
    if block.count("\n") <= LONGEST_TABLE + 1:
        return ""
    names, ruled, _ = block.split("\n", 2)
    is_plain = not set("\\`") & set(names) and not names.startswith((" ", ">"))
    is_table = is_plain and _RULED.fullmatch(ruled) and _cells(names) == _cells(ruled)
    return f"{names}\n{ruled}\n" if is_table else ""


def _cells(line: str) -> int:
    return line.strip().strip("|").count("|")


def pieces_of(block: str, head: str) -> list[str]:
    """The rows of a table below its head, some at a time."""
    rows = block[len(head) :].split("\n")
    return ["\n".join(rows[at : at + LONGEST_TABLE]) for at in range(0, len(rows), LONGEST_TABLE)]


def joined(above: str, below: str) -> str | None:
    """One table of two that were rendered apart with the same head; None where one of them is no table."""
    begin = _BEGIN.match(below)
    if begin is None or not above.rstrip().endswith(_END):
        return None
    return above.rstrip().removesuffix(_END) + below[begin.end() :]


def framed(html: str) -> str:
    """Rendered Markdown in which each long table stands in a frame of its own, which the keyboard can scroll, too."""

    def in_frame(found: re.Match[str]) -> str:
        rows = found[0].count("<tr>") - 1
        if rows <= LONGEST_WHOLE:
            return found[0]
        return f'<div class="table-frame" role="region" tabindex="0" aria-label="Table, {rows} rows">{found[0]}</div>'

    return _TABLE.sub(in_frame, html) if "<table>" in html else html
