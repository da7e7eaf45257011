"""Redacting a secret or a personal datum: its words wherever they stand about an incident, or a file."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction

from accounts.enums import AuditAction
from accounts.models import User
from accounts.services import audit, blank_exports
from core import markdown
from core.clock import now
from core.errors import DomainError
from incidents.enums import EntryKind, Origin
from incidents.models import Attachment, Incident, TimelineEntry
from incidents.registries.redactions import change_row, forget_copies, is_for_customers, messages_about
from incidents.selectors.text_tables import WORDS_IN_JSON, TextTable, text_tables
from incidents.services.erasing import erase_file
from incidents.services.writing import NewEntry, announce_change, lock_row, write_entry
from notifications.services import deliveries_saying, erase_deliveries_saying

SHORTEST = 3  # characters; fewer would stand in every second word
SHORT_MARK = "[redacted]"  # where the long one does not fit
BATCH = 100


@dataclass(frozen=True, slots=True)
class Found:
    """Where the words stand: `3 timeline entries`, `1 section`; `columns` are those of the incident itself."""

    places: tuple[str, ...]
    columns: tuple[str, ...]


def find_words(*, incident: Incident, words: str) -> Found:
    """Looks without changing anything. Raises DomainError for words too short to be looked for, or found nowhere."""
    pattern = _pattern(words)
    counts = {table: sum(1 for _ in _saying(table, table.rows(incident), pattern)) for table in text_tables()}
    said = [table.name(count) for table, count in counts.items() if count]
    if messages := deliveries_saying(pattern.pattern, about=messages_about(incident)):
        said.append(f"{messages} stored message{'' if messages == 1 else 's'}")
    if not said:
        raise DomainError(f"This text was not found in {incident.reference}.", field="secret")
    own = next(_saying(text_tables()[0], Incident.objects.filter(pk=incident.pk), pattern), None)
    return Found(tuple(said), tuple(own[1]) if own else ())


@transaction.atomic
def redact_words(*, incident: Incident, actor: User, words: str, reason: str) -> Found:
    """Puts a mark with name and reason in the place of the words, in all that is kept about the incident.

    That is every column of `text_tables`, with earlier versions, histories and search, and the kept text of messages.
    One entry and one line of the audit log say who did it and why. Upper and lower case, and line breaks, do not
    matter. Raises DomainError as `find_words` does, and for a reason that is missing or repeats the words.
    """
    reason = " ".join(reason.split())
    pattern = _pattern(words)
    _check_reason(reason, pattern)
    locked = lock_row(incident)  # a secret cannot wait for the undoing of a merge
    found = find_words(incident=locked, words=words)
    where = ", ".join(found.places)
    entry = _tell(locked, actor, f"{actor.name} redacted text in {where}: {reason}", {"columns": list(found.columns)})
    mark = f"[redacted by {actor.name}: {reason}]"
    for table in text_tables():
        for row, columns in _saying(table, table.rows(locked).select_for_update(of=("self",)), pattern):
            _rewrite(table, row, columns, pattern, mark)
            row.save(update_fields={*_columns(table, columns), *change_row(row, actor, entry.seq)})
    erase_deliveries_saying(pattern.pattern, about=messages_about(locked))
    forget_copies()
    detail = {"reason": reason, "places": where}
    if lines := blank_exports(pattern, mark):
        detail["lines of the audit log"] = str(lines)
    audit(actor=actor, action=AuditAction.REDACTED, subject=locked.reference, detail=detail)
    announce_change(locked, actor=actor, change=EntryKind.DETAILS)
    return found


@transaction.atomic
def redact_file(*, attachment: Attachment, actor: User, reason: str) -> Attachment:
    """Removes a file for good: its bytes, its name, its caption. An entry says who did it and why.

    Redacting twice is the same as once. Raises DomainError without a reason.
    """
    _check_reason(reason, None)
    locked = lock_row(attachment.incident)
    current = Attachment.objects.select_for_update(of=("self",)).get(pk=attachment.pk)
    if current.removed_at is None:
        entry = _tell(locked, actor, f"{actor.name} redacted a file: {reason.strip()}", {"file": str(current.uuid)})
        if current.entry_id:
            TimelineEntry.objects.filter(pk=current.entry_id).update(changed_seq=entry.seq)
        erase_file(current)
        forget_copies()
        audit(
            actor=actor,
            action=AuditAction.REDACTED,
            subject=f"{locked.reference}, a file",
            detail={"reason": reason.strip()},
        )
    return current


def _check_reason(reason: str, pattern: re.Pattern[str] | None) -> None:
    if not reason.strip():
        raise DomainError("Say why it is redacted; the reason is shown in its place.", field="reason")
    if pattern is not None and pattern.search(reason):
        raise DomainError("The reason repeats the text to remove. Write it without that text.", field="reason")


def _pattern(words: str) -> re.Pattern[str]:
    """The words in any case, with any spaces and line breaks between them; PostgreSQL reads it the same way."""
    parts = words.split()
    if len("".join(parts)) < SHORTEST:
        raise DomainError(
            f"Give at least {SHORTEST} characters; shorter text would be found everywhere.", field="secret"
        )
    return re.compile(r"\s+".join(map(re.escape, parts)), re.IGNORECASE)


def _saying(
    table: TextTable, rows: "models.QuerySet[Any]", pattern: re.Pattern[str]
) -> Iterator[tuple[models.Model, list[str]]]:
    """The rows that say the words, each with the columns in which it does; a hundred rows in memory at a time."""
    for row in rows.order_by("pk").iterator(chunk_size=BATCH):
        if columns := [name for name in table.columns if pattern.search(_as_text(getattr(row, name)))]:
            yield row, columns


def _as_text(value: Any) -> str:
    """The words in a value, each on its own line; of JSON what people said, never its kinds, stamps and ids."""
    if isinstance(value, dict):
        return "\n\n".join(_all_text(one) for key, one in value.items() if key in WORDS_IN_JSON)
    return value if isinstance(value, str) else ""


def _all_text(value: Any) -> str:
    """What stands under a key of words: a text, or several."""
    if isinstance(value, list):
        return "\n\n".join(_all_text(one) for one in value)
    return value if isinstance(value, str) else ""


def _rewrite(table: TextTable, row: models.Model, columns: list[str], pattern: re.Pattern[str], mark: str) -> None:
    for name in columns:
        shown = SHORT_MARK if is_for_customers(type(row), name) else mark
        setattr(row, name, _without(row._meta.get_field(name), getattr(row, name), pattern, shown))
    for source, html in (pair for text in table.texts for pair in text.pairs):
        if source in columns:
            setattr(row, html, markdown.render(getattr(row, source)).html)


def _columns(table: TextTable, columns: list[str]) -> set[str]:
    return {*columns, *(html for text in table.texts for source, html in text.pairs if source in columns)}


def _without(field: Any, value: Any, pattern: re.Pattern[str], mark: str) -> Any:
    """The value with the mark for the words: a short one where the long one does not fit, and no half address."""
    if isinstance(field, models.URLField):
        return ""
    if isinstance(value, dict):
        return {
            key: _all_without(field, one, pattern, mark) if key in WORDS_IN_JSON else one for key, one in value.items()
        }
    if not isinstance(value, str):
        return value
    marked = pattern.sub(lambda _: mark, value)
    longest = field.max_length or markdown.LONGEST // 4
    return marked if len(marked) <= longest else pattern.sub(SHORT_MARK, value)[:longest]


def _all_without(field: Any, value: Any, pattern: re.Pattern[str], mark: str) -> Any:
    """The same for what stands under a key of words."""
    if isinstance(value, list):
        return [_all_without(field, one, pattern, mark) for one in value]
    return _without(field, value, pattern, mark)


def _tell(incident: Incident, actor: User, text: str, facts: Mapping[str, Any]) -> TimelineEntry:
    return write_entry(
        incident,
        NewEntry(text=text, happened_at=now(), kind=EntryKind.DETAILS, origin=Origin.SYSTEM, facts=facts),
        actor=actor,
    )
