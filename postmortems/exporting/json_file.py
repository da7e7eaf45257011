"""A postmortem as JSON, as docs/postmortem-format.md describes it. Keys are only ever added."""

import json
from base64 import b64encode
from datetime import datetime
from typing import Any

from core.addresses import absolute
from core.durations import Duration
from core.markdown_writer import markdown_of
from incidents.models import Attachment
from incidents.selectors.entry_rows import Act
from postmortems.exporting.pictures import bytes_of
from postmortems.exporting.resolving import Resolver, resolver_of
from postmortems.selectors.analysis import Answered
from postmortems.selectors.exports import Entry, ExportDocument

FORMAT, VERSION = "debrief-postmortem", 1


def json_file(document: ExportDocument) -> str:
    """The whole file."""
    resolver = resolver_of(document, lambda file: f"picture:{file.uuid}")
    content = {
        "format": FORMAT,
        "version": VERSION,
        "exported_at": _at(document, document.exported_at),
        "incident": _incident(document),
        "postmortem": _postmortem(document),
        "facts": [{"label": fact.label, "words": fact.words} for fact in document.page.impact],
        "durations": [_duration(named.name, named.duration) for named in document.page.durations],
        "sections": [
            {
                "kind": section.kind,
                "heading": section.heading,
                "markdown": markdown_of(resolver.text(section.html)),
                "version": section.version,
                "is_for_customers": section.is_for_customers,
            }
            for section in document.sections
        ],
        "timeline": [_entry(entry, document, resolver) for entry in document.entries],
        "factors": [_factor(answered, document) for answered in document.page.rows.factors],
        "lessons": [{"kind": lesson.kind, "text": lesson.text} for lesson in document.page.rows.lessons],
        "measures": [_answered(answered) for answered in document.page.rows.measures],
        "action_items": _action_items(document),
        "reviewers": _reviewers(document),
        "pictures": {str(file.uuid): _picture(file) for file in document.pictures},
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _at(document: ExportDocument, at: datetime | None) -> str | None:
    """ISO 8601 with the offset of the incident's zone."""
    return at.astimezone(document.zone.zone).isoformat() if at else None


def _incident(document: ExportDocument) -> dict[str, Any]:
    incident = document.incident
    return {
        "reference": incident.reference,
        "title": incident.title,
        "url": absolute(incident.get_absolute_url()),
        "severity": f"SEV{incident.severity_id}",
        "status": incident.status,
        "services": list(document.page.postmortem.service_names),  # type: ignore[attr-defined]
        "zone": document.zone.name,
        "zone_word": incident.zone_word,
        "is_private": incident.is_private,
        "is_drill": incident.is_drill,
        "is_near_miss": incident.is_near_miss,
        "milestones": {milestone.value: _at(document, at) for milestone, at in document.milestones},
    }


def _postmortem(document: ExportDocument) -> dict[str, Any]:
    postmortem = document.postmortem
    people = {
        "author": postmortem.owner,
        "facilitator": postmortem.facilitator,
        "published_by": postmortem.published_by,
    }
    return {
        "status": postmortem.status,
        "url": absolute(postmortem.get_absolute_url()),
        **{name: person.name if person else None for name, person in people.items()},
        "due_on": postmortem.due_on.isoformat() if postmortem.due_on else None,
        "opened_at": _at(document, postmortem.opened_at),
        "published_at": _at(document, postmortem.published_at),
        "customer_title": postmortem.customer_title,
    }


def _duration(name: str, duration: Duration) -> dict[str, Any]:
    seconds = int(duration.value.total_seconds()) if duration.is_known and duration.value is not None else None
    return {
        "name": name,
        "seconds": seconds,
        "words": duration.text,
        "formula": duration.formula,
        "explanation": duration.explanation,
    }


def _entry(entry: Entry, document: ExportDocument, resolver: Resolver) -> dict[str, Any]:
    read, row = entry.read, entry.row
    return {
        "id": read.id,
        "at": _at(document, read.happened_at),
        "until": _at(document, read.until_at),
        "is_about": read.is_about,
        "written_at": _at(document, read.written_at),
        "kind": read.kind,
        "origin": read.origin,
        "author": row.author or None,
        "change": row.change,
        "markdown": "" if row.redacted else markdown_of(resolver.entry(row.html)),
        "changed_values": [
            {"label": value.label, "before": value.before, "after": value.after} for value in row.changed_values
        ],
        "milestones": [milestone.value for milestone in row.milestones],
        "is_starred": row.is_starred,
        "struck": _act(row.struck, read.struck_at, document),
        "redacted": _act(row.redacted, read.redacted_at, document),
        "files": [] if row.redacted else [_file(file) for file in row.attachments],
    }


def _act(act: Act | None, at: datetime | None, document: ExportDocument) -> dict[str, Any] | None:
    return {"at": _at(document, at), "by": act.by, "reason": act.reason} if act else None


def _file(file: Attachment) -> dict[str, Any]:
    return {
        "id": str(file.uuid),
        "name": file.name,
        "caption": file.caption,
        "url": absolute(file.get_absolute_url()),
        "is_picture": file.is_picture,
    }


def _picture(file: Attachment) -> dict[str, Any]:
    return {
        "name": file.name,
        "caption": file.caption,
        "content_type": file.content_type,
        "width": file.width,
        "height": file.height,
        "base64": b64encode(bytes_of(file)).decode(),
    }


def _answered(answered: Answered) -> dict[str, Any]:
    return {
        "id": answered.row.pk,
        "kind": answered.row.kind,
        "text": answered.row.text,
        "action_items": [item.reference for item in answered.answers],
    }


def _factor(answered: Answered, document: ExportDocument) -> dict[str, Any]:
    category = getattr(answered.row, "category", None)
    return {
        **_answered(answered),
        "category": str(category) if category else None,
        "made_possible_by": [factor.pk for factor in answered.made_possible_by],
        "evidence": [
            {
                "entry": each.entry,
                "at": _at(document, each.happened_at),
                "words": each.words,
                "state": each.state,
                "incident": each.reference or document.incident.reference,
                "url": absolute(each.address),
            }
            for each in answered.evidence
        ],
    }


def _action_items(document: ExportDocument) -> list[dict[str, Any]]:
    return [
        {
            "reference": row.item.reference,
            "title": row.item.title,
            "url": absolute(row.item.get_absolute_url()),
            "kind": row.item.kind,
            "priority": row.item.priority,
            "owner": row.item.owner.name if row.item.owner else None,
            "team": row.item.team.name if row.item.team else None,
            "due_on": row.item.due_on.isoformat() if row.item.due_on else None,
            "status": row.item.status,
            "status_reason": row.item.status_reason,
            "evidence": row.item.evidence,
            "verdict": row.item.verdict,
            "verdict_evidence": row.item.verdict_evidence,
            "days_overdue": row.days_over,
        }
        for row in document.page.actions
    ]


def _reviewers(document: ExportDocument) -> list[dict[str, Any]]:
    """Who was asked, and the last answer of each: about which version, and whether it still says that."""
    rows = []
    for each in document.review.reviewers:
        said = each.sign_off
        answer = said and {
            "decision": said.decision.value,
            "words": said.words,
            "at": _at(document, said.at),
            "version": said.version,
            "stands": said.stands,
        }
        rows.append({"name": each.person.name, "sign_off": answer})
    return rows
