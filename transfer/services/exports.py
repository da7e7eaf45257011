"""Full exports: into a folder at once, or as a zip that the worker makes.

`core.export_jobs` says how one is taken, and what becomes of its file. Each sign of progress renews the lease, and the
lease names the file, so that a worker that was frozen and goes on touches no other's.
"""

import logging
import os
import zipfile
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from django.core.files.storage import default_storage
from django.db import transaction

from accounts.enums import AuditAction
from accounts.models import User
from accounts.permissions import is_admin
from accounts.services import audit
from core.backup.workplace import remove_left_workplaces, workplace
from core.clock import database_now, now
from core.disk import write_failure
from core.errors import DomainError
from core.export_jobs import MOST_TRIES, LeaseLost, end_export, export_path, lock_ours, take_export
from core.once import stored_once
from core.slots import slot
from incidents.models import Incident
from transfer.exporting.everything import write_everything
from transfer.exporting.places import Folder, ZipFile
from transfer.exporting.progress import Progress
from transfer.models import FullExport
from transfer.readers.folder import Manifest
from transfer.services.reporting import ReportedProgress

logger = logging.getLogger(__name__)
MAKERS, SLOTS = 1, 0xF17F
FROZEN = timedelta(minutes=30)  # longer than one that works is ever silent
STOPPED = (
    "Making it failed twice. Tell whoever runs this server: the reason is in the server's log, and "
    "`manage.py export_all` makes the same."
)
BUSY = "A full export is being made already. Wait until it is done."


@dataclass(frozen=True, slots=True)
class Made:
    """A zip that is whole: where it is stored, its bytes, and what it holds."""

    file: str
    size: int
    manifest: Manifest


def export_to_folder(*, folder: Path, actor: User, progress: Progress) -> Manifest:
    """Writes everything into a new folder, which is there only once it is complete. Raises DomainError."""
    if not is_admin(actor):
        raise DomainError(f"{actor.name} is not an admin. Only admins see everything.", field="by")
    if folder.exists():
        raise DomainError(f"{folder} already exists. Choose another name, so that nothing is overwritten.")
    if not folder.parent.is_dir():
        raise DomainError(f"The folder {folder.parent} does not exist.")
    try:
        remove_left_workplaces(folder.parent)
        with workplace(folder.parent) as place:
            part = place / folder.name
            part.mkdir(mode=0o700)
            manifest = write_everything(Folder(part), viewer=actor, progress=progress)
            os.sync()
            note_full_export(actor=actor, file=f"folder {folder.name}, by the command line", manifest=manifest)
            part.rename(folder)
    except OSError as error:
        raise DomainError(f"The export could not be written: {error}") from error
    return manifest


def note_full_export(*, actor: User, file: str, manifest: Manifest) -> None:
    """A line of the audit log, which names the private incidents that are in what was made."""
    incidents = manifest.records[Incident._meta.label_lower].count
    detail = {"file": file, "incidents": incidents, "private_incidents": manifest.private}
    audit(actor=actor, action=AuditAction.EXPORTED, subject="Everything", detail=detail)


@transaction.atomic
def ask_full_export(*, actor: User, client_uuid: UUID) -> FullExport:
    """Writes down that the worker is to make a zip; the same UUID asks once. DomainError while one is being made."""
    if found := FullExport.objects.filter(asked_by=actor, client_uuid=client_uuid).first():
        return found
    if FullExport.objects.open().exists():
        raise DomainError(BUSY)
    export = FullExport(asked_by=actor, client_uuid=client_uuid)
    with stored_once():
        export.save()
    return export


def note_download(*, actor: User, export: FullExport) -> None:
    """A line of the audit log; what the zip holds, the line of its making says."""
    detail = {"file": "zip, downloaded", "made_at": f"{export.finished_at:%Y-%m-%d %H:%M:%S} UTC"}
    audit(actor=actor, action=AuditAction.EXPORTED, subject="Everything", detail=detail)


def make_full_exports() -> int:
    """Makes the one that waits, if there is one and no other worker does. Says how many were made."""
    if not FullExport.objects.to_make(database_now()).exists():
        return 0
    with slot(SLOTS, MAKERS, frozen_after=FROZEN) as is_ours:
        export = take_export(FullExport) if is_ours else None
        return int(export is not None and _make(export))


def _make(export: FullExport) -> bool:
    """Whether there is a file now."""
    if export.tries > MOST_TRIES:
        _settle(export, error=STOPPED)
        return False
    name = export_path(export)
    path = Path(default_storage.path(name))
    part = path.with_suffix(".part")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        manifest = _write(export, part)
        part.rename(path)
    except LeaseLost:
        return False
    except Exception as error:
        logger.exception("Full export %s could not be made", export.pk)
        said = write_failure(error)
        _settle(export, error=f"{said}." if said else "" if export.tries < MOST_TRIES else STOPPED)
        return False
    finally:
        part.unlink(missing_ok=True)
    return _settle(export, made=Made(name, path.stat().st_size, manifest))


def _write(export: FullExport, part: Path) -> Manifest:
    """As the person who asked may see it now. Raises LeaseLost when they may no longer."""
    person = User.objects.get(pk=export.asked_by_id)
    if not is_admin(person):
        FullExport.objects.filter(pk=export.pk, lease=export.lease).delete()
        raise LeaseLost
    root = f"debrief-{now():%Y-%m-%d}"
    zipped = zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=1)
    with ReportedProgress(export) as progress, zipped:
        return write_everything(ZipFile(zipped, root), viewer=person, progress=progress)


@transaction.atomic
def _settle(export: FullExport, *, made: Made | None = None, error: str = "") -> bool:
    """Names the file, or says why there is none; with neither it waits to be tried again."""
    ours = lock_ours(export)
    if ours is None:
        if made:
            default_storage.delete(made.file)
        return False
    if made:
        ours.file, ours.size, ours.done = made.file, made.size, ours.total
        note_full_export(actor=ours.asked_by, file="zip", manifest=made.manifest)
    end_export(ours, is_made=made is not None, error=error)
    return made is not None
