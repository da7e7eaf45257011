"""How much goes over the wire, compressed: the first page with all it needs, and the next one."""

import gzip
import re
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders

from bench.rows import Row
from bench.serving import Browser

FIRST, NEXT = 130, 15  # kB
ASSET = re.compile(rb'(?:href|src)="/static/([^"#?]+)')


def wire_rows(browser: Browser, path: str) -> list[Row]:
    """Two rows: bytes of the page with its style sheets, scripts, icons and font, and of the page alone."""
    page = browser.get(path)
    assets = {match.decode() for match in ASSET.findall(page.body)}
    alone = len(gzip.compress(page.body, 6)) / 1000
    first = alone + sum(_compressed(name) for name in assets) / 1000
    return [
        Row("first load, kB", round(first, 1), None, None, None, None, f"≤ {FIRST} kB", first <= FIRST),
        Row("next page, kB", round(alone, 1), None, None, None, None, f"≤ {NEXT} kB", alone <= NEXT),
    ]


def _compressed(name: str) -> int:
    """Bytes of a static file as it is served: brotli where WhiteNoise wrote it, gzip otherwise."""
    stored = Path(settings.STATIC_ROOT) / name
    for candidate in (stored.with_name(stored.name + ".br"), stored.with_name(stored.name + ".gz")):
        if candidate.exists():
            return candidate.stat().st_size
    source = finders.find(name)
    return len(gzip.compress(Path(source or stored).read_bytes(), 6))
