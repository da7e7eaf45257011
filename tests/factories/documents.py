"""Written postmortems, as the reader of documents hands them over."""

from dataclasses import replace
from datetime import date, time
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from accounts.models import User
from importing.models import Document, DocumentBatch
from importing.readers.documents.facts import (
    Detection,
    Impact,
    Moment,
    ReadActionItem,
    ReadDocument,
    ReadEntry,
    ReadFactor,
    ReadLesson,
    ReadMeasure,
    ReadSection,
    Told,
    ToldMoment,
)
from importing.services.documents.reading import keep_reading
from importing.services.documents.uploading import DocumentOptions, upload_documents

DAY = date(2023, 5, 13)
NAIROBI = ZoneInfo("Africa/Nairobi")
LINES = (
    "Checkout refused cards",
    "2023-05-13, times in EAT",
    "Half of all buyers could not pay.",
    "22:30 A release goes out.",
    "22:41 An alert fires.",
    "23:05 The release is rolled back, cards work.",
    "The pool of connections was too small.",
    "The alert came fast.",
    "Bound the pool by the database.",
    "Alert on a full pool (Amina Otieno)",
    "Written in a hurry.",
)
TEXT = "\n".join(LINES)


def moment(clock: time | None = None, *, day: date | None = DAY, zone: ZoneInfo | None = NAIROBI) -> Moment:
    """A time of the document."""
    return Moment(day, clock, zone)


def read_document_of(**changes: Any) -> ReadDocument:
    """One whose every fact is known; `changes` replaces some."""
    began, ended = moment(time(22, 30)), moment(time(23, 5))
    read = ReadDocument(
        file="checkout.md",
        text=TEXT,
        is_postmortem=True,
        title=Told(LINES[0], 1),
        started=ToldMoment(began, 4),
        ended=ToldMoment(ended, 6),
        zone_word="EAT",
        duration_minutes=35,
        impact=Impact(LINES[2], 3, 50.0, "buyers"),
        detection=Detection("An alert", 5, "monitoring"),
        timeline=(
            ReadEntry("A release goes out.", 4, (4,), began, milestones=("impact_started",)),
            ReadEntry("An alert fires.", 5, (5,), moment(time(22, 41)), milestones=("detected",)),
            ReadEntry("The release is rolled back, cards work.", 6, (6,), ended, milestones=("mitigated", "resolved")),
        ),
        root_cause=Told(LINES[6], 7),
        resolution=Told(LINES[5], 6),
        factors=(ReadFactor("root_cause", LINES[6], 7),),
        lessons=(ReadLesson("went_well", LINES[7], 8),),
        measures=(ReadMeasure("preventative", LINES[8], 9),),
        action_items=(ReadActionItem("Alert on a full pool", 10, "Amina Otieno", date(2023, 6, 1)),),
        sections=(
            ReadSection("summary", "", LINES[2], (3,)),
            ReadSection("custom", "Timeline", "\n".join(LINES[3:6]), (4, 5, 6)),
            ReadSection("root_cause", "Root cause", LINES[6], (7,)),
        ),
        left_over=(11,),
    )
    return replace(read, **changes)


def make_document_batch(by: User, *files: tuple[str, bytes], **options: Any) -> DocumentBatch:
    """A batch of files that wait to be read."""
    options.setdefault("level", 2)
    return upload_documents(
        actor=by,
        files=files or (("checkout.md", TEXT.encode()),),
        options=DocumentOptions(**options),
        client_uuid=uuid4(),
    )


def make_document(
    by: User, *, content: bytes = TEXT.encode(), batch: dict[str, Any] | None = None, **changes: Any
) -> Document:
    """A document that was read; `changes` are those of `read_document_of`."""
    read = read_document_of(**changes)
    document = make_document_batch(by, (read.file, content), **(batch or {})).documents.select_related("batch").get()
    keep_reading(document, read)
    return document
