"""Celery runs the schedule and the tasks. It stores nothing itself: every task finds its work in the database."""

import os
import sys
from typing import Any

from celery import Celery
from celery.signals import task_postrun, task_prerun, worker_init
from django.db import DatabaseError

from config import acknowledging
from core import logs
from core.backup.unfinished import UnfinishedRestore
from core.migration_state import newer_database, pending_migrations

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("debrief")
app.config_from_object("config.celery_settings")
app.autodiscover_tasks()
acknowledging.install()


@worker_init.connect  # type: ignore[untyped-decorator]
def refuse_other_data(**_: Any) -> None:
    """A worker whose code is newer or older than the database would fail at every task, or worse, write wrong data."""
    try:
        pending, newer = pending_migrations(), newer_database()
    except UnfinishedRestore as refusal:
        sys.exit(str(refusal))
    except DatabaseError as error:  # Celery would log it and go on, unchecked
        sys.exit(f"The database cannot be reached: {str(error).strip()}. The worker ends; start it again.")
    if newer:
        sys.exit(newer)
    if pending:
        sys.exit(f"{len(pending)} migrations are pending, the first is {pending[0]}. Run `manage.py upgrade` first.")


@task_prerun.connect  # type: ignore[untyped-decorator]
def name_task_in_logs(*, task: Any, task_id: str, **_: Any) -> None:
    """Every line that a task logs says which it was."""
    logs.task_name.set(task.name)
    logs.task_id.set(task_id)


@task_postrun.connect  # type: ignore[untyped-decorator]
def forget_task_in_logs(**_: Any) -> None:
    """The lines after it are not its own."""
    logs.task_name.set("")
    logs.task_id.set("")
