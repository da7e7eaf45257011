"""The marks of Jira and Confluence to those of Markdown: `h2. Timeline`, `# first`, `*Bold:*`, `||head||`."""

import re
from collections.abc import Sequence

_HEADING = re.compile(r"h([1-6])\.\s+(.*)")
_NUMBERED = re.compile(r"#{1,3}\s+(?=\S)")
_BULLETS = re.compile(r"(\*{2,3})\s+(?=\S)")
_BOLD = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]{1,200})(?<=\S)\*(?![\w*])")
_FEWEST = 2  # headings of that kind


def has_wiki_marks(lines: Sequence[str]) -> bool:
    """Whether headings are written as in Jira."""
    return sum(1 for line in lines if _HEADING.match(line)) >= _FEWEST


def as_markdown(line: str) -> str:
    """One line with the marks of Markdown."""
    if match := _HEADING.fullmatch(line.rstrip()):
        return f"{'#' * int(match[1])} {match[2]}"
    line = _NUMBERED.sub("1. ", line) if _NUMBERED.match(line) else line
    if match := _BULLETS.match(line):
        line = f"{'  ' * (len(match[1]) - 1)}- {line[match.end() :]}"
    line = _BOLD.sub(r"**\1**", line)
    return line.replace("||", "|") if line.lstrip().startswith("||") else line
