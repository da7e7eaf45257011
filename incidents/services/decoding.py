"""Pictures are decoded by the worker: what anybody is shown is what Debrief drew, never what was sent.

A picture is taken with a lease, by the database's clock, and decided in one transaction: it appears, or its place says
what was wrong with it. When a worker stops in between, the picture is taken again once the lease is over; one that
stops its worker each time is given up.
"""

import logging
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from io import BytesIO
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import Error, transaction
from django.db.models import F

from core.clock import database_now
from core.errors import Conflict
from core.pictures import THUMBNAIL_EDGE, FileRefused, Picture, rewritten, thumbnail
from core.slots import slot
from incidents.enums import AttachmentState
from incidents.models import Attachment, Incident, TimelineEntry, UncheckedPicture
from incidents.models.attachments import attachment_path
from incidents.services.writing import lock_row, next_seq

logger = logging.getLogger(__name__)
DECODERS = 1  # at a time in the whole installation: pictures must not keep the workers from mail
SLOTS = 0xDEC0
LEASE = timedelta(seconds=60)  # longer than the time limit of the task, after which its process is gone
PAUSE = timedelta(seconds=10)  # before a picture is taken again that could not be decided
MOST_TRIES = 2
SMALL = 40_000  # bytes of a picture that needs no smaller one
STOPPED = "This picture could not be opened: decoding it failed twice. Save it in another format and attach it again."
LOST = "This picture is missing: it was being checked while a backup was made. Attach it again."


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture drawn anew; `small` is a still of one that is too large to be shown in a timeline."""

    picture: Picture
    small: bytes | None


def decode_pictures(*, seconds: float = 10) -> int:
    """Decodes the pictures that wait, for so long at most. Says how many were decided."""
    if not UncheckedPicture.objects.free(database_now()).exists():
        return 0
    until, decided = time.monotonic() + seconds, 0
    with slot(SLOTS, DECODERS, frozen_after=LEASE) as is_ours:
        while is_ours and time.monotonic() < until and (taken := _take()) and _decide(taken):
            decided += 1
    return decided


@transaction.atomic
def _take() -> UncheckedPicture | None:
    """The next one; those that stopped a worker come last, so that they hold up no others."""
    free = UncheckedPicture.objects.free(database_now()).select_related("attachment")
    waiting = free.select_for_update(skip_locked=True, of=("self",), no_key=True)
    taken = waiting.order_by("tries", "due_at", "id").first()
    if taken is not None:
        taken.lease, taken.tries = uuid4(), taken.tries + 1
        held = {"lease": taken.lease, "tries": taken.tries, "free_at": database_now() + LEASE}
        UncheckedPicture.objects.filter(pk=taken.pk).update(**held)
    return taken


def _decide(taken: UncheckedPicture) -> bool:
    """It appears, or says what is wrong with it. False when neither could be done: it is tried again later.

    What disk or database refused is not the picture's fault, and does not count as a try.
    """
    try:
        _settle(taken, _outcome(taken))
    except Exception as error:
        logger.exception("Picture %s could not be decided", taken.attachment.uuid)
        _put_back(taken, is_innocent=isinstance(error, (OSError, Error, Conflict)))
        return False
    return True


def _outcome(taken: UncheckedPicture) -> Drawn | str:
    """The picture, or in words why there is none."""
    if taken.tries > MOST_TRIES:
        return STOPPED
    content = _content(taken)
    if content is None:
        return LOST
    try:
        picture = rewritten(BytesIO(content))
    except FileRefused as refused:
        return refused.message
    edge = max(picture.width, picture.height)
    needs_small = len(picture.content) > SMALL or edge > THUMBNAIL_EDGE
    return Drawn(picture, thumbnail(picture.content).content if needs_small else None)


def _content(taken: UncheckedPicture) -> bytes | None:
    """What was sent. If that is gone, the result: a backup has it when it copied the files after this was decided."""
    for name in (str(taken.file.name), attachment_path(taken.attachment, "")):
        with suppress(FileNotFoundError), default_storage.open(name) as file:
            return bytes(file.read())
    return None


@transaction.atomic
def _settle(taken: UncheckedPicture, outcome: Drawn | str) -> None:
    """Nothing when it was redacted meanwhile, or the lease is somebody else's."""
    found = _lock(taken)
    if found is None:
        return
    incident, attachment = found
    if isinstance(outcome, Drawn):
        _fill(attachment, outcome)
    else:
        attachment.state, attachment.refusal = AttachmentState.REFUSED, outcome
    _announce(incident, attachment)
    attachment.save()
    UncheckedPicture.objects.filter(pk=taken.pk).delete()
    transaction.on_commit(partial(default_storage.delete, str(taken.file.name)))


def _lock(taken: UncheckedPicture) -> tuple[Incident, Attachment] | None:
    """The incident and the file, locked in this order as by all who write. Conflict when a merge moved it just now."""
    place = Attachment.objects.filter(pk=taken.attachment_id).values_list("incident", flat=True).first()
    if place is None:
        return None
    incident = lock_row(Incident(pk=place))
    ours = Attachment.objects.filter(pk=taken.attachment_id, unchecked__lease=taken.lease, removed_at=None)
    attachment = ours.select_for_update(of=("self",)).first()
    if attachment is None:
        return None
    if attachment.incident_id != incident.pk:
        raise Conflict("The file moved to another incident meanwhile.")
    return incident, attachment


def _fill(attachment: Attachment, drawn: Drawn) -> None:
    picture = drawn.picture
    attachment.state, attachment.content_type = AttachmentState.READY, picture.content_type
    attachment.size, attachment.width, attachment.height = len(picture.content), picture.width, picture.height
    attachment.file.save(attachment.name, ContentFile(picture.content), save=False)
    if drawn.small:
        attachment.thumb.save(attachment.name, ContentFile(drawn.small), save=False)


def _announce(incident: Incident, attachment: Attachment) -> None:
    """A change to whoever watches. Of an entry it is noted after which other: its words did not change."""
    attachment.decided_seq = next_seq(incident, is_entry_alone=attachment.entry_id is not None)
    entry = TimelineEntry.objects.filter(pk=attachment.entry_id or 0)
    attachment.decided_after = entry.values_list("changed_seq", flat=True).first()
    entry.update(changed_seq=attachment.decided_seq)


def _put_back(taken: UncheckedPicture, *, is_innocent: bool) -> None:
    """To be taken again in a while. If the database cannot be reached, the lease runs out by itself."""
    with suppress(Error):
        ours = UncheckedPicture.objects.filter(pk=taken.pk, lease=taken.lease)
        ours.update(lease=None, free_at=database_now() + PAUSE, tries=F("tries") - int(is_innocent))
