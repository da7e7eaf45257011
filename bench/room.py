"""`make bench-room`: a room full of people. Writes bench/room.json; docs/operations.md says what each figure means.

Pages come from gunicorn and streams from uvicorn, as in production; who generates the load runs on the same machine.
"""

import json
import sys
from pathlib import Path

from bench import (
    ready,  # noqa: F401 - comes first
    room_session,
)
from bench.session import anew

RESULTS = Path(__file__).parent / "room.json"
MEASURES = ("bad_network", "watchers", "idle")


def main(chosen: list[str]) -> int:
    """0 when every figure keeps its budget, else 1."""
    anew(200)
    results = {name: getattr(room_session, name)() for name in MEASURES if name in (chosen or MEASURES)}
    print(json.dumps(results, indent=2, ensure_ascii=False))
    if not chosen:
        RESULTS.write_text(json.dumps(results, indent=2, ensure_ascii=False) + "\n")
    return 0 if all(found["ok"] for found in results.values()) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
