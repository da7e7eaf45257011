"""Exports of postmortems that the worker makes, one at a time.

`core.export_jobs` says how one is taken, and what becomes of its file.
"""

import logging
import time
from functools import partial
from uuid import UUID

from django.core.files.base import ContentFile
from django.db import transaction

from accounts.enums import AuditAction
from accounts.models import User
from accounts.permissions import is_responder
from accounts.services import audit
from core.clock import database_now
from core.downloads import ExportFormat
from core.errors import Conflict, DomainError
from core.export_jobs import LEASE, MOST_TRIES, LeaseLost, end_export, lock_ours, take_export
from core.once import stored_once
from core.pdf import PdfMissing
from core.slots import slot
from postmortems.exporting.files import Steps, file_name, file_of
from postmortems.models import ExportJob, Postmortem
from postmortems.selectors.exports import export_document

logger = logging.getLogger(__name__)
MAKERS = 1  # at a time in the whole installation: files must not keep the workers from mail
SLOTS = 0xF17E
MOST_OPEN = 5
STOPPED = "Making it failed twice. Tell whoever runs this server: the reason is in the server's log."


@transaction.atomic
def ask_export(*, postmortem: Postmortem, actor: User, kind: ExportFormat, client_uuid: UUID) -> ExportJob:
    """Writes down that the worker is to make a file; the same UUID asks once. DomainError for too many."""
    sent = ExportJob.objects.filter(asked_by=actor, client_uuid=client_uuid)
    if found := sent.first():
        return _same(found, postmortem, kind)
    if ExportJob.objects.open().filter(asked_by=actor).count() >= MOST_OPEN:
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
        while is_ours and time.monotonic() < until and (job := take_export(ExportJob)):
            made += _make(job)
    return made


def _make(job: ExportJob) -> bool:
    """Whether there is a file now. One that fails does not hold the others up."""
    if job.tries > MOST_TRIES:
        _settle(job, error=STOPPED)
        return False
    try:
        content = _content(job)
    except LeaseLost:
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
        raise LeaseLost
    _progress(job, 1)
    document = export_document(postmortem, person)
    steps = Steps(on_html=partial(_progress, job, 2), on_pages=partial(_progress, job, 3))
    return file_of(document, ExportFormat(job.format), steps)


def _progress(job: ExportJob, done: int) -> None:
    """Says how far it is. Raises LeaseLost when it is no longer ours."""
    if not ExportJob.objects.filter(pk=job.pk, lease=job.lease).update(done=done):
        raise LeaseLost


@transaction.atomic
def _settle(job: ExportJob, *, content: bytes = b"", error: str = "") -> bool:
    """Stores the file, or why there is none; with neither it waits to be tried again."""
    ours = lock_ours(job)
    if ours is None:
        return False
    if content:
        ours.done, ours.size = ExportJob.STEPS, len(content)
        name = file_name(job.postmortem.incident_id, ExportFormat(job.format))
        ours.file.save(name, ContentFile(content), save=False)
    end_export(ours, is_made=bool(content), error=error)
    return bool(content)
