"""Full exports: into a folder at once, or as a zip that the worker makes.

A zip is taken with a lease, by the database's clock, which each sign of progress renews. When its worker stops, it is
taken again once the lease is over; one that stops its worker twice is given up. Only the holder of the lease stores it,
in a file that the lease names, so that a worker that was frozen and goes on touches no other's.
"""

import logging
import os
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from uuid import UUID, uuid4

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
from core.once import stored_once
from core.slots import slot
from incidents.models import Incident
from postmortems.enums import ExportState
from transfer.exporting.everything import write_everything
from transfer.exporting.places import Folder, ZipFile
from transfer.exporting.progress import Progress
from transfer.models import FullExport, full_export_path
from transfer.readers.folder import Manifest
from transfer.services.reporting import ReportedProgress, Superseded

logger = logging.getLogger(__name__)
MAKERS, SLOTS = 1, 0xF17F
FROZEN = timedelta(minutes=30)  # longer than one that works is ever silent
LEASE = timedelta(seconds=150)
KEPT = timedelta(days=1)
MOST_TRIES = 2
ROOT = "full-exports"
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
        export = _take() if is_ours else None
        return int(export is not None and _make(export))


@transaction.atomic
def _take() -> FullExport | None:
    waiting = FullExport.objects.to_make(database_now()).order_by("tries", "id")
    export = waiting.select_for_update(skip_locked=True, of=("self",)).first()
    if export is not None:
        export.lease, export.tries = uuid4(), export.tries + 1
        taken = {"state": ExportState.WORKING, "done": 0, "lease": export.lease, "tries": export.tries}
        FullExport.objects.filter(pk=export.pk).update(**taken, leased_until=database_now() + LEASE)
    return export


def _make(export: FullExport) -> bool:
    """Whether there is a file now."""
    if export.tries > MOST_TRIES:
        _settle(export, error=STOPPED)
        return False
    name = full_export_path(export)
    path = Path(default_storage.path(name))
    part = path.with_suffix(".part")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        manifest = _write(export, part)
        part.rename(path)
    except Superseded:
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
    """As the person who asked may see it now. Raises Superseded when they may no longer."""
    person = User.objects.get(pk=export.asked_by_id)
    if not is_admin(person):
        FullExport.objects.filter(pk=export.pk, lease=export.lease).delete()
        raise Superseded
    root = f"debrief-{now():%Y-%m-%d}"
    zipped = zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=1)
    with ReportedProgress(export, LEASE) as progress, zipped:
        return write_everything(ZipFile(zipped, root), viewer=person, progress=progress)


@transaction.atomic
def _settle(export: FullExport, *, made: Made | None = None, error: str = "") -> bool:
    """Names the file, or says why there is none; with neither it waits to be tried again."""
    ours = FullExport.objects.filter(pk=export.pk, lease=export.lease).select_for_update(of=("self",)).first()
    if ours is None:
        if made:
            default_storage.delete(made.file)
        return False
    ours.lease = ours.leased_until = None
    if made:
        ours.state, ours.file, ours.size, ours.done = ExportState.DONE, made.file, made.size, ours.total
        note_full_export(actor=ours.asked_by, file="zip", manifest=made.manifest)
    else:
        ours.state, ours.error = (ExportState.FAILED if error else ExportState.WAITING), error[:300]
    ours.finished_at = None if ours.is_open else now()
    ours.save()
    return made is not None


@transaction.atomic
def drop_old_full_exports() -> int:
    """Forgets what was asked for more than a day ago, with the files. Says how many."""
    old = FullExport.objects.filter(asked_at__lt=now() - KEPT)
    count = _drop(old.select_for_update(skip_locked=True, of=("self",)))
    _sweep()
    return count


@transaction.atomic
def forget_full_exports() -> None:
    """All of them, because words were redacted: each holds everything. Bytes go first."""
    for export in FullExport.objects.select_for_update(of=("self",)):
        if export.file:
            default_storage.delete(str(export.file.name))
        export.delete()


def _drop(exports: Iterable[FullExport]) -> int:
    count = 0
    for export in exports:
        if export.file:
            transaction.on_commit(partial(default_storage.delete, str(export.file.name)))
        export.delete()
        count += 1
    return count


def _sweep() -> None:
    """Bytes without a row: of a worker that was killed, or of somebody who was removed with the examples."""
    if not default_storage.exists(ROOT):
        return
    names = {f"{ROOT}/{name}" for name in default_storage.listdir(ROOT)[1]}
    known = set(FullExport.objects.filter(file__in=names).values_list("file", flat=True))
    for name in names - known:
        if default_storage.get_modified_time(name) < now() - KEPT:
            default_storage.delete(name)
