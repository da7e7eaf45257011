"""A document that was read, in the public format. See docs/import-format.md."""

from typing import Any

from importing.readers.documents.facts import Moment, ReadActionItem, ReadDocument, ReadEntry, ToldMoment


def as_json(document: ReadDocument) -> dict[str, Any]:
    """One object for one file."""
    impact, detection = document.impact, document.detection
    return {
        "file": document.file,
        "is_postmortem": document.is_postmortem,
        "title": document.title.text if document.title else None,
        "started_at": _instant(document.started),
        "ended_at": _instant(document.ended),
        "local_started_at": _local(document.started),
        "local_ended_at": _local(document.ended),
        "time_zone": document.zone_word or None,
        "utc_offset": _offset(document),
        "duration_minutes": document.duration_minutes,
        "impact": {
            "text": (impact.text or None) if impact else None,
            "percent": impact.percent if impact else None,
            "percent_of": (impact.percent_of or None) if impact else None,
        },
        "detection": {
            "source": (detection.source or None) if detection else None,
            "text": detection.text if detection else None,
        },
        "timeline": [_entry(entry) for entry in document.timeline],
        "root_cause": document.root_cause.text if document.root_cause else None,
        "resolution": document.resolution.text if document.resolution else None,
        "factors": [{"kind": factor.kind, "text": factor.text} for factor in document.factors],
        "lessons": [lesson.text for lesson in document.lessons],
        "measures": [measure.text for measure in document.measures],
        "action_items": [_item(item) for item in document.action_items],
        "sections": [{"heading": section.heading, "body": section.body} for section in document.sections],
        "left_over": sorted({*document.left_over, *document.held} - _read_lines(document)),
        "warnings": [
            {"code": doubt.code, "message": doubt.message, "line": doubt.line or None} for doubt in document.warnings
        ],
    }


def _read_lines(document: ReadDocument) -> set[int]:
    """The lines that are the title, or became entries or rows."""
    lines = {number for entry in document.timeline for number in entry.lines}
    lines |= {factor.line for factor in document.factors} | {lesson.line for lesson in document.lessons}
    lines |= {measure.line for measure in document.measures} | {item.line for item in document.action_items}
    return lines | ({document.title.line} if document.title else set())


def _entry(entry: ReadEntry) -> dict[str, Any]:
    return {
        "at": entry.at.iso if entry.at else None,
        "until": entry.until.iso if entry.until else None,
        "text": entry.text,
        "milestones": list(entry.milestones),
        "line": entry.line,
    }


def _item(item: ReadActionItem) -> dict[str, Any]:
    return {
        "text": item.text,
        "owner": item.owner or None,
        "due": item.due.isoformat() if item.due else None,
        "status": item.status or None,
        "line": item.line,
    }


def _instant(told: ToldMoment | None) -> str | None:
    return told.moment.instant.isoformat() if told and told.moment.instant else None


def _local(told: ToldMoment | None) -> str | None:
    """Without offset: a date-time, or the date or time that is known."""
    if told is None:
        return None
    moment = told.moment
    return Moment(moment.day, moment.clock).iso


def _offset(document: ReadDocument) -> str | None:
    for told in (document.started, document.ended):
        if told and told.moment.instant:
            return told.moment.instant.isoformat()[-6:]
    return None
