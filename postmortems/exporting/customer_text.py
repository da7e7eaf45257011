"""What customers read of a section: no quoted entry, no sentence with a name, a severity or an internal reference."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from html import escape, unescape
from itertools import pairwise
from uuid import UUID

from core.addresses import absolute
from core.markdown_links import mentions_in, references_in, replace_marks, without_references
from core.markdown_pictures import replace_pictures
from core.markdown_quotes import entries_marked, replace_quotes
from core.references import written

_TAG = re.compile(r"(<[^<>]*>)")
_LOCAL = re.compile(r'<a [^<>]*?\bhref="/[^"]*"[^<>]*>(.*?)</a>', re.DOTALL)
_WORDS_IN_TAG = re.compile(r'\b(alt|title)="([^"]*)"')
_EMPTY = re.compile(r"<(p|li|ul|ol|blockquote|strong|em|code|pre|h[456]|a)(?: [^<>]*)?>\s*</\1>\n?")
_INLINE = re.compile(r"</?(?:a|em|strong|code|img)\b")
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*\s+(?![a-z])|\n")
_LINES_AT_EDGES = re.compile(r"(?<=<p>)(?:\s*<br>)+\s*|(?:\s*<br>)*\s*(?=</(?:p|li|td|th)>)")
_LINES_BETWEEN = re.compile(r"<br>(?:\s*<br>)+")
_SEVERITY = re.compile(r"(?<!\w)SEV[1-5](?!\w)")
_OUT = "\ue000"  # in the place of what is left out, until its sentence is
_QUOTE = "\ue001"  # in the place of a quoted entry, until what introduces it no longer does
_INTRODUCED = re.compile(rf":</p>\s*{_QUOTE}")

Inside = re.Pattern[str] | None


@dataclass(slots=True)
class LeftOut:
    """What of a section customers do not read."""

    entries: int = 0
    words: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.entries or self.words)

    def __str__(self) -> str:
        entries = f"{self.entries} quoted entr{'y' if self.entries == 1 else 'ies'}" if self.entries else ""
        return ", ".join(filter(None, (entries, *self.words)))

    def add(self, words: str) -> None:
        """Each is named once."""
        if words not in self.words:
            self.words.append(words)


@dataclass(frozen=True, slots=True)
class CustomerText:
    """The HTML that customers may read, and what it is without."""

    html: str
    left_out: LeftOut


class PictureSource:
    """The addresses of the pictures that stand in the sections; none where customers read the words alone."""

    def __init__(self, addresses: Mapping[UUID, str]) -> None:
        self.addresses = addresses

    def __call__(self, uuid: UUID, alt: str) -> str:
        """The picture, or what it is called."""
        address = self.addresses.get(uuid, "")
        return f'<img src="{escape(address)}" alt="{alt}">' if address else alt


NO_PICTURES = PictureSource({})


def customer_text(html: str, inside: Inside, pictures: PictureSource = NO_PICTURES) -> CustomerText:
    """Rendered Markdown for customers. What must not stand there goes with its sentence: a gap would not read."""
    left = LeftOut(entries=len(entries_marked([html])))
    for prefix, numbers in references_in([html]).items():
        for number in sorted(numbers):
            left.add(written(prefix, number))
    for name in mentions_in([html]):
        left.add(f"@{name}")
    html = html.replace(_OUT, "").replace(_QUOTE, "")
    html = _INTRODUCED.sub(".</p>", replace_quotes(html, lambda _: _QUOTE)).replace(_QUOTE, "")
    html = replace_marks(html, referred=lambda *_: _OUT, mentioned=lambda _: _OUT)
    html = _without_links(replace_pictures(html, pictures), left)
    html = _without_words(html, inside, left)
    return CustomerText(_tidy(_without_sentences(html)) if _OUT in html or left.entries else html, left)


def customer_words(text: str, inside: Inside, left: LeftOut) -> str:
    """Plain text without references, severities and names; notes what it leaves out."""
    return " ".join(_marked(text, inside, left).replace(_OUT, "").split())


def _marked(text: str, inside: Inside, left: LeftOut) -> str:
    """The text with a mark in the place of each word that is left out."""
    without = without_references(text, _OUT)
    if without != text:
        for word in text.split():
            if without_references(word) != word:
                left.add(word.strip(".,;:!?()"))
    for pattern in (_SEVERITY, inside):
        if pattern is not None:
            for found in pattern.findall(without):
                left.add(" ".join(found.split()))
            without = pattern.sub(_OUT, without)
    return without


def words_pattern(names: Collection[str]) -> Inside:
    """Finds full names of those who work here, and the title; a first name alone may be any word."""
    full = sorted((name for name in names if " " in name.strip()), key=len, reverse=True)
    if not full:
        return None
    words = (r"\s+".join(map(re.escape, name.split())) for name in full)
    return re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?:['’]s)?(?!\w)", re.IGNORECASE)


def first_names_in(html: str, names: Collection[str]) -> list[str]:
    """Which of these names still stand in it: as words of their own, written as names are."""
    text = unescape(_TAG.sub(" ", html))
    return sorted(name for name in names if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text))


def _without_links(html: str, left: LeftOut) -> str:
    """Words that link to pages or files of Debrief, without the link; an address of ours is left out."""
    ours = absolute("/")
    html = re.sub(rf'<a [^<>]*?\bhref="{re.escape(escape(ours))}[^"]*"[^<>]*>(.*?)</a>', r"\1", html, flags=re.DOTALL)
    html, count = re.subn(rf"{re.escape(escape(ours))}[^\s<>\"']*", _OUT, _LOCAL.sub(r"\1", html))
    if count:
        left.add("an address of Debrief")
    return html


def _without_words(html: str, inside: Inside, left: LeftOut) -> str:
    """Marks names and references in all text, in code too; removes them from what pictures and links are called."""

    def cleaned(escaped: str) -> str:
        text = unescape(escaped)
        without = _marked(text, inside, left)
        return escaped if without == text else escape(without)

    def in_tag(tag: str) -> str:
        words = _WORDS_IN_TAG.sub(lambda found: f'{found[1]}="{cleaned(found[2]).replace(_OUT, "").strip()}"', tag)
        return words.replace(_OUT, "")

    pieces = _TAG.split(html)
    return "".join(in_tag(piece) if at % 2 else cleaned(piece) for at, piece in enumerate(pieces))


def _without_sentences(html: str) -> str:
    """Without the sentences that hold a mark. Tags within a sentence stay, so that they still close one another."""
    pieces = _TAG.split(html)
    block: list[int] = []
    for at, piece in enumerate(pieces):
        if at % 2 == 0:
            block.append(at)
        elif not _INLINE.match(piece):
            _cut(pieces, block)
            block = []
    _cut(pieces, block)
    return "".join(pieces)


def _cut(pieces: list[str], block: list[int]) -> None:
    """Cuts such sentences out of the pieces of text that make up one block."""
    text = "".join(pieces[at] for at in block)
    if _OUT not in text:
        return
    ends = [*(found.end() for found in _SENTENCE_END.finditer(text)), len(text)]
    kept = [(start, end) for start, end in pairwise([0, *ends]) if _OUT not in text[start:end]]
    begin = 0
    for at in block:
        end = begin + len(pieces[at])
        pieces[at] = "".join(text[max(begin, one) : min(end, other)] for one, other in kept)
        begin = end


def _tidy(html: str) -> str:
    """Without paragraphs in which nothing is left, and without lines that are empty."""
    before = ""
    while before != html:
        before, html = html, _EMPTY.sub("", _LINES_AT_EDGES.sub("", _LINES_BETWEEN.sub("<br>", html)))
    return html
