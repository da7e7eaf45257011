"""Every text in `texts/` is known for what it is and read as the file beside it says."""

from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importing.readers.formats import FORMATS, detect, tidied
from importing.readers.placing import BatchClocks, place

FOLDER = Path(__file__).parent / "texts"
TEXTS = sorted(FOLDER.glob("*.txt"))
LINES = (
    "22:31 ok",
    "[22:32] up again",
    "[22:33] Ana: hm",
    "ana said so",
    "  indented",
    "- listed",
    "{}",
    "what? [x]",
    "",
)
NAIROBI = BatchClocks(ZoneInfo("Africa/Nairobi"), date(2023, 5, 15))


def shown(text: str) -> str:
    """The messages as lines: number, time, author, words, and what is not offered or not understood."""
    lines = []
    for placed in place(detect(text).read(text), NAIROBI):
        message = placed.message
        at = placed.at.astimezone(NAIROBI.zone).strftime("%Y-%m-%d %H:%M:%S") if placed.at else "no time"
        marks = ("" if message.is_offered else " (not offered)") + (
            "" if message.is_understood else " (not understood)"
        )
        words = message.text.replace("\n", "\\n")
        lines.append(f"{message.number} | {at} | {message.author or '-'} | {words}{marks}\n")
    return "".join(lines)


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_it_is_known_and_read(path):
    text = tidied(path.read_text(encoding="utf-8"))
    assert detect(text).name == path.stem.partition("-")[0]
    assert shown(text) == path.with_suffix(".read").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("[10:02] Brian: The queue grows\n[10:05] Fatuma: Asked the provider", "text"),
        ("[22:30] restarted the database\n[22:35] it works again", "text"),
        ("[10:02] Brian:\nThe queue grows", "teams"),
    ],
)
def test_a_line_with_words_is_no_head(text, name):
    assert detect(text).name == name
    assert all(message.is_offered for message in detect(text).read(text))


@given(st.lists(st.sampled_from(LINES), max_size=8))
@pytest.mark.parametrize("name", FORMATS)
def test_no_words_are_lost(name, lines):
    """Whatever a text is read as, all its words come out again somewhere."""
    read = "\n".join(f"{message.author} {message.text}" for message in FORMATS[name].read("\n".join(["hm", *lines])))
    lost = [word for line in lines for word in line.split() if word not in read and ":" not in word]
    assert not lost


def test_the_same_text_with_other_line_ends_reads_the_same():
    text = (FOLDER / "irc-irssi.txt").read_text(encoding="utf-8")
    assert shown(tidied(text.replace("\n", "\r\n"))) == shown(tidied(text))
