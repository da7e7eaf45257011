"""`make bench-merge`: how long merging and comparing takes for the worst texts of 256 kB, and random mixtures.

Writes bench/merging.json. Processor seconds; the bar: each ends in under a second.
"""

import json
import random
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from core.text_diff import text_diff
from core.three_way import conflicts_in, three_way

RESULTS = Path(__file__).parent / "merging.json"
LONGEST = 256 * 1024
BAR = 1.0  # seconds
Texts = tuple[str, str, str]


def filled(*shapes: str) -> str:
    """The shapes in turn, over and over, as long as a text may be."""
    shape = "".join(shapes)
    return (shape * (LONGEST // len(shape) + 1))[:LONGEST]


def numbered(word: Callable[[int], str], between: str) -> str:
    """Words that differ, as long as a text may be."""
    text = between.join(word(number) for number in range(LONGEST // (len(word(10_000)) + len(between))))
    return text[:LONGEST]


def every(step: int, old: str, cut: str, new: str, *, first: int = 0) -> str:
    """The same text with another piece in the place of every so many."""
    pieces = old.split(cut)
    for place in range(first, len(pieces), step):
        pieces[place] = new
    return cut.join(pieces)[:LONGEST]


def shuffled(text: str, cut: str, seed: int) -> str:
    """The same pieces in another order."""
    pieces = text.split(cut)
    random.Random(seed).shuffle(pieces)
    return cut.join(pieces)


def at_random(words: Sequence[str], cut: str) -> Texts:
    """Three texts that have nothing to do with one another but their words."""
    count = LONGEST // (len(words[-1]) + len(cut))
    base, theirs, mine = (cut.join(random.Random(seed).choices(words, k=count)) for seed in (1, 2, 3))
    return base, theirs, mine


def cases() -> dict[str, Texts]:
    """The texts by what they are: base, theirs, mine."""
    found: dict[str, Texts] = {}
    for name, cut in (("words", " "), ("lines", "\n"), ("sentences", ". "), ("paragraphs", "\n\n")):
        unlike, alike = numbered(lambda n: f"w{n}", cut), filled("a" + cut)
        pair = filled("a" + cut, "b" + cut)
        found |= {
            f"{name} that differ, every second one changed by both": (
                unlike, every(2, unlike, cut, "x"), every(2, unlike, cut, "y"),
            ),
            f"{name} that differ, changed in turn": (
                unlike, every(3, unlike, cut, "x"), every(3, unlike, cut, "y", first=1),
            ),
            f"{name} that differ, in other orders": (unlike, shuffled(unlike, cut, 1), shuffled(unlike, cut, 2)),
            f"{name} that differ, backwards": (
                unlike, cut.join(reversed(unlike.split(cut))), shuffled(unlike, cut, 3),
            ),
            f"{name} that are alike, some changed": (alike, every(7, alike, cut, "x"), every(11, alike, cut, "y")),
            f"two {name} in turn, shifted by one": (pair, pair[1 + len(cut) :], "b" + cut + pair[:-2]),
            f"two {name} at random": at_random("ab", cut),
            f"a thousand {name} at random": at_random([f"w{n}" for n in range(1000)], cut),
        }  # fmt: skip
    found["one word"] = ("x" * LONGEST, "y" * LONGEST, "z" * LONGEST)
    found["dots"] = ("." * LONGEST, "." * (LONGEST - 1) + " ", "." * (LONGEST - 2))
    found["spaces"] = (" " * LONGEST, "\n" * LONGEST, " \n" * (LONGEST // 2))
    found["line ends with spaces"] = (filled("\n" + " " * 50), filled("\n" + " " * 51), filled("\n \n\t"))
    return found


def mixture(dice: random.Random) -> Texts:
    """A random text of few words, and two random ways to edit it."""
    words = [*"ab", "the", "cache", *(f"w{n}" for n in range(dice.choice([2, 50, 5000])))]
    gaps = dice.choice([[" "], [" ", ". "], [" ", "\n"], [" ", "\n\n"], [" ", ". ", "\n", "\n\n"], ["\n\n"]])
    base = [dice.choice(words) + dice.choice(gaps) for _ in range(LONGEST // 5)]

    def edited() -> str:
        pieces = list(base)
        for _ in range(dice.choice([3, 300, 30_000])):
            place = dice.randrange(len(pieces))
            pieces[place : place + dice.choice([0, 1, 1, 3])] = [dice.choice(words) + dice.choice(gaps)]
        return "".join(pieces)[:LONGEST]

    return "".join(base)[:LONGEST], edited(), edited()


def measured(name: str, texts: Texts) -> dict[str, object]:
    """One row of the results."""
    began = time.thread_time()
    rows = three_way(*texts)
    merged = time.thread_time()
    text_diff(texts[0], texts[1])
    compared = time.thread_time()
    return {
        "texts": name,
        "merge_seconds": round(merged - began, 3),
        "compare_seconds": round(compared - merged, 3),
        "rows": len(rows),
        "conflicts": len(conflicts_in(rows)),
    }


def main() -> int:
    """0 when every row keeps the bar, else 1."""
    dice = random.Random(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
    rows = [measured(name, texts) for name, texts in cases().items()]
    rows += [measured(f"mixture {number}", mixture(dice)) for number in range(30)]
    rows.sort(key=lambda row: -float(str(row["merge_seconds"])))
    for row in rows:
        print(f"{row['merge_seconds']:7} s merge {row['compare_seconds']:7} s compare  {row['texts']}")
    RESULTS.write_text(json.dumps({"bar_seconds": BAR, "rows": rows[:40]}, indent=2, ensure_ascii=False) + "\n")
    worst = max(float(str(row[kind])) for row in rows for kind in ("merge_seconds", "compare_seconds"))
    return 0 if worst < BAR else 1


if __name__ == "__main__":
    sys.exit(main())
