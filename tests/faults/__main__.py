"""`make faults`: the whole table several times; writes bench/faults.json. ARGS="--times 5 worker" narrows it."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from tests.faults.checking import Found
from tests.faults.installation import Installation, installed
from tests.faults.table import FAULTS, why_not

RESULTS = Path(__file__).parents[2] / "bench/faults.json"


def main() -> int:
    """0 when every fault that could be injected did no harm, else 1."""
    parser = argparse.ArgumentParser(prog="make faults", description=__doc__)
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("parts", nargs="*", help="only faults whose name has one of these words")
    chosen = parser.parse_args()
    wanted = [name for name in FAULTS if not chosen.parts or any(part in name for part in chosen.parts)]
    with installed() as it:
        rows = [_row(it, name, chosen.times) for name in wanted]
    if not chosen.parts:
        RESULTS.write_text(json.dumps({"rows": rows}, indent=2, ensure_ascii=False) + "\n")
    return 0 if all(row["ok"] for row in rows) else 1


def _row(it: Installation, name: str, times: int) -> dict[str, Any]:
    if why_not(name):
        print(f"–  {name}: {why_not(name)}", flush=True)
        return {"name": name, "times": 0, "lost": 0, "doubled": 0, "ok": True, "why_not": why_not(name)}
    found: list[Found] = []
    for _ in range(times):
        try:
            found.append(FAULTS[name](it))
        except AssertionError as error:
            found.append(Found(lost=1, words=[str(error)]))
        finally:
            it.heal()
    row = {
        "name": name,
        "times": times,
        "lost": sum(one.lost for one in found),
        "doubled": sum(one.doubled for one in found),
        "perhaps_twice": sum(one.perhaps_twice for one in found),
        "named": all(one.was_named for one in found),
        "ok": all(one.ok for one in found),
    }
    words = "; ".join(word for one in found for word in one.words)
    print(f"{'✓' if row['ok'] else '✗'}  {name}: {row['lost']} lost, {row['doubled']} doubled {words}", flush=True)
    return row


if __name__ == "__main__":
    sys.exit(main())
