"""What was read in a document, for people at a terminal: made from its public form."""

from collections.abc import Iterable
from typing import Any

INDENT = "  "


def report_of(told: dict[str, Any]) -> str:
    """All of it in lines."""
    lines = [told.get("file") or "", f"{INDENT}{told.get('title') or 'no title'}"]
    if not told.get("is_postmortem"):
        lines.append(f"{INDENT}It does not read like a postmortem.")
    lines += _facts(told)
    lines += _timeline(told.get("timeline", []))
    for name in ("factors", "lessons", "measures", "action_items"):
        lines += _list(name.replace("_", " "), told.get(name, []))
    headings = (section.get("heading") or "without a heading" for section in told.get("sections", []))
    lines += [f"{INDENT}section: {heading}" for heading in headings]
    if left := told.get("left_over", []):
        lines.append(f"{INDENT}left over: line{'s' if len(left) > 1 else ''} {', '.join(map(str, left))}")
    lines += [
        f"{INDENT}warning: {each.get('message', '')}{_line(each)} [{each.get('code', '')}]"
        for each in told.get("warnings", [])
    ]
    return "\n".join([*lines, ""])


def _facts(told: dict[str, Any]) -> list[str]:
    impact, detection = told.get("impact") or {}, told.get("detection") or {}
    percent = impact.get("percent")
    facts = {
        "started": told.get("started_at") or told.get("local_started_at"),
        "ended": told.get("ended_at") or told.get("local_ended_at"),
        "time zone": told.get("time_zone"),
        "impact": impact.get("text"),
        "affected": f"{percent:g} % {impact.get('percent_of') or ''}".strip() if percent is not None else None,
        "detected by": detection.get("source") or detection.get("text"),
        "root cause": told.get("root_cause"),
        "resolution": told.get("resolution"),
    }
    return [f"{INDENT}{name}: {_short(words) if words else 'unknown'}" for name, words in facts.items()]


def _timeline(entries: Iterable[dict[str, Any]]) -> list[str]:
    return [
        f"{INDENT}{entry.get('at') or 'no time'} {_short(entry.get('text') or '')}"
        f"{''.join(f' [{name}?]' for name in entry.get('milestones', []))}{_line(entry)}"
        for entry in entries
    ]


def _list(name: str, rows: Iterable[Any]) -> list[str]:
    texts = (row if isinstance(row, str) else str(row.get("text") or "") for row in rows)
    return [f"{INDENT}{name}: {_short(text)}" for text in texts]


def _line(row: dict[str, Any]) -> str:
    return f" (line {row['line']})" if row.get("line") else ""


def _short(text: str) -> str:
    whole = " ".join(str(text).split())
    return whole if len(whole) <= 100 else f"{whole[:99]}…"  # noqa: PLR2004 - what fits a terminal
