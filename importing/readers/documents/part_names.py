"""Which part a heading or a label names.

A name is compared in small letters, without marks, numbers before it, a colon behind it, and what stands in brackets.
"""

import re
from functools import cache

from importing.readers.documents.names_of_lists import NAMES_OF_LISTS
from importing.readers.documents.names_of_texts import NAMES_OF_TEXTS
from importing.readers.documents.parts import Part

_TABLE = tuple((part, re.compile(pattern)) for part, pattern in (*NAMES_OF_TEXTS, *NAMES_OF_LISTS))
LONGEST_NAME = 90
_IN_BRACKETS = re.compile(r"\([^()]{0,80}\)|\[[^\[\]]{0,80}\]")
_NUMBERED = re.compile(
    r"(?:section |part |step |phase |chapter )?(?:\d{1,2}(?:\.\d{1,2}){0,3}|[ivx]{1,4}|[a-h])[.):]?\s+(?=\S)"
    r"|\d{1,2}[.)](?=\S)",
    re.IGNORECASE,
)
_NO_LETTER = re.compile(r"[^a-z0-9]+")
_SIGN = re.compile(r":[a-z][a-z0-9_+-]{2,40}:")  # :seedling:
# What a timeline is of, behind its name: `Timeline 01/16/2024 – 02/28/2024. All times approximate`.
_OF_WHEN = re.compile(
    r"[\s:,.–—-]+(?:\d|all times?\b|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\b"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b).*"
)


def part_of(words: str) -> Part | None:
    """The part that a heading or a label names; None for any other words."""
    bare = _SIGN.sub(" ", words).strip() if ":" in words else words
    if len(bare) <= LONGEST_NAME and (part := _part_of(bare)):
        return part
    if " / " in bare and len(bare) <= LONGEST_NAME:  # in two languages
        found = [part for name in bare.split(" / ") if (part := _part_of(name))]
        if found:
            return found[-1]
    name = _OF_WHEN.sub("", _IN_BRACKETS.sub(" ", bare.lower()))
    return (
        Part.TIMELINE
        if len(name) < len(bare) and len(name) <= LONGEST_NAME and _part_of(name) is Part.TIMELINE
        else None
    )


@cache
def _part_of(words: str) -> Part | None:
    bare = _IN_BRACKETS.sub(" ", words.strip().lower().replace("&", " and ").replace("/", " and "))
    number = _NUMBERED.match(bare)
    tried = [bare, bare[number.end() :]] if number else [bare]
    for name in tried:
        letters = " ".join(_NO_LETTER.sub(" ", name).split())
        if not letters:
            continue
        for part, pattern in _TABLE:
            if pattern.fullmatch(letters):
                return part
    return None
