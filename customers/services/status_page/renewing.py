"""Renews the snapshot of the status page: every two seconds if something changed, and at once when less may be read."""

import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from django.db import transaction

from customers.exporting.status_page import Document, status_documents
from customers.models import StatusPage
from customers.selectors.status_page.fingerprint import fingerprint
from customers.selectors.status_page.reading import status_facts
from customers.selectors.status_page.snapshot import Snapshot, read_snapshot, served, snapshot_path


@transaction.atomic
def renew_snapshot(*, anew: bool = False) -> bool:
    """Writes the snapshot if it would say something else, or `anew`; whether it did.

    One process at a time, so that none puts an earlier state over a later one.
    """
    lock_status_page()
    mark, present = fingerprint(), read_snapshot()
    if present is not None and present.fingerprint == mark and not anew:
        return False
    facts = status_facts()
    _write(mark, is_public=facts.is_public, documents=status_documents(facts))
    return True


def renew_on_commit() -> None:
    """For changes after which less may be read: the worker may be late."""
    transaction.on_commit(_renew_or_remove, robust=True)


def _renew_or_remove() -> None:
    """Where it cannot be renewed there is no snapshot: no page is better than words that were taken back."""
    try:
        renew_snapshot()
    except Exception:
        snapshot_path().unlink(missing_ok=True)
        raise


def present_snapshot() -> Snapshot:
    """The snapshot; read from the database where no worker has written one yet."""
    if found := read_snapshot():
        return found
    facts = status_facts()
    documents = {path: served(kind, text) for path, (kind, text) in status_documents(facts).items()}
    return Snapshot("", facts.is_public, documents)


def lock_status_page() -> StatusPage:
    """The row of the switch, locked until commit."""
    StatusPage.objects.get_or_create(pk=StatusPage.ONLY)
    return StatusPage.objects.select_for_update().get(pk=StatusPage.ONLY)


def _write(mark: str, *, is_public: bool, documents: Mapping[str, Document]) -> None:
    """At one stroke: whoever reads it meanwhile reads the earlier one."""
    path = snapshot_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    content = json.dumps({"fingerprint": mark, "is_public": is_public, "documents": documents})
    number, name = tempfile.mkstemp(prefix=path.name, dir=path.parent)  # its owner alone may read it
    try:
        with os.fdopen(number, "w") as file:
            file.write(content)
        Path(name).replace(path)
    except BaseException:  # a task may be ended here
        Path(name).unlink()
        raise
