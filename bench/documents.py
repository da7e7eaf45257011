"""`make bench-documents`: how long the slowest written documents of 256 kB that we know take to read.

Writes bench/documents.json: processor seconds, slowest first. The bar: each ends in under a second.
"""

import json
import sys
import time
from pathlib import Path

from importing.readers.documents.reading import read_file, read_text
from importing.readers.documents.refusals import UnreadableDocument

RESULTS = Path(__file__).parent / "documents.json"
BAR = 1.0  # seconds
SIZE = 256_000
_ACTIONS = "## Action items\n"
_TIMELINE = "## Timeline\n"
# What is repeated to fill a document, or its beginning and what is repeated behind it.
SHAPES: dict[str, str | tuple[str, str]] = {
    "empty lines": "\n",
    "letters": "a",
    "spaces": " ",
    "digits": "1",
    "items": "- a\n",
    "items with owners": (_ACTIONS, "- do it @bob due 2023-01-01 #12 (owner: b)\n"),
    "one item with many owners": (f"{_ACTIONS}- a ", "(owner: b) "),
    "one item of brackets": (f"{_ACTIONS}- ", "("),
    "one item of commas": (f"{_ACTIONS}- ", "a, "),
    "entries": (_TIMELINE, "- 14:05 it is slow\n"),
    "entries on one line": (_TIMELINE, "14:05: it is slow. "),
    "one long entry": (f"{_TIMELINE}- 14:05 ", "x "),
    "a dash again and again": (f"{_TIMELINE}14:05: a", " - "),
    "times": "14:05 ",
    "days": "May 3, 2023 ",
    "lines with times": "14:05 a\n",
    "code with times": "```\n14:05 x\n",
    "a summary of times": ("## Summary\n", "It was down from 14:05 to 15:05 UTC. "),
    "a summary of shares": ("## Summary\n", "1% of users were affected for an hour. "),
    "headings": "# a\n",
    "headings that are known": "Timeline\n",
    "headings underlined": "a\n---\n",
    "labels": "Impact: a\n",
    "labels on one line": "Impact: a. ",
    "links": "[a](b) ",
    "brackets": "[",
    "addresses of links": "[a]: http://b\n",
    "bold": "**",
    "stars": "*",
    "underscores": "_",
    "backslashes": "\\*",
    "quotations": "> ",
    "signs of quotation": ">",
    "dashes": "-",
    "equals signs": "=\n",
    "fences": "```\n```\n",
    "front matter": "+++\n",
    "columns": "| a ",
    "rows": "| 14:05 | x |\n",
    "a rule of a table": "|-",
    "tags": "<a ",
    "comments": "<!-- ",
    "entities": "&amp;",
    "handles": "@a ",
    "addresses": "http://a.b/ ",
    "capitals": "ABC DEF\n",
    "emoji": "🔴",
    "a title of spaces": ("---\ntitle: a", " "),
    "a title of kinds": ("# ", "incident "),
    "groups of items": ("## Measures\n1. Group:\n", "- Group:\n"),
    "lists of causes": ("## Summary\n", "It was because of:\n- a:\n"),
    "sentences of causes": (
        "## Summary\n",
        "It was caused by a. It might be due to b. We will restart it because of c. ",
    ),
    "pictures of ours": (
        "# Postmortem of INC-7: x\n\n- Exported: 1 May 2031\n\n## Summary\n\n![",
        "\\_",
    ),
    "statements of a program": ("export const a = {\n", "  title: 'x',\n"),
}
PAGES = (
    "<div>",
    "<ul><li>",
    "<table><tr><td>",
    "<b>",
    "<!--",
    "<script>",
    "<pre>",
    '<a href="',
    "<p>14:05 x",
    "<h2>Timeline",
)


def filled(shape: str | tuple[str, str], size: int) -> str:
    """A document of a size."""
    start, unit = shape if isinstance(shape, tuple) else ("", shape)
    return (start + unit * (size // len(unit) + 1))[:size]


def measured(name: str, text: str, file: str = "x.md") -> dict[str, object]:
    """One row of the results."""
    outcome = "read"
    began = time.process_time()
    try:
        read_file(file, text.encode()) if file.endswith("html") else read_text(file, text)
    except UnreadableDocument:
        outcome = "refused"
    return {"document": name, "seconds": round(time.process_time() - began, 3), "outcome": outcome}


def main() -> int:
    """0 when every document keeps the bar, else 1."""
    rows = [measured(name, filled(shape, SIZE)) for name, shape in SHAPES.items()]
    rows += [measured(f"page of {tag}", filled(tag, SIZE), "x.html") for tag in PAGES]
    rows.sort(key=lambda row: -float(str(row["seconds"])))
    for row in rows[:30]:
        print(f"{row['seconds']:7} s  {row['outcome']:8} {row['document']}")
    RESULTS.write_text(json.dumps({"bar_seconds": BAR, "rows": rows}, indent=2, ensure_ascii=False) + "\n")
    return 0 if float(str(rows[0]["seconds"])) < BAR else 1


if __name__ == "__main__":
    sys.exit(main())
