"""Documents made to be slow: each ends, because every letter is looked at a fixed number of times.

No clock is looked at: one that is quadratic takes minutes at 256 kB. bench/documents.py measures how long each takes.
"""

import pytest

from bench.documents import SHAPES, SIZE, filled
from importing.readers.documents.files import text_of_file
from importing.readers.documents.reading import read_file, read_text
from importing.readers.documents.refusals import UnreadableDocument


@pytest.mark.parametrize("shape", SHAPES)
def test_every_document_ends(shape):
    try:
        read_text("x.md", filled(SHAPES[shape], SIZE))
    except UnreadableDocument as refusal:
        assert refusal.message


TAGS = (
    "<div>",
    "<ul><li>",
    "<table><tr><td>",
    "<b>",
    "<a href=x>",
    "<!--",
    "<script>",
    "<pre>",
    '<a href="',
    "&amp",
    "<![CDATA[",
    "<?",
    "</p>",
    "<p>x\n",
)


@pytest.mark.parametrize("tag", TAGS)
def test_every_page_ends(tag):
    text_of_file("x.html", filled(tag, SIZE).encode())
    try:
        read_file("x.html", filled(f"<li>14:05 a{tag}", SIZE).encode())
    except UnreadableDocument as refusal:
        assert refusal.message


def test_reading_asks_no_more_of_a_longer_document(monkeypatch):
    """Twice the entries are twice the work: counted in looks for times, without a clock."""
    from importing.readers.documents import times  # noqa: PLC0415 - the module whose function is counted

    def looks(count):
        seen = []
        times._found_at.cache_clear()
        real = times.times_in
        monkeypatch.setattr(times, "times_in", lambda *given, **named: seen.append(1) or real(*given, **named))
        read_text(
            "x.md", "## Timeline\n" + "".join(f"- 14:{number % 60:02d} entry {number}\n" for number in range(count))
        )
        monkeypatch.setattr(times, "times_in", real)
        return len(seen)

    assert looks(2_000) <= 2 * looks(1_000) + 50
