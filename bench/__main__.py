"""`make bench`: fills a database, measures each row against the yardstick in one run, writes bench/results.json."""

import argparse
import json
import sys
from pathlib import Path

from bench import ready  # noqa: F401 - comes first
from bench.session import bench, growth

RESULTS = Path(__file__).parent / "results.json"
GROWTH_RESULTS = Path(__file__).parent / "growth.json"


def main() -> int:
    """0 when every row keeps its budget, else 1."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--growth", action="store_true", help="from 2,000 to 200,000 incidents")
    parser.add_argument("--incidents", type=int, default=20_000)
    parser.add_argument("--kept", action="store_true", help="measure on what an earlier run left in the database")
    chosen = parser.parse_args()
    rows = growth() if chosen.growth else bench(chosen.incidents, is_kept=chosen.kept)
    target = GROWTH_RESULTS if chosen.growth else RESULTS
    target.write_text(json.dumps({"rows": [row.as_dict() for row in rows]}, indent=2, ensure_ascii=False) + "\n")
    return 0 if all(row.ok for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
