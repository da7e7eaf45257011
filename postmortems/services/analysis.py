"""Factors, lessons and measures: rows of the analysis. The history keeps the earlier texts."""

import uuid
from hashlib import sha256
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from core.errors import Conflict, DomainError
from core.once import stored_once
from postmortems.enums import FactorKind, LessonKind, MeasureKind
from postmortems.models import Factor, Lesson, Measure, Postmortem
from postmortems.services.customer_version import keep_handed_over
from postmortems.services.factor_links import FactorLinks, check_links, links_of, store_links
from postmortems.services.history import note_event
from postmortems.services.locking import lock_postmortem

Row = Factor | Lesson | Measure
R = TypeVar("R", bound=Row)

SENT_BEFORE = "This form was sent before with other text, which was saved. Press again to add this text as well."
MAX_ROWS = 100
MAX_TEXT = 4000  # characters


class RowChanged(Conflict):
    """Somebody changed the row since it was shown. `present` is what it says now; nothing was stored."""

    def __init__(self, present: Row) -> None:
        super().__init__(
            "Somebody else changed this while you were writing. Your text is kept below but not saved yet."
        )
        self.present = present


def fingerprint(row: Row, links: FactorLinks | None = None) -> str:
    """Identifies the content of a row; a form sends it back, so that a change since then is noticed.

    `links` are those of a factor, if they are not the stored ones.
    """
    if isinstance(row, Factor):
        links = links or links_of(row)
    return sha256("\n".join([row.kind, links.key if links else "", row.text]).encode()).hexdigest()[:16]


def name(row: Row) -> str:
    """Factor, Lesson or Measure."""
    return type(row).__name__


@transaction.atomic
def add_factor(
    *,
    postmortem: Postmortem,
    actor: User,
    kind: FactorKind,
    text: str,
    links: FactorLinks | None = None,
    client_uuid: uuid.UUID | None = None,
) -> Factor:
    """A factor after the others. The same UUID adds it once; other words or links under it raise Conflict."""
    links = links or FactorLinks()
    row = Factor(postmortem=postmortem, kind=kind, text=text, category=links.category)
    return _add(row, actor, client_uuid, links)


@transaction.atomic
def add_lesson(
    *, postmortem: Postmortem, actor: User, kind: LessonKind, text: str, client_uuid: uuid.UUID | None = None
) -> Lesson:
    """A lesson after the others. The same UUID adds it once; other words under it raise Conflict."""
    return _add(Lesson(postmortem=postmortem, kind=kind, text=text), actor, client_uuid)


@transaction.atomic
def add_measure(
    *, postmortem: Postmortem, actor: User, kind: MeasureKind, text: str, client_uuid: uuid.UUID | None = None
) -> Measure:
    """A measure after the others. The same UUID adds it once; other words under it raise Conflict."""
    return _add(Measure(postmortem=postmortem, kind=kind, text=text), actor, client_uuid)


def _add(row: R, actor: User, client_uuid: uuid.UUID | None, links: FactorLinks | None = None) -> R:
    lock_postmortem(row.postmortem)
    rows: Any = type(row).objects
    _tidy(row)
    if client_uuid:
        sent: R | None = rows.filter(client_uuid=client_uuid).first()
        if sent and (sent.postmortem_id != row.postmortem_id or fingerprint(sent) != fingerprint(row, links)):
            raise Conflict(SENT_BEFORE)
        if sent:
            return sent
        row.client_uuid = client_uuid
    if isinstance(row, Factor) and links:
        check_links(row, links, FactorLinks())
    siblings = rows.filter(postmortem=row.postmortem_id)
    if siblings.count() >= MAX_ROWS:
        raise DomainError(f"A postmortem can have at most {MAX_ROWS} of these. Nothing was added.", field="text")
    row.position = (siblings.aggregate(last=Max("position"))["last"] or 0) + 1
    with stored_once(SENT_BEFORE):
        row.save(force_insert=True)
    if isinstance(row, Factor) and links:
        store_links(row, links)
    note_event(postmortem=row.postmortem, actor=actor, what=f"{name(row)} added", after=_words(row, links))
    return row


