"""`make bench-document-batch`: 1,000 written postmortems, from files to incidents; writes bench/document_batch.json."""

import json
import os
import random
import time
import zipfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from io import BytesIO
from multiprocessing import get_context
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.core.management import call_command
from django.test.utils import setup_test_environment

from bench import ready  # noqa: F401 - comes first
from importing.models import Document
from importing.services.documents.queue import queue_ready
from importing.services.documents.uploading import DocumentOptions, upload_documents
from importing.tasks import read_documents
from tests.factories.accounts import make_user

RESULTS = Path(__file__).parent / "document_batch.json"
FILES = int(os.environ.get("BENCH_DOCUMENTS", "1000"))
WORKERS = 2
ENTRIES = 25
WORDS = "the pool of connections of checkout was too small and requests of buyers waited for a timeout"


def document(run: str, number: int, chance: random.Random) -> str:
    """One of some pages, which no other run had: a head, a timeline of 25 entries, causes, lessons and action items."""

    def words(count: int) -> str:
        return " ".join(chance.choices(WORDS.split(), k=count)).capitalize() + "."

    day = f"2023-{number % 12 + 1:02}-{number % 28 + 1:02}"
    timeline = "\n".join(f"- {9 + at // 6:02}:{at % 6}0 UTC {words(12)}" for at in range(ENTRIES))
    items = "\n".join(f"- [ ] {words(10)} (owner: Amina Otieno)" for _ in range(5))
    return (
        f"# Checkout {run}-{number} refused cards\n\nStart: {day} 09:00 UTC\nEnd: {day} 13:00 UTC\n\n"
        f"## Summary\n\n{words(80)}\n\n## Impact\n\n{words(30)}\n\n## Timeline\n\n{timeline}\n\n"
        f"## Root cause\n\n{words(60)}\n\n## Resolution\n\n{words(40)}\n\n"
        f"## What went well\n\n- {words(12)}\n- {words(9)}\n\n## Action items\n\n{items}\n"
    )


def archive() -> bytes:
    """All of them in a zip."""
    run, chance, packed = uuid4().hex[:8], random.Random(7), BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as found:
        for number in range(FILES):
            found.writestr(f"{number:04}.md", document(run, number, chance))
    return packed.getvalue()


def work_off() -> None:
    """What a worker does with documents, each second, until nothing is left to do."""
    while Document.objects.in_work().exists():
        read_documents()
        time.sleep(1)


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds, and what came of it."""
    began = time.perf_counter()
    result = work()
    return round(time.perf_counter() - began, 1), result


def main() -> None:
    """Two workers, as `make run` and docker-compose.yml have; the page shows progress meanwhile."""
    setup_test_environment()
    call_command("migrate", verbosity=0)
    user, content = make_user("Amina Otieno", email=f"{uuid4()}@example.com"), archive()
    found: dict[str, float] = {}
    with ProcessPoolExecutor(WORKERS, mp_context=get_context("spawn")) as workers:

        def by_all() -> None:
            for each in [workers.submit(work_off) for _ in range(WORKERS)]:
                each.result()

        by_all()  # starts them
        options = DocumentOptions(3, zone="UTC")
        found["kept"], batch = timed(
            lambda: upload_documents(actor=user, files=[("all.zip", content)], options=options)
        )
        found["read"], _ = timed(by_all)
        queue_ready(batch=batch, actor=user)
        found["imported"], _ = timed(by_all)
    imported = batch.documents.imported().count()
    assert imported == FILES, imported
    told = {"files": FILES, "workers": WORKERS, "cores": os.cpu_count(), "seconds": found}
    RESULTS.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
    for name, seconds in found.items():
        print(f"{name:24} {seconds:8.1f} s")


if __name__ == "__main__":
    main()
