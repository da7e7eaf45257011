"""`make bench-document-batch`: 1,000 written postmortems, from files to incidents; writes bench/document_batch.json."""

import json
import os
import random
import time
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.core.management import call_command
from django.test.utils import setup_test_environment

from bench import ready  # noqa: F401 - comes first
from importing.enums import DocumentState
from importing.services.documents.queue import import_queued, queue_ready
from importing.services.documents.reading import read_waiting_documents
from importing.services.documents.uploading import DocumentOptions, upload_documents
from tests.factories.accounts import make_user

RESULTS = Path(__file__).parent / "document_batch.json"
FILES = int(os.environ.get("BENCH_DOCUMENTS", "1000"))
ENTRIES = 25
WORDS = "the pool of connections of checkout was too small and requests of buyers waited for a timeout"


def document(number: int, chance: random.Random) -> str:
    """One of some pages: a head, a timeline of 25 entries, causes, lessons and action items."""

    def words(count: int) -> str:
        return " ".join(chance.choices(WORDS.split(), k=count)).capitalize() + "."

    day = f"2023-{number % 12 + 1:02}-{number % 28 + 1:02}"
    timeline = "\n".join(f"- {9 + at // 6:02}:{at % 6}0 UTC {words(12)}" for at in range(ENTRIES))
    items = "\n".join(f"- [ ] {words(10)} (owner: Amina Otieno)" for _ in range(5))
    return (
        f"# Checkout number {number} refused cards\n\nStart: {day} 09:00 UTC\nEnd: {day} 13:00 UTC\n\n"
        f"## Summary\n\n{words(80)}\n\n## Impact\n\n{words(30)}\n\n## Timeline\n\n{timeline}\n\n"
        f"## Root cause\n\n{words(60)}\n\n## Resolution\n\n{words(40)}\n\n"
        f"## What went well\n\n- {words(12)}\n- {words(9)}\n\n## Action items\n\n{items}\n"
    )


def archive() -> bytes:
    """All of them in a zip."""
    chance, packed = random.Random(7), BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as found:
        for number in range(FILES):
            found.writestr(f"{number:04}.md", document(number, chance))
    return packed.getvalue()


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds, and what came of it."""
    began = time.perf_counter()
    result = work()
    return round(time.perf_counter() - began, 1), result


def main() -> None:
    """One run of one worker; the page shows progress meanwhile."""
    setup_test_environment()
    call_command("migrate", verbosity=0)
    user, content = make_user("Amina Otieno", email=f"{uuid4()}@example.com"), archive()
    found: dict[str, float] = {}
    found["kept"], batch = timed(
        lambda: upload_documents(actor=user, files=[("all.zip", content)], options=DocumentOptions(3, zone="UTC"))
    )
    found["read by the worker"], count = timed(lambda: read_waiting_documents(seconds=600))
    states = list(batch.documents.values_list("state", flat=True))
    assert count == FILES, count
    ready_ones = states.count(DocumentState.READY)
    queue_ready(batch=batch, actor=user)
    found["imported by the worker"], imported = timed(lambda: import_queued(seconds=600))
    assert imported == ready_ones, (imported, ready_ones)
    told = {"files": FILES, "imported": imported, "cores": os.cpu_count(), "seconds": found}
    RESULTS.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
    for name, seconds in found.items():
        print(f"{name:24} {seconds:8.1f} s")


if __name__ == "__main__":
    main()
