"""`make bench-rendering`: how long the slowest texts of 256 kB that we know take to render, and random mixtures.

Writes bench/rendering.json: processor seconds, slowest first, and what the guard estimated. The bar: each ends in under
a second.
"""

import json
import random
import sys
import time
from collections.abc import Iterator
from itertools import product
from pathlib import Path

from core.markdown import BUDGET, DEAREST_SEGMENT, LONGEST, render
from core.markdown_segments import cost, split

RESULTS = Path(__file__).parent / "rendering.json"
BAR = 1.0  # seconds
SHAPES = [
    "[",
    "<a ",
    "[a](b",
    "*a **a",
    "`",
    "``a` ",
    ">",
    "> ",
    "- ",
    "![",
    "_",
    "**a",
    "***a** b*",
    "<!--",
    "&",
    "|",
    "|a|\n",
    "---\n",
    "a\n",
    "a\n\n",
    "\n",
    "\t",
    "    a\n",
    "- a\n\n",
    "1. a\n",
    "[a]: b\n",
    "[a][",
    "[a]",
    "![a](",
    "\\",
    "\\\\`",
    "~~~\n",
    "```a\n",
    "# a\n",
    "a\n===\n",
    "> a\n\n",
    "<http://a>",
    "a  \n",
    "_*",
    "[](",
    "[a](<",
    '[a]("',
    "a|b\n",
    "- a\n  - b\n    - c\n",
    "@a ",
    "INC-1 ",
    "https://a.b/ ",
    "&#1;",
    "`a",
    "*a*",
    "**a**",
    "[a](b)",
    "`a`",
    "\\*",
    "![a](b)",
    "1. 1. ",
    "\r",
    "\x02klzzwxh:0001\x03",
    "<div>\n",
    "( ",
    "](",
    ")",
]
TABLES = {
    "a table of 2,000 rows": "| time | what |\n|---|---|\n" + "| 14:05 | restarted *it* |\n" * 2_000,
    "a table of 2,000 wide rows": "|"
    + " a |" * 8
    + "\n|"
    + "---|" * 8
    + "\n"
    + ("|" + " some words |" * 8 + "\n") * 2_000,
    "a table of rows to the end": "|a|b|\n|-|-|\n" + "|a|b|\n" * 43_000,
}
SIZES = (300, 1_000, 4_000, 16_000, 64_000)


def filled(shape: str) -> str:
    """The shape over and over, as long as a text may be."""
    return (shape * (LONGEST // len(shape) + 1))[:LONGEST].encode()[:LONGEST].decode(errors="ignore")


def just_affordable(shape: str, size: int) -> str | None:
    """As many pieces of the shape as the guard still lets through: where an estimate that is too low would show."""
    piece = filled(shape)[:size]
    price = cost(piece)
    if price > DEAREST_SEGMENT:
        return None
    count = min(int(BUDGET // max(price, 1)), (LONGEST - 10) // (size + 5))
    return "\n\nx\n\n".join([piece] * count)


def mixture(dice: random.Random) -> str:
    """Random shapes in runs of random length."""
    parts: list[str] = []
    length = 0
    while length < LONGEST - 5_000:
        part = dice.choice(SHAPES) * dice.choice([1, 1, 2, 5, 40, 300])
        parts.append(part)
        length += len(part)
    return "".join(parts)[: LONGEST - 10]


def framed(dice: random.Random) -> str:
    """One character or two over and over, behind a start and before an end that make patterns look again and again."""
    fill: str = dice.choice([*" #>-=*_`[]()<&\\|!:;~.1a\t@/", "  \n", " #", "[]", "a ", "&#", ":-", "a@", "**_", " >"])
    start: str = dice.choice(
        ["", "# ", "x\n", "> ", "- ", "[a]: ", "| a |\n|", "`", "[", "[a](", "<http://", "&", "*a", "```"]
    )
    end: str = dice.choice(["", "x", "\nx", "`", "|", ")", "]", ">", ";", '"', "\n\n", "*", "\n---"])
    return start + fill * (250_000 // len(fill)) + end


def measured(name: str, source: str) -> dict[str, object]:
    """One row of the results."""
    began = time.thread_time()
    rendered = render(source)
    seconds = time.thread_time() - began
    estimate = sum(cost(piece.source) for piece in split(source) if not piece.is_code) / 1e6
    return {
        "text": name,
        "seconds": round(seconds, 3),
        "shown": "plain in part" if rendered.fell_back else "rendered",
        "estimate_seconds": round(estimate, 3),
        "characters": len(source),
    }


def texts(dice: random.Random) -> Iterator[tuple[str, str]]:
    """All of them by their names."""
    yield from ((f"filled with {shape!r}", filled(shape)) for shape in SHAPES)
    for shape, size in product(SHAPES, SIZES):
        if source := just_affordable(shape, size):
            yield f"{shape!r} in pieces of {size}", source
    yield from ((f"mixture {number}", mixture(dice)) for number in range(40))
    for source in (framed(dice) for _ in range(400)):
        yield f"framed {source[:8]!r} {source[-4:]!r}", source
    yield from TABLES.items()


def main() -> int:
    """0 when every text keeps the bar, else 1."""
    dice = random.Random(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
    rows = [measured(name, source) for name, source in texts(dice)]
    rows.sort(key=lambda row: -float(str(row["seconds"])))
    for row in rows[:40]:
        print(f"{row['seconds']:7} s  {row['shown']:14} estimate {row['estimate_seconds']:9} s  {row['text']}")
    RESULTS.write_text(json.dumps({"bar_seconds": BAR, "rows": rows[:40]}, indent=2, ensure_ascii=False) + "\n")
    return 0 if float(str(rows[0]["seconds"])) < BAR else 1


if __name__ == "__main__":
    sys.exit(main())
