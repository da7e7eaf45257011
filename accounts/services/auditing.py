"""The audit log: triggers refuse to change or delete a line, but for what three functions of the migration do."""

import json
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from django.db import connection, transaction

from accounts.enums import AuditAction
from accounts.models import AuditEvent, User
from core.logs import request_id

NO_DETAIL: Mapping[str, Any] = MappingProxyType({})

REFERENCE = re.compile(r"[A-Z]+-\d+ ")


def audit(
    *, actor: User | None, action: AuditAction, subject: object, detail: Mapping[str, Any] = NO_DETAIL
) -> AuditEvent:
    """Appends one line to the audit log, in the caller's transaction."""
    return AuditEvent.objects.create(
        actor=actor,
        action=action,
        subject=_storable(str(subject))[:200],
        detail=_storable(detail),
        request_id=request_id.get(),
    )


@transaction.atomic
def blank_exports(pattern: re.Pattern[str], mark: str) -> int:
    """Puts a mark in the place of words that exports recorded: what was filtered by, or a title. How many did.

    The caller records it. Nothing else in a line changes, so that it still says what was exported: Debrief's own words,
    references and kinds of files stay. No other kind of line has people's words of incidents.
    """
    count = 0
    with connection.cursor() as cursor:
        for event in AuditEvent.objects.filter(action=AuditAction.EXPORTED).order_by("pk").iterator():
            subject, detail = _subject_blanked(event.subject, pattern, mark), dict(event.detail)
            if "filters" in detail:
                detail["filters"] = _blanked(detail["filters"], pattern, mark)
            if (subject, detail) != (event.subject, event.detail):
                cursor.execute("SELECT accounts_audit_blank(%s, %s, %s)", [event.pk, subject, json.dumps(detail)])
                count += 1
    return count


def clear_example_lines() -> int:
    """Deletes what example people did that touches no real person; how many lines. The caller records it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT accounts_audit_clear_examples()")
        return int(cursor.fetchone()[0])


def take_failed_logins() -> list[AuditEvent]:
    """Takes them out of the log, for `append_again` in the same transaction; none once somebody has an account."""
    return list(AuditEvent.objects.raw("SELECT * FROM accounts_audit_take_failures()"))


def append_again(events: list[AuditEvent]) -> None:
    """Appends the lines that were taken out, with new numbers."""
    for event in events:
        event.pk = None
    AuditEvent.objects.bulk_create(events)


def _subject_blanked(subject: str, pattern: re.Pattern[str], mark: str) -> str:
    """`INC-12 A title` without the words in the title; a subject without a reference is Debrief's own words."""
    reference = REFERENCE.match(subject)
    if reference is None:
        return subject
    return f"{reference[0]}{pattern.sub(_plain(mark), subject[reference.end() :])}"[:200]


def _blanked(value: Any, pattern: re.Pattern[str], mark: str) -> Any:
    """All texts in a value without the words; its keys stay."""
    if isinstance(value, str):
        return pattern.sub(_plain(mark), value)
    if isinstance(value, dict):
        return {name: _blanked(one, pattern, mark) for name, one in value.items()}
    return [_blanked(one, pattern, mark) for one in value] if isinstance(value, list) else value


def _plain(mark: str) -> Callable[[re.Match[str]], str]:
    """The mark as it stands: a backslash in it is none of a pattern."""
    return lambda _found: mark


def _storable(value: Any) -> Any:
    """Without null characters, which PostgreSQL accepts neither in text nor in JSON; an address may contain them."""
    if isinstance(value, str):
        return value.replace("\x00", "")
    if isinstance(value, Mapping):
        return {_storable(name): _storable(one) for name, one in value.items()}
    return [_storable(one) for one in value] if isinstance(value, list | tuple) else value
