"""Replaces the database and attachments by those of a backup, completely or not at all.

The steps, and what stands where when the process is killed in one of them:

| step | database | attachments | then |
|---|---|---|---|
| 1. unpack and compare checksums | from before | from before | nothing has begun; the unpacked files go with the next |
| 2. the data from before steps aside (one transaction) | `before_restore` appears | from before | **unfinished** |
| 3. `pg_restore` (one transaction) | `public` is empty, or of the backup | from before | unfinished |
| 4. attachments are exchanged (`core/backup/media.py`) | of the backup | partly of each | unfinished |
| 5. `before_restore` is dropped (one transaction) | of the backup | of the backup | **ended** |
| 6. the folder `.restore` is removed | of the backup | of the backup | the rest of it goes with the next |

Resuming begins at 1 and leaves `before_restore` as it is. Backing out exchanges the attachments first and then, in one
transaction, the schemas; so whichever is killed, the data from before is complete until step 5, and the schema says so.
"""

import os
import shutil
from pathlib import Path

from django.conf import settings

from core.backup.archive import DUMP, MANIFEST, Manifest, checksum, unpack
from core.backup.errors import BackupError
from core.backup.exclusive import Database, alone, end_others, refuse_others
from core.backup.media import WORK, put_back, put_in_place, remove_leftovers, unpacked
from core.backup.programs import Program, find_program
from core.backup.schemas import drop_earlier, make_room_again, step_aside, step_back
from core.backup.unfinished import Unfinished, find_unfinished
from core.migration_state import unknown_migrations

# What is in the schema, not the schema itself: that stays, with the extensions in it.
OPTIONS = ("--schema=public", "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction")
BACKED_OUT = "The restore was backed out, and the data from before it is in place again"
NOTHING_UNFINISHED = "No restore is unfinished: the last one has ended, or changed nothing. Nothing was changed now."


def restore_backup(file: Path, *, even_if_in_use: bool = False) -> Manifest:
    """Replaces database and attachments.

    Raises BackupError, and then both are as they were, or the message says how to get there.
    """
    media = _media()
    with alone() as database:
        if unfinished := find_unfinished(database):
            raise BackupError(_cut_off(unfinished))
        _remove_leftovers(media)
        try:
            if not even_if_in_use:
                refuse_others(database)
            manifest, begun, program = _unpack(database, file, media)
            if not even_if_in_use:
                refuse_others(database)  # unpacking may have taken long
            step_aside(database, begun, manifest.extensions)
        except BackupError:
            _remove_leftovers(media)
            raise
        _put_in_place(database, program, media, undone="Nothing was changed")
    return manifest


def resume_restore(file: Path | None = None, *, even_if_in_use: bool = False) -> Manifest:
    """Finishes a restore that was cut off, from the same file (by default where it was then).

    Raises BackupError: when there is none, or the file is another one, nothing was changed; when it cannot be put in
    place, the data from before is back.
    """
    media = _media()
    with alone() as database:
        unfinished = _unfinished(database, media, even_if_in_use=even_if_in_use)
        source = file or (Path(unfinished.file) if unfinished.file else None)
        if source is None:
            raise BackupError("Say from which file: `manage.py restore --resume FILE`. Nothing was changed.")
        manifest, begun, program = _unpack(database, source, media)
        if unfinished.manifest and begun.manifest != unfinished.manifest:
            raise BackupError(
                f"{source} is not the backup whose restore was cut off: that was {unfinished.file}. Give that file, or "
                "put the data from before back with `manage.py restore --back-out`. Nothing was changed."
            )
        make_room_again(database, manifest.extensions)
        _put_in_place(database, program, media, undone=BACKED_OUT)
    return manifest


def back_out(*, even_if_in_use: bool = False) -> None:
    """Puts the data from before a restore that was cut off back. Raises BackupError; it can then be done again."""
    media = _media()
    with alone() as database:
        _unfinished(database, media, even_if_in_use=even_if_in_use)
        try:
            _put_back(database, media)
        except OSError as error:
            raise BackupError(f"The attachments from before could not be put back: {error}. Run this again.") from error


def _media() -> Path:
    media = Path(settings.MEDIA_ROOT)
    media.mkdir(parents=True, exist_ok=True)
    return media


def _cut_off(unfinished: Unfinished) -> str:
    """For whoever runs this, a restore can only have been cut off: this process has the lock."""
    return str(Unfinished(unfinished.file, unfinished.manifest))


def _unfinished(database: Database, media: Path, *, even_if_in_use: bool) -> Unfinished:
    """The restore that was cut off. Raises BackupError when there is none."""
    unfinished = find_unfinished(database)
    if unfinished is None:
        _remove_leftovers(media)
        raise BackupError(NOTHING_UNFINISHED)
    if not (media / WORK).is_dir():  # made before the restore began, removed after it has ended
        raise BackupError(
            f"{media} is not the folder of attachments in which the restore began: it has no {WORK}. Is MEDIA_ROOT "
            f"right, and its volume there? Nothing was changed. (If all attachments are in it, make a folder {WORK}.)"
        )
    if even_if_in_use:
        end_others(database)
    else:
        refuse_others(database)
    return unfinished


def _unpack(database: Database, file: Path, media: Path) -> tuple[Manifest, Unfinished, Program]:
    """The backup, whole and for this version, beside the attachments; what to note of it; and what restores it."""
    if not file.is_file():
        raise BackupError(f"{file} does not exist.")
    program = find_program("pg_restore", server=database.info.server_version // 10000)
    folder = unpacked(media)
    try:
        if folder.exists():
            shutil.rmtree(folder)
        folder.mkdir(mode=0o700, parents=True)
        manifest = unpack(file, folder)
        with (folder / MANIFEST).open("rb") as text:
            begun = Unfinished(str(file), checksum(text))
        os.sync()  # the folder must be there for as long as the mark in the database is
    except OSError as error:
        raise BackupError(f"The backup could not be unpacked into {media}: {error}. Nothing was changed.") from error
    if newer := unknown_migrations(manifest.migrations):
        raise BackupError(f"This backup was made by a newer version of Debrief ({newer[0]}). Install that first.")
    return manifest, begun, program


def _put_in_place(database: Database, program: Program, media: Path, *, undone: str) -> None:
    """Steps 3 to 6. Raises BackupError, which says `undone` when the data from before is back."""
    end_others(database)
    try:
        program.run(*OPTIONS, str(unpacked(media) / DUMP))
        put_in_place(media)
    except (BackupError, OSError, KeyboardInterrupt) as error:
        reason = str(error) or "it was interrupted."
        try:
            _put_back(database, media)
        except OSError as second:
            raise BackupError(
                f"{reason} The attachments from before could not be put back: {second}. When that is mended, run "
                "`manage.py restore --back-out`."
            ) from error
        raise BackupError(f"{undone}: {reason}") from error
    drop_earlier(database)
    _remove_leftovers(media)


def _put_back(database: Database, media: Path) -> None:
    put_back(media)
    step_back(database)
    _remove_leftovers(media)


def _remove_leftovers(media: Path) -> None:
    try:
        remove_leftovers(media)
    except OSError as error:
        text = f"The left-over folder of a restore in {media} could not be removed: {error}. Remove it by hand."
        raise BackupError(text) from error
