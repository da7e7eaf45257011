"""The progress of a full export, stored while the export itself reads one snapshot in one transaction."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Any

from django.db import connections

from core.clock import database_now
from core.export_jobs import LEASE, LeaseLost
from transfer.exporting.progress import Progress
from transfer.models import FullExport

EVERY = 1.0  # seconds


class ReportedProgress(Progress):
    """Stores how far it is and renews the lease, about once a second. Raises LeaseLost when the lease is lost.

    It writes in a thread, because each thread has a connection of its own: what it writes is stored at once.
    """

    def __init__(self, export: FullExport) -> None:
        self.export, self.told_at = export, 0.0

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
        values = {"done": self.done, "total": self.total, "leased_until": database_now() + LEASE}
        if not self._aside(lambda: ours.update(**values)):
            raise LeaseLost

    def _aside(self, work: Callable[[], Any]) -> Any:
        return self.thread.submit(work).result()
