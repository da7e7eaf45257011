"""What customers read of a section: without quoted entries, @names, full names, and references to internal things."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from html import escape, unescape
from uuid import UUID

from core.addresses import absolute
from core.markdown_links import mentions_in, references_in, replace_marks, without_references
from core.markdown_pictures import replace_pictures
from core.markdown_quotes import entries_marked, replace_quotes
from core.references import written

_TAG = re.compile(r"(<[^<>]*>)")
_LOCAL = re.compile(r'<a [^<>]*?\bhref="/[^"]*"[^<>]*>(.*?)</a>', re.DOTALL)
_WORDS_IN_TAG = re.compile(r'\b(alt|title)="([^"]*)"')
_EMPTY = re.compile(r"<(p|li|blockquote|strong|em|h[456]|a)(?: [^<>]*)?>\s*</\1>\n?")
_GAPS = re.compile(r"[ \t]{2,}")
_BEFORE_MARKS = re.compile(r"[ \t]+(?=[.,;:!?)])|(?<=\()[ \t]+")
_AT_BEGIN = re.compile(r"(<(?:p|li|td|th|h[456])(?: [^<>]*)?>)[ \t]+")
_BRACKETS = re.compile(r"\(\s*\)")

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
    """Rendered Markdown for customers."""
    rendered = html
    left = LeftOut(entries=len(entries_marked([html])))
    for prefix, numbers in references_in([html]).items():
        for number in sorted(numbers):
            left.add(written(prefix, number))
    for name in mentions_in([html]):
        left.add(f"@{name}")
    html = replace_quotes(html, lambda _: "")
    html = replace_marks(html, referred=lambda *_: "", mentioned=lambda _: "")
    html = _without_links(replace_pictures(html, pictures))
    found = _without_words(html, inside, left)
    return CustomerText(_tidy(found if found == rendered else _closed(found)), left)


def customer_words(text: str, inside: Inside, left: LeftOut) -> str:
    """Plain text without references and names; notes what it leaves out."""
    without = without_references(text)
    if without != text:
        for word in text.split():
            if without_references(word) != word:
                left.add(word.strip(".,;:!?()"))
    if inside is not None:
        for found in inside.findall(without):
            left.add(" ".join(found.split()))
        without = inside.sub("", without)
    return without


def words_pattern(names: Collection[str]) -> Inside:
    """Finds full names of those who work here, and the title; a first name alone may be any word."""
    full = sorted((name for name in names if " " in name.strip()), key=len, reverse=True)
    if not full:
        return None
    words = (r"\s+".join(map(re.escape, name.split())) for name in full)
    return re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?:['’]s)?(?!\w)", re.IGNORECASE)


def _without_links(html: str) -> str:
    """Words that link to pages or files of Debrief, without the link; an address of ours is left out."""
    ours = absolute("/")
    html = re.sub(rf'<a [^<>]*?\bhref="{re.escape(escape(ours))}[^"]*"[^<>]*>(.*?)</a>', r"\1", html, flags=re.DOTALL)
    html = _LOCAL.sub(r"\1", html)
    return re.sub(rf"{re.escape(escape(ours))}[^\s<>\"']*", "", html)


def _without_words(html: str, inside: Inside, left: LeftOut) -> str:
    """Names and references are removed from all text, in code too, and from what pictures and links are called."""

    def cleaned(escaped: str) -> str:
        text = unescape(escaped)
        without = customer_words(text, inside, left)
        return escaped if without == text else escape(without)

    def in_tag(tag: str) -> str:
        return _WORDS_IN_TAG.sub(lambda found: f'{found[1]}="{cleaned(found[2]).strip()}"', tag)

    pieces = _TAG.split(html)
    return "".join(in_tag(piece) if at % 2 else cleaned(piece) for at, piece in enumerate(pieces))


def _closed(html: str) -> str:
    """Without the gaps around what was left out; code stays as it is."""
    code, pieces = 0, []
    for at, piece in enumerate(_TAG.split(html)):
        code += at % 2 and (piece.startswith(("<pre", "<code")) - piece.startswith(("</pre", "</code")))
        pieces.append(piece if at % 2 or code else _BEFORE_MARKS.sub("", _BRACKETS.sub("", _GAPS.sub(" ", piece))))
    return _AT_BEGIN.sub(r"\1", "".join(pieces))


def _tidy(html: str) -> str:
    """Without paragraphs in which nothing is left."""
    before = ""
    while before != html:
        before, html = html, _EMPTY.sub("", html)
    return html
