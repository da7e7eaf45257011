"""The slowest inputs we know for the Markdown renderer, and random mixtures: `python -m bench.markdown_worst [seed]`.

Prints processor seconds, slowest first, and what the guard estimated. The bar: each of 256 kB ends in under a second.
"""

import random
import sys
import time
from itertools import product

from core.markdown import BUDGET, DEAREST_SEGMENT, LONGEST, render
from core.markdown_segments import cost, split

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


def measured(name: str, source: str) -> tuple[float, str]:
    """Processor seconds of rendering, and a line to print."""
    began = time.thread_time()
    rendered = render(source)
    seconds = time.thread_time() - began
    estimate = sum(cost(piece.text) for piece in split(source) if not piece.is_code) / 1e6
    shown = "plain in part" if rendered.fell_back else "rendered"
    return seconds, f"{seconds:7.3f} s  {shown:14} estimate {estimate:9.2f} s  {len(source):7} characters  {name}"


def main() -> None:
    """Measure all and print the slowest forty."""
    dice = random.Random(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
    rows = [measured(f"filled with {shape!r}", filled(shape)) for shape in SHAPES]
    for shape, size in product(SHAPES, SIZES):
        if source := just_affordable(shape, size):
            rows.append(measured(f"{shape!r} in pieces of {size}", source))
    rows += [measured(f"mixture {number}", mixture(dice)) for number in range(40)]
    frames = (framed(dice) for _ in range(400))
    rows += [measured(f"framed {source[:8]!r} {source[-4:]!r}", source) for source in frames]
    for _, line in sorted(rows, reverse=True)[:40]:
        print(line)


if __name__ == "__main__":
    main()
