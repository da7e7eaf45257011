"""The whole export, of one instant."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection, transaction

from accounts.models import User
from core.clock import now
from core.migration_state import applied_migrations
from transfer.exporting.files import kinds_with_files, write_files
from transfer.exporting.places import Place
from transfer.exporting.postmortems import readable_postmortems, write_postmortems
from transfer.exporting.progress import Progress
from transfer.exporting.readme import readme
from transfer.exporting.records import write_records
from transfer.readers.folder import MANIFEST, README, SUMS, Manifest, Records, records_name
from transfer.selectors.private import private_references
from transfer.selectors.records import leaving_kinds


def write_everything(place: Place, *, viewer: User, progress: Progress) -> Manifest:
    """Writes all records, postmortems and files, as an admin sees them; the list of SHA-256 comes last.

    It reads one snapshot of the database, beside which everybody goes on working.
    """
    manifest = Manifest(
        made_at=now().isoformat(timespec="seconds"),
        made_by=f"{viewer.name} <{viewer.email}>",
        address=settings.BASE_URL,
        migrations=applied_migrations(),
    )
    with snapshot():
        manifest.private = private_references()
        progress.begin(_total(viewer))
        for kind in leaving_kinds():
            progress.step(kind.label)
            with place.file(records_name(kind.label)) as target:
                count = write_records(kind, kind.fields, target, progress.advance)
            manifest.records[kind.label] = Records(count, kind.fields)
            if stayed := kind.count_stayed():
                manifest.stayed[kind.label] = stayed
        progress.step("postmortems")
        for _ in write_postmortems(place, viewer):
            manifest.postmortems += 1
            progress.advance()
        progress.step("attachments")
        for _ in write_files(place, manifest):
            progress.advance()
    place.write(MANIFEST, manifest.text())
    place.write(README, readme(manifest))
    place.write(SUMS, "".join(f"{digest}  {name}\n" for name, digest in sorted(place.sums.items())))
    return manifest


@contextmanager
def snapshot() -> Iterator[None]:
    """All reads of the block see one instant, whatever is written meanwhile."""
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")  # files may take long to copy
        yield


def _total(viewer: User) -> int:
    """Steps of the progress: a record, a postmortem, or a record that may have files."""
    return (
        sum(kind.count() for kind in leaving_kinds())
        + readable_postmortems(viewer).count()
        + sum(kind.count() for kind in kinds_with_files())
    )
