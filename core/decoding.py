"""Bytes of a file to text, and what was guessed about them."""

import codecs
from dataclasses import dataclass

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", ""),
    (codecs.BOM_UTF32_LE, "utf-32", ""),
    (codecs.BOM_UTF32_BE, "utf-32", ""),
    (codecs.BOM_UTF16_LE, "utf-16", ""),
    (codecs.BOM_UTF16_BE, "utf-16", ""),
)
GUESSED = (
    "The file is not UTF-8; it was read as Western European (Windows-1252). Check that letters such as é are right."
)
_SAMPLE = 2_000
_FEWEST, _MANY = 8, 0.3


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, and what to say about how it was read; empty when nothing was guessed."""

    text: str
    note: str = ""


def decode(content: bytes) -> Decoded | None:
    """The text of a file; None for what is no text."""
    for mark, name, note in _MARKS:
        if content.startswith(mark):
            return Decoded(content.decode(name, "replace"), note)
    if name := _wide(content[:_SAMPLE]):
        return Decoded(content.decode(name, "replace"))
    if b"\x00" in content:
        return None
    try:
        return Decoded(content.decode())
    except UnicodeDecodeError:
        return Decoded(content.decode("cp1252", "replace"), GUESSED)


def _wide(head: bytes) -> str:
    """UTF-16 without its mark: every other byte of English text is null."""
    if len(head) < _FEWEST:
        return ""
    half = len(head) // 2
    if head[1::2].count(0) / half > _MANY and head[::2].count(0) == 0:
        return "utf-16-le"
    if head[::2].count(0) / half > _MANY and head[1::2].count(0) == 0:
        return "utf-16-be"
    return ""
