"""The fixtures of every fault, and the figures that `make faults` writes down."""

import json
import os
import re
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from tests.faults.installations import empty, installation, migrated, owner  # noqa: F401

FIGURES = ("lost", "doubled", "perhaps_twice")
GONE_AFTER_S = 60  # a fault that has ended is named no longer than this; judged in the figures, not by the tests
rows: dict[str, dict[str, Any]] = {}


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Adds one repetition to the row of its fault: what it recorded, or, where it recorded nothing, its outcome."""
    if report.when != "call" and not (report.when == "setup" and report.skipped):
        return
    told = defaultdict(int, dict(report.user_properties))
    row = rows.setdefault(told["fault"] or name_of(report.nodeid), {"times": 0, "ok": True} | dict.fromkeys(FIGURES, 0))
    if report.skipped:
        row["why_not"] = str(report.longrepr[2]) if isinstance(report.longrepr, tuple) else "skipped"
        return
    row["times"] += 1
    row["ok"] = row["ok"] and report.passed
    for figure in FIGURES:
        row[figure] += told[figure]
    for figure in ("gone_after_s", "took_s", "allowed_s"):
        if figure in told:
            row[figure] = max(row.get(figure, 0), round(told[figure], 1))
    if report.failed and "lost" not in told:
        row["lost"] += 1  # a comparison failed


def pytest_sessionfinish() -> None:
    """Writes the rows to the file that FAULTS_TO names."""
    if target := os.environ.get("FAULTS_TO"):
        found = [{"name": name} | row | {"ok": _is_ok(row)} for name, row in rows.items()]
        Path(target).write_text(json.dumps({"rows": found}, indent=2, ensure_ascii=False) + "\n")


def _is_ok(row: dict[str, Any]) -> bool:
    is_quick = row.get("gone_after_s", 0) <= GONE_AFTER_S and row.get("took_s", 0) <= row.get("allowed_s", 0)
    return bool(row["ok"]) and is_quick


def name_of(nodeid: str) -> str:
    """`tests/faults/test_restore.py::test_a_kill[…]` is *restore: a kill*."""
    found = re.search(r"test_(\w+)\.py::test_(\w+)", nodeid)
    return f"{found[1]}: {found[2]}".replace("_", " ") if found else nodeid
