"""Celery runs the schedule and the tasks. It stores nothing itself: every task finds its work in the database."""

import os
import sys
from typing import Any

from celery import Celery
from celery.signals import worker_init

from core.migration_state import pending_migrations

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("debrief")
app.config_from_object("config.celery_settings")
app.autodiscover_tasks()


@worker_init.connect  # type: ignore[untyped-decorator]
def refuse_pending_migrations(**_: Any) -> None:
    """A worker whose code is newer than the database would fail at every task, or worse, write wrong data."""
    pending = pending_migrations()
    if pending:
        sys.exit(f"{len(pending)} migrations are pending, the first is {pending[0]}. Run `manage.py upgrade` first.")
