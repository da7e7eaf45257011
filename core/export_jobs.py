"""Exports that the worker makes: a row that somebody asked for, taken with a lease, with its file, gone after a day.

The lease goes by the database's clock. When its worker stops, an export is taken again once the lease is over; one that
stops its worker each time is given up. Only the holder of the lease stores a file.
"""

import uuid
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from typing import ClassVar, Self, TypeVar

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Now

from core.clock import database_now, now

LEASE = timedelta(seconds=150)  # longer than an export that is being made shows no progress
KEPT = timedelta(days=1)
MOST_TRIES = 2


class LeaseLost(Exception):
    """The export was forgotten, or another worker has its lease."""


class ExportState(models.TextChoices):
    """How far an export is."""

    WAITING = "waiting", "Waiting"
    WORKING = "working", "Being made"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"


Row = TypeVar("Row", bound=models.Model)
OPEN = (ExportState.WAITING, ExportState.WORKING)


class ExportQuerySet(models.QuerySet[Row]):
    """Exports that the worker makes."""

    def open(self) -> Self:
        """Those that are still to be made."""
        return self.filter(state__in=OPEN)

    def to_make(self, at: datetime | Now) -> Self:
        """Those that wait, and those whose worker stopped."""
        return self.filter(Q(state=ExportState.WAITING) | Q(state=ExportState.WORKING, leased_until__lt=at))


def export_path(export: "WorkerExport", filename: str = "") -> str:
    """Where the file lies that the holder of the lease makes. Each attempt has its own."""
    return f"{export.FOLDER}/{export.lease.hex if export.lease else ''}"


class WorkerExport(models.Model):
    """One export for one person. A class of it says what is exported, in which folder, and how far `done` goes."""

    FOLDER: ClassVar[str]  # of its files in the storage

    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, db_index=False, related_name="+")
    asked_at = models.DateTimeField(default=now)
    client_uuid = models.UUIDField(default=uuid.uuid4, editable=False)
    state = models.CharField(max_length=16, choices=ExportState, default=ExportState.WAITING)
    done = models.PositiveIntegerField(default=0)
    file = models.FileField(upload_to=export_path, max_length=200, blank=True)
    size = models.PositiveBigIntegerField(default=0, help_text="Bytes.")
    error = models.CharField(max_length=300, blank=True, help_text="Why it failed.")
    finished_at = models.DateTimeField(null=True)

    lease = models.UUIDField(null=True, editable=False, help_text="Of the worker that makes it.")
    leased_until = models.DateTimeField(null=True, editable=False)
    tries = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        abstract = True

    @property
    def is_open(self) -> bool:
        """Whether it is still to be made."""
        return self.state in OPEN


Export = TypeVar("Export", bound=WorkerExport)


def exports_of(model: type[Export]) -> ExportQuerySet[Export]:
    """All rows of a class."""
    found: ExportQuerySet[Export] = model._default_manager.all()  # type: ignore[assignment] # each class has this manager
    return found


@transaction.atomic
def take_export(model: type[Export]) -> Export | None:
    """The next one, with a lease; those that stopped a worker come last, so that they hold up no others."""
    waiting = exports_of(model).to_make(database_now()).order_by("tries", "id")
    export: Export | None = waiting.select_for_update(skip_locked=True, of=("self",)).first()
    if export is not None:
        export.lease, export.tries = uuid.uuid4(), export.tries + 1
        taken = {"state": ExportState.WORKING, "done": 0, "lease": export.lease, "tries": export.tries}
        exports_of(model).filter(pk=export.pk).update(**taken, leased_until=database_now() + LEASE)
    return export


def lock_ours(export: Export) -> Export | None:
    """The row, locked, while the lease is still this worker's; else None."""
    found = exports_of(type(export)).filter(pk=export.pk, lease=export.lease)
    return found.select_for_update(of=("self",)).first()


def end_export(ours: WorkerExport, *, is_made: bool, error: str = "") -> None:
    """Ends the lease of a locked one that was made, or says why it was not; without an error it is tried again."""
    ours.lease = ours.leased_until = None
    if is_made:
        ours.state = ExportState.DONE
    else:
        ours.state, ours.error = (ExportState.FAILED if error else ExportState.WAITING), error[:300]
    ours.finished_at = None if ours.is_open else now()
    ours.save()


def drop_old_exports(model: type[WorkerExport]) -> int:
    """Forgets what was asked for more than a day ago, and bytes without a row. Says how many rows."""
    count = _drop_old_rows(model)
    _sweep(model)
    return count


@transaction.atomic
def _drop_old_rows(model: type[WorkerExport]) -> int:
    old, count = exports_of(model).filter(asked_at__lt=now() - KEPT), 0
    for export in old.select_for_update(skip_locked=True, of=("self",)):
        if export.file:
            transaction.on_commit(partial(default_storage.delete, str(export.file.name)))
        export.delete()
        count += 1
    return count


@transaction.atomic
def forget_exports(model: type[WorkerExport]) -> None:
    """All of them, because words were redacted: a file may hold them. Bytes go first."""
    for export in exports_of(model).select_for_update(of=("self",)):
        if export.file:
            default_storage.delete(str(export.file.name))
        export.delete()


def _sweep(model: type[WorkerExport]) -> None:
    """Bytes without a row: of a worker that was killed, or of what was removed with the examples."""
    if not default_storage.exists(model.FOLDER):
        return
    names = {f"{model.FOLDER}/{name}" for name in default_storage.listdir(model.FOLDER)[1]}
    known = set(exports_of(model).filter(file__in=names).values_list("file", flat=True))
    for name in names - known:
        with suppress(FileNotFoundError):  # another worker renamed or removed it meanwhile
            if default_storage.get_modified_time(name) < now() - KEPT:
                default_storage.delete(name)
