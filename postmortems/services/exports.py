"""Exports that the worker makes: asked for, made one at a time, forgotten after a day.

An export is taken with a lease, by the database's clock. When its worker stops, it is taken again once the lease is
over; one that stops its worker each time is given up. Only the holder of the lease stores a file.
"""

import logging
import time
from collections.abc import Iterable
from datetime import timedelta
from functools import partial
from uuid import UUID, uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from accounts.enums import AuditAction
from accounts.models import User
from accounts.permissions import is_responder
from accounts.services import audit
from core.clock import database_now, now
from core.downloads import ExportFormat
from core.errors import Conflict, DomainError
from core.once import stored_once
from core.pdf import PdfMissing
from core.slots import slot
from postmortems.enums import ExportState
from postmortems.exporting.files import Steps, file_name, file_of
from postmortems.models import ExportJob, Postmortem
from postmortems.selectors.exports import export_document

logger = logging.getLogger(__name__)
MAKERS = 1  # at a time in the whole installation: files must not keep the workers from mail
SLOTS = 0xF17E
LEASE = timedelta(seconds=150)  # longer than the time limit of the task, after which its process is gone
KEPT = timedelta(days=1)
MOST_TRIES, MOST_OPEN = 2, 5
FOLDER = "exports"
STOPPED = "Making it failed twice. Tell whoever runs this server: the reason is in the server's log."


class _Lost(Exception):
    """It was forgotten, or the lease is somebody else's."""


@transaction.atomic
def ask_export(*, postmortem: Postmortem, actor: User, kind: ExportFormat, client_uuid: UUID) -> ExportJob:
    """Writes down that the worker is to make a file; the same UUID asks once. DomainError for too many."""
    sent = ExportJob.objects.filter(asked_by=actor, client_uuid=client_uuid)
    if found := sent.first():
        return _same(found, postmortem, kind)
    open_ones = ExportJob.objects.filter(asked_by=actor, state__in=(ExportState.WAITING, ExportState.WORKING))
    if open_ones.count() >= MOST_OPEN:
        raise DomainError(f"{MOST_OPEN} of your exports are still being made. Wait until one is done.")
    job = ExportJob(postmortem=postmortem, asked_by=actor, format=kind, client_uuid=client_uuid)
    with stored_once():
        job.save()
    note_export(postmortem=postmortem, actor=actor, kind=kind)
    return job


def _same(found: ExportJob, postmortem: Postmortem, kind: ExportFormat) -> ExportJob:
    if (found.postmortem_id, found.format) != (postmortem.pk, kind):
        raise Conflict("This form was sent before with another choice. Press again to export this one as well.")
    return found


def note_export(*, postmortem: Postmortem, actor: User, kind: ExportFormat, what: str = "postmortem") -> None:
    """A line of the audit log, as for every export."""
    detail = {"file": f"{what} as {kind.label}"}
    audit(actor=actor, action=AuditAction.EXPORTED, subject=postmortem.incident, detail=detail)


def make_exports(*, seconds: float = 10) -> int:
    """Makes what waits, for so long at most. Says how many files were made."""
    if not ExportJob.objects.to_make(database_now()).exists():
        return 0
    until, made = time.monotonic() + seconds, 0
    with slot(SLOTS, MAKERS, frozen_after=LEASE) as is_ours:
        while is_ours and time.monotonic() < until and (job := _take()):
            made += _make(job)
    return made


@transaction.atomic
def _take() -> ExportJob | None:
    """The next one; those that stopped a worker come last, so that they hold up no others."""
    waiting = ExportJob.objects.to_make(database_now()).order_by("tries", "id")
    job = waiting.select_for_update(skip_locked=True, of=("self",)).first()
    if job is not None:
        job.lease, job.tries = uuid4(), job.tries + 1
        taken = {"state": ExportState.WORKING, "done": 0, "lease": job.lease, "tries": job.tries}
        ExportJob.objects.filter(pk=job.pk).update(**taken, leased_until=database_now() + LEASE)
    return job


def _make(job: ExportJob) -> bool:
    """Whether there is a file now. One that fails does not hold the others up."""
    if job.tries > MOST_TRIES:
        _settle(job, error=STOPPED)
        return False
    try:
        content = _content(job)
    except _Lost:
        return False
    except PdfMissing as missing:
        _settle(job, error=missing.message)
        return False
    except Exception:
        logger.exception("Export %s could not be made", job.pk)
        _settle(job, error="" if job.tries < MOST_TRIES else STOPPED)
        return False
    return _settle(job, content=content)


def _content(job: ExportJob) -> bytes:
    """The file, as the person who asked may see it now."""
    person = User.objects.get(pk=job.asked_by_id)
    found = Postmortem.objects.visible_to(person).filter(pk=job.postmortem_id)
    people = ("owner", "facilitator", "published_by", "template", "incident__severity")
    postmortem = found.select_related(*people).first() if person.is_active and is_responder(person) else None
    if postmortem is None:
        ExportJob.objects.filter(pk=job.pk, lease=job.lease).delete()
        raise _Lost
    _progress(job, 1)
    document = export_document(postmortem, person)
    steps = Steps(on_html=partial(_progress, job, 2), on_pages=partial(_progress, job, 3))
    return file_of(document, ExportFormat(job.format), steps)


def _progress(job: ExportJob, done: int) -> None:
    """Says how far it is. Raises _Lost when it is no longer ours."""
    if not ExportJob.objects.filter(pk=job.pk, lease=job.lease).update(done=done):
        raise _Lost


@transaction.atomic
def _settle(job: ExportJob, *, content: bytes = b"", error: str = "") -> bool:
    """Stores the file, or why there is none; with neither it waits to be tried again."""
    ours = ExportJob.objects.filter(pk=job.pk, lease=job.lease).select_for_update(of=("self",)).first()
    if ours is None:
        return False
    ours.lease = ours.leased_until = None
    if content:
        ours.state, ours.done, ours.size = ExportState.DONE, ExportJob.STEPS, len(content)
        ours.file.save(
            file_name(job.postmortem.incident_id, ExportFormat(job.format)), ContentFile(content), save=False
        )
    else:
        ours.state, ours.error = (ExportState.FAILED if error else ExportState.WAITING), error[:300]
    ours.finished_at = None if ours.is_open else now()
    ours.save()
    return bool(content)


@transaction.atomic
def drop_old_exports() -> int:
    """Forgets what was asked for more than a day ago, with the files. Says how many."""
    old = ExportJob.objects.filter(asked_at__lt=now() - KEPT)
    count = _drop(old.select_for_update(skip_locked=True, of=("self",)))
    _sweep()
    return count


@transaction.atomic
def forget_exports() -> None:
    """All of them, because words were redacted: a file may quote them, of whatever incident. Bytes go first."""
    for job in ExportJob.objects.select_for_update(of=("self",)):
        if job.file:
            default_storage.delete(str(job.file.name))
        job.delete()


def _drop(jobs: Iterable[ExportJob]) -> int:
    count = 0
    for job in jobs:
        if job.file:
            transaction.on_commit(partial(default_storage.delete, str(job.file.name)))
        job.delete()
        count += 1
    return count


def _sweep() -> None:
    """Bytes without a row, such as those of a postmortem that was removed with the examples."""
    if not default_storage.exists(FOLDER):
        return
    names = {f"{FOLDER}/{name}" for name in default_storage.listdir(FOLDER)[1]}
    known = set(ExportJob.objects.filter(file__in=names).values_list("file", flat=True))
    for name in names - known:
        if default_storage.get_modified_time(name) < now() - KEPT:
            default_storage.delete(name)
