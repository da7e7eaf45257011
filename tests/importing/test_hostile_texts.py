"""Texts made to be slow: every reader ends, because each looks at a letter a fixed number of times.

No clock is looked at: one that is quadratic takes minutes at 256 kB and days at the limit.
"""

import pytest

from importing.readers.formats import FORMATS, detect, tidied
from importing.services.batches import MOST_CHARACTERS

SIZE = 256_000


def _filled(unit, size):
    return (unit * (size // len(unit) + 1))[:size]


SHAPES = {
    "letters, then as many backspaces": lambda size: "a" * (size // 2) + "\b" * (size // 2),
    "a letter and a backspace in turn": lambda size: _filled("ab\b", size),
    "spaces, then a letter": lambda size: " " * (size - 1) + "x",
    "a time, spaces, a letter": lambda size: "22:35" + " " * (size - 6) + "x",
    "lines of spaces": lambda size: _filled(" " * 290 + "\n", min(size, SIZE * 2)),
    "long lines of spaces": lambda size: _filled(" " * 5000 + "x\n", size),
    "an entry, then empty lines": lambda size: "22:35 x" + "\n" * min(size - 8, 19_000) + "x",
    "colours that never end": lambda size: "\x1b[" + "0" * (size - 2),
    "titles that never end": lambda size: _filled("\x1b]0", size),
    "quotes that never end": lambda size: 'ts="' + _filled('\\"', size - 4),
    "objects that never end": lambda size: _filled('{"a":', size),
    "brackets": lambda size: "[" * size,
    "digits": lambda size: "1" * size,
    "times": lambda size: _filled("22:35 ", size),
    "separators of a table": lambda size: _filled("|", size),
}


@pytest.mark.parametrize("size", [SIZE, MOST_CHARACTERS])
@pytest.mark.parametrize("shape", SHAPES)
def test_every_reader_ends(shape, size):
    text = tidied(SHAPES[shape](size))
    detect(text)
    for each in FORMATS.values():
        each.read(text)


def test_further_messages_of_one_person_are_read_in_one_walk():
    text = "Ada  22:35\n" + "so it is\n" * 3_000 + "Ada\n22:36\n" * 1_000
    for each in FORMATS.values():
        assert each.read(tidied(text))


@pytest.mark.parametrize(
    ("typed", "left"),
    [("al\b\bls", "ls"), ("\b\bls", "ls"), ("ab\ncd\b\b\b", "ab\n"), ("50%\r100%\b\b", "10"), ("ls\b\b\b\bx", "x")],
)
def test_backspaces_take_letters_of_their_own_line_away(typed, left):
    assert tidied(typed) == left