def _tidy(row: Row) -> None:
    """Trim the words; raises DomainError when there are none or too many."""
    row.text = row.text.replace("\r\n", "\n").strip()
    if not row.text:
        raise DomainError("Write at least a few words.", field="text")
    if len(row.text) > MAX_TEXT:
        raise DomainError(f"At most {MAX_TEXT} characters; put longer text into the section.", field="text")


def _words(row: Row, links: FactorLinks | None = None) -> str:
    """What the history keeps of a row: its kind and text, and what a factor is linked to."""
    kind = row.get_kind_display() if row.kind else ""
    before = f"{kind} ({links.category})" if links and links.category else kind
    return "\n".join([f"{before}: {row.text}" if before else row.text, *(links.words() if links else [])])


@transaction.atomic
def edit_row(*, row: Row, actor: User, kind: str, text: str, links: FactorLinks | None = None, seen: str) -> Row:
    """Changes a row; without `links` a factor keeps those it has. `seen` fingerprints what the writer was shown.

    Raises RowChanged when somebody changed it since.
    """
    postmortem = lock_postmortem(row.postmortem)
    locked = _locked(row)
    had = links_of(locked) if isinstance(locked, Factor) else None
    links = links or had
    before, present = _words(locked, had), fingerprint(locked, had)
    locked.kind, locked.text = kind, text
    _tidy(locked)
    if fingerprint(locked, links) == present:
        return locked
    if seen != present:
        raise RowChanged(type(row).objects.get(pk=row.pk))
    if isinstance(locked, Factor) and links and had:
        check_links(locked, links, had)
        locked.category = links.category
        store_links(locked, links)
    locked.save(update_fields=["kind", "text", *(["category"] if isinstance(locked, Factor) else [])])
    after = _words(locked, links)
    note_event(postmortem=postmortem, actor=actor, what=f"{name(row)} changed", before=before, after=after)
    return locked


def _locked(row: Row) -> Row:
    """Its row, locked until commit. Raises DomainError when somebody removed it meanwhile."""
    locked: Row | None = type(row).objects.select_for_update().filter(pk=row.pk).first()
    if locked is None:
        raise DomainError("This was removed in the meantime. Its text is in the history of the postmortem.")
    return locked


@transaction.atomic
def move_row(*, row: Row, actor: User, steps: int) -> None:
    """Move it up (−1) or down (+1) among its kind of rows; at the end it stays."""
    postmortem = lock_postmortem(row.postmortem)
    siblings: Any = type(row).objects.filter(postmortem=row.postmortem_id)
    rows: list[Row] = list(siblings)
    here = next((index for index, other in enumerate(rows) if other.pk == row.pk), None)
    if here is None:
        raise DomainError("This was removed in the meantime.")
    rows.insert(max(0, here + steps), rows.pop(here))
    for position, other in enumerate(rows, start=1):
        other.position = position
    siblings.bulk_update(rows, ["position"])
    _follow_for_customers(row, postmortem)


@transaction.atomic
def remove_row(*, row: Row, actor: User) -> None:
    """Removes it. Its text, and the action items linked to it, stay in the history."""
    postmortem = lock_postmortem(row.postmortem)  # so that nobody links it meanwhile
    row = _locked(row)
    links = links_of(row) if isinstance(row, Factor) else None
    answers = ", ".join(item.reference for item in row.action_items.all()) if not isinstance(row, Lesson) else ""
    note = f"It was linked to {answers}." if answers else ""
    note_event(
        postmortem=row.postmortem, actor=actor, what=f"{name(row)} removed", before=_words(row, links), note=note
    )
    row.delete()
    _follow_for_customers(row, postmortem)


def _follow_for_customers(row: Row, postmortem: Postmortem) -> None:
    """What customers may read of measures changed with it, perhaps."""
    if isinstance(row, Measure):
        keep_handed_over(postmortem)
