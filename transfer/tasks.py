"""What beat calls."""

from celery import shared_task

from core import export_jobs
from transfer.models import FullExport
from transfer.services import exports

LONGEST = 3600  # seconds; larger installations use `manage.py export_all`


@shared_task(name="transfer.tasks.make_full_exports", soft_time_limit=LONGEST - 60, time_limit=LONGEST)  # type: ignore[untyped-decorator]
def make_full_exports() -> None:
    """Makes the full export that waits."""
    exports.make_full_exports()


@shared_task(name="transfer.tasks.drop_old_full_exports", soft_time_limit=240, time_limit=300)  # type: ignore[untyped-decorator]
def drop_old_full_exports() -> None:
    """Forgets full exports that are a day old."""
    export_jobs.drop_old_exports(FullExport)
