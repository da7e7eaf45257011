"""The sentences of a text, and the text without what is not in its writer's words: code, quotations, links."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

HIDDEN = "\ue001"  # stands for each letter that is not the writer's

_NOT_THE_WRITERS = re.compile(
    r"```.*?(?:```|\Z)|`[^`\n]{0,500}`|^ {0,3}>[^\n]*|!?\[[^\[\]\n]{0,500}\]\([^()\n]{0,500}\)|https?://\S+|"
    r"“[^“”\n]{0,500}”|\"[^\"\n]{0,500}\"|«[^«»\n]{0,500}»",
    re.DOTALL | re.MULTILINE,
)
_BREAK = re.compile(r"(?<=[.!?])[\"”’)*_]*\s+|\n+")


@dataclass(frozen=True, slots=True)
class MarkedSentence:
    """A sentence, some words of which are marked: from `start` to `end` in it."""

    sentence: str
    start: int
    end: int

    @property
    def before(self) -> str:
        """The sentence up to the words."""
        return self.sentence[: self.start]

    @property
    def marked(self) -> str:
        """The words."""
        return self.sentence[self.start : self.end]

    @property
    def after(self) -> str:
        """The sentence after the words."""
        return self.sentence[self.end :]


def masked(text: str) -> str:
    """The text with everything hidden that is not in the writer's words; as long as before."""
    return _NOT_THE_WRITERS.sub(lambda found: re.sub(r"[^\n]", HIDDEN, found[0]), text)


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """From where to where each goes: up to a full stop or the end of its line."""
    start = 0
    for gap in _BREAK.finditer(text):
        yield start, gap.start()
        start = gap.end()
    yield start, len(text)
