"""An exported folder becomes an installation: all of it in one transaction, or nothing.

Every file is compared with its SHA-256 before, and every kind of record after its rows are written: it is exported once
more, and must have the same count and SHA-256.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.management.color import no_style
from django.core.serializers.base import DeserializationError
from django.core.serializers.jsonl import Deserializer
from django.db import DataError, IntegrityError, connection, models, transaction

from accounts.enums import AuditAction
from accounts.models import User
from accounts.services import append_again, audit, take_failed_logins
from core import markdown
from core.backup.errors import BackupError
from core.backup.exclusive import beside_backups
from core.errors import DomainError
from core.migration_state import applied_migrations
from core.rendering import StoredText, stored_texts
from transfer.exporting.places import Hashed
from transfer.exporting.progress import Progress
from transfer.exporting.records import write_records
from transfer.models import FullImport
from transfer.readers.folder import Manifest, check_files, read_manifest, read_sums, records_name
from transfer.selectors.records import Kind, leaving_kinds
from transfer.services.files import restore_files
from transfer.services.sent_before import write_off_before

BATCH = 500  # rows written at a time
ONE_AT_A_TIME = 0xF180  # of PostgreSQL's advisory locks
CHANGED = "Nothing was changed."


def import_everything(*, folder: Path, progress: Progress) -> Manifest:
    """Raises DomainError, and then nothing of it is stored: the installation is as empty as before."""
    manifest = read_manifest(folder)
    sums = read_sums(folder)
    _refuse_another_version(manifest)
    _refuse_unknown(manifest)
    _check(folder, manifest, sums, progress)
    try:
        with beside_backups(), _alone():
            _begin(folder)
            _import_or_forget(folder, manifest, sums, progress)
    except BackupError as error:
        raise DomainError(f"{error} {CHANGED}") from error
    except (DeserializationError, ValueError, TypeError, IntegrityError, DataError) as error:
        raise DomainError(f"The export does not fit together: {str(error).strip()} {CHANGED}") from error
    return manifest


def _check(folder: Path, manifest: Manifest, sums: dict[str, str], progress: Progress) -> None:
    missing = [label for label in manifest.records if records_name(label) not in sums]
    if missing:
        raise DomainError(f"The export is incomplete: it has no {records_name(missing[0])}. {CHANGED}")
    progress.begin(len(sums))
    progress.step("checking")
    for _ in check_files(folder, sums):
        progress.advance()


def _refuse_another_version(manifest: Manifest) -> None:
    """Tables of another state may mean something else, and what a migration would have done to the rows is not done."""
    apps = {kind.model._meta.app_label for kind in leaving_kinds()}
    theirs, ours = (
        {name for name in migrations if name.partition(".")[0] in apps}
        for migrations in (manifest.migrations, applied_migrations())
    )
    if theirs == ours:
        return
    newer, older = sorted(theirs - ours), sorted(ours - theirs)
    if newer:
        why = f"a newer version of Debrief: it has had {newer[0]}, which this one has not"
    else:
        why = f"an older version of Debrief: it has not had {older[0]}, which this one has"
    raise DomainError(
        f"This export, of {manifest.made_at}, was made by {why}. Install the version that made it, import it there, "
        f"and then upgrade. {CHANGED}"
    )


def _refuse_unknown(manifest: Manifest) -> None:
    """What this version does not know cannot be kept."""
    known = {kind.label: set(kind.fields) for kind in leaving_kinds()}
    for label, records in manifest.records.items():
        unknown = set(records.fields) - known[label] if label in known else {""}
        if unknown:
            what = f"{label}.{min(unknown)}".rstrip(".")
            raise DomainError(
                f"This export holds {what}, which this version of Debrief does not know. Install the version that made "
                f"it, or a newer one. {CHANGED}"
            )


def _begin(folder: Path) -> None:
    """Takes note of it, so that an import that is killed is known."""
    with transaction.atomic(durable=True):
        refuse_unless_empty()
        FullImport.objects.update_or_create(pk=FullImport.ONLY, defaults={"folder": str(folder)})


def refuse_unless_empty() -> None:
    """Raises DomainError when there is anything here but what a new installation begins with."""
    for kind in leaving_kinds():
        if not kind.leaves.is_seeded and (count := kind.count_in_use()):
            what = kind.model._meta.verbose_name_plural if count > 1 else kind.model._meta.verbose_name
            raise DomainError(
                f"This installation is not empty: it has {count} {what}. Everything can only be imported into a new "
                f"one: an empty database after `manage.py upgrade`, before `manage.py setup`. {CHANGED}"
            )


@contextmanager
def _alone() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [ONE_AT_A_TIME])
        if not cursor.fetchone()[0]:
            raise DomainError(f"Another import is running. {CHANGED}")
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [ONE_AT_A_TIME])


def _import_or_forget(folder: Path, manifest: Manifest, sums: dict[str, str], progress: Progress) -> None:
    """An import that is refused has ended: only one that is killed stays noted."""
    try:
        _import(folder, manifest, sums, progress)
    except Exception:
        FullImport.objects.all().delete()
        raise


def _import(folder: Path, manifest: Manifest, sums: dict[str, str], progress: Progress) -> None:
    kinds = [kind for kind in leaving_kinds() if kind.label in manifest.records]
    files = sum(name.startswith("attachments/") for name in sums)
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:  # nobody joins, and nobody fails to log in, meanwhile
            cursor.execute("LOCK TABLE accounts_user, accounts_auditevent IN SHARE ROW EXCLUSIVE MODE")
        refuse_unless_empty()
        failed_logins = take_failed_logins()
        progress.begin(2 * manifest.total + files)
        for kind in reversed(kinds):
            if kind.leaves.is_seeded:
                kind.model._default_manager.all().delete()
        for kind in kinds:
            progress.step(kind.label)
            for _ in _rows_written(kind, folder / records_name(kind.label)):
                progress.advance()
        _finish_tables(kinds)
        progress.step("attachments")
        for _ in restore_files(folder, sums, manifest):
            progress.advance()
        os.sync()  # the files, before the records that name them
        for kind in kinds:
            progress.step(f"comparing {kind.label}")
            _compare(kind, manifest, sums, progress)
        write_off_before(datetime.fromisoformat(manifest.made_at))
        append_again(failed_logins)
        FullImport.objects.all().delete()
        detail = {"file": f"full export of {manifest.made_at}", "from": manifest.address, "records": manifest.total}
        audit(actor=None, action=AuditAction.SET_UP, subject="Imported everything", detail=detail)


def _rows_written(kind: Kind, file: Path) -> Iterator[None]:
    """Stores the rows of one file, in bulk."""
    texts = [text for text in stored_texts() if text.model is kind.model]
    with file.open(encoding="utf-8", newline="\n") as lines:
        records = iter(Deserializer(lines))
        while batch := list(islice(records, BATCH)):
            rows = [record.object for record in batch]
            for row in rows:
                _complete(row, texts)
            kind.model._default_manager.bulk_create(rows)
            for name in kind.many:
                _write_lists(kind, name, {record.object.pk: record.m2m_data.get(name, []) for record in batch})
            yield from (None for _ in batch)


def _complete(row: Any, texts: list[StoredText]) -> None:
    """What did not leave: rendered HTML; people have no password until they choose one."""
    if isinstance(row, User):
        row.set_unusable_password()
    for text in texts:
        words = [(getattr(row, source), html) for source, html in text.pairs]
        if any(source for source, _ in words):
            for source, html in words:
                setattr(row, html, _rendered(source))
            setattr(row, text.renderer, markdown.RENDERER_VERSION)


def _rendered(source: str) -> str:
    try:
        return markdown.render(source).html
    except DomainError:  # longer than anybody can write today
        return markdown.plain(source)


def _write_lists(kind: Kind, name: str, lists: dict[Any, list[Any]]) -> None:
    field = _list(kind, name)
    through: type[models.Model] = field.remote_field.through
    ours, theirs = f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"
    pairs = ({ours: key, theirs: other} for key, others in lists.items() for other in others)
    through._default_manager.bulk_create((through(**pair) for pair in pairs), batch_size=BATCH)


def _list(kind: Kind, name: str) -> Any:
    return kind.model._meta.get_field(name)


def _finish_tables(kinds: list[Kind]) -> None:
    """Whatever a row refers to is there, and new rows get numbers that are free."""
    lists = [_list(kind, name).remote_field.through for kind in kinds for name in kind.many]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for statement in connection.ops.sequence_reset_sql(no_style(), [*(kind.model for kind in kinds), *lists]):
            cursor.execute(statement)


def _compare(kind: Kind, manifest: Manifest, sums: dict[str, str], progress: Progress) -> None:
    """Exports the kind once more, to nowhere. Raises DomainError when it is not what came."""
    expected = manifest.records[kind.label]
    found = Hashed(None)
    count = write_records(kind, expected.fields, found, progress.advance)
    if (count, found.digest.hexdigest()) != (expected.count, sums[records_name(kind.label)]):
        raise DomainError(
            f"{kind.label} came back with {count} records and another SHA-256 than it left with ({expected.count} "
            f"records). {CHANGED}"
        )
