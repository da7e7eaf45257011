"""`make bench-export`: a postmortem of sixty pages in each format; writes bench/exporting.json.

Processor seconds; the bar: each ends in ten. A PDF is left out where WeasyPrint is not installed.
"""

import json
import re
import statistics
import sys
import time
import zlib
from io import BytesIO
from pathlib import Path
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.management import call_command
from django.test.utils import setup_test_environment
from PIL import Image

from bench import ready  # noqa: F401 - comes first
from core.downloads import ExportFormat
from core.pdf import pdf_trouble
from incidents.services.attachments import attach_file
from incidents.services.decoding import decode_pictures
from postmortems.exporting.files import file_of
from postmortems.models import Postmortem
from postmortems.selectors.exports import export_document
from postmortems.selectors.files import markdown_of
from tests.factories.accounts import make_user
from tests.factories.actions import make_action_item, make_factor
from tests.factories.incidents import make_lines
from tests.factories.postmortems import make_postmortem, save

RESULTS = Path(__file__).parent / "exporting.json"
BAR, RUNS = 10.0, 3
PARAGRAPHS, ENTRIES, FACTORS, PICTURES = 22, 270, 20, 4
WORDS = "The **queue** of `db-1` grew, because each retry of the checkout opened a connection and kept it. " * 6


def sixty_pages() -> Postmortem:
    """Eight long sections with a table and pictures, 270 entries, 20 factors with action items."""
    author = make_user("Amina Otieno", email=f"{uuid4()}@example.com")
    postmortem = make_postmortem(author=author)
    table = "| time | what |\n|---|---|\n" + "\n".join(f"| 22:{n:02} | value {n} |" for n in range(30))
    uploads = map(_graph, range(PICTURES))
    shown = [markdown_of(attach_file(incident=postmortem.incident, actor=author, upload=file)) for file in uploads]
    decode_pictures(seconds=60)
    for at, section in enumerate(postmortem.sections.all()):
        paragraphs = "\n\n".join(f"{WORDS}See INC-{n + 1}." for n in range(PARAGRAPHS))
        save(section, author, f"{paragraphs}\n\n{table}\n\n{shown[at % PICTURES]}")
    make_lines(postmortem.incident, ENTRIES)
    entry = postmortem.incident.entries.latest("pk")
    for n in range(FACTORS):
        factor = make_factor(postmortem, f"Factor {n}: {WORDS[:200]}")
        factor.evidence.add(entry)
        factor.action_items.add(make_action_item(postmortem.incident, title=f"Limit the retries, part {n}"))
    return postmortem


def _graph(number: int) -> "ContentFile[bytes]":
    out = BytesIO()
    Image.effect_noise((1200, 600), 40 + number).save(out, "PNG")
    return ContentFile(out.getvalue(), f"graph-{number}.png")


def measured(postmortem: Postmortem, kind: ExportFormat) -> dict[str, object]:
    """One row: the median of three runs, in seconds, from reading to the bytes, of processor time."""
    runs, content = [], b""
    for _ in range(RUNS):
        began = time.process_time()
        content = file_of(export_document(postmortem, postmortem.incident.declared_by), kind)
        runs.append(time.process_time() - began)
    seconds, megabytes = round(statistics.median(runs), 2), round(len(content) / 1e6, 1)
    row = {"format": str(kind.label), "seconds": seconds, "megabytes": megabytes}
    return row | {"pages": _pages(content)} if kind == ExportFormat.PDF else row


def _pages(pdf: bytes) -> int:
    """How many there are, from the streams of objects."""
    streams = re.findall(rb"/ObjStm.*?stream\n(.*?)\nendstream", pdf, re.DOTALL)
    return max(int(count) for stream in streams for count in re.findall(rb"/Count (\d+)", zlib.decompress(stream)))


def main() -> int:
    """0 when every format keeps the bar, else 1."""
    setup_test_environment()
    call_command("migrate", verbosity=0)
    postmortem = sixty_pages()
    kinds = [kind for kind in ExportFormat if kind != ExportFormat.PDF or not pdf_trouble()]
    rows = [measured(postmortem, kind) for kind in kinds]
    for row in rows:
        print(row)
    if pdf_trouble():
        print(f"No PDF: {pdf_trouble()}")
    RESULTS.write_text(json.dumps({"bar_seconds": BAR, "rows": rows}, indent=2, ensure_ascii=False) + "\n")
    return 0 if all(float(str(row["seconds"])) <= BAR for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
