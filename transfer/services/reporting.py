"""The progress of a full export, stored while the export itself reads one snapshot in one transaction."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from types import TracebackType
from typing import Any

from django.db import connections

from core.clock import database_now
from transfer.exporting.progress import Progress
from transfer.models import FullExport

EVERY = 1.0  # seconds


class Superseded(Exception):
    """The export was forgotten, or another worker has its lease."""


class ReportedProgress(Progress):
    """Stores how far it is and renews the lease, about once a second. Raises Superseded when the lease is lost.

    It writes in a thread, because each thread has a connection of its own: what it writes is stored at once.
    """

    def __init__(self, export: FullExport, lease: timedelta) -> None:
        self.export, self.lease, self.told_at = export, lease, 0.0

    def __enter__(self) -> "ReportedProgress":
        self.thread = ThreadPoolExecutor(max_workers=1)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._aside(connections.close_all)
        self.thread.shutdown()

    def begin(self, total: int) -> None:
        super().begin(total)
        self._tell()

    def advance(self) -> None:
        super().advance()
        if time.monotonic() - self.told_at > EVERY:
            self._tell()

    def _tell(self) -> None:
        self.told_at = time.monotonic()
        ours = FullExport.objects.filter(pk=self.export.pk, lease=self.export.lease)
        values = {"done": self.done, "total": self.total, "leased_until": database_now() + self.lease}
        if not self._aside(lambda: ours.update(**values)):
            raise Superseded

    def _aside(self, work: Callable[[], Any]) -> Any:
        return self.thread.submit(work).result()
