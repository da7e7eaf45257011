"""The examples of the CommonMark specification, and which of them our renderer treats otherwise, by reason.

What it does to every text is translated beforehand, so that the list holds only what is left: headings begin below
those of the page, each line break is one, pictures from elsewhere are links, links lead to http, https, mailto or
within Debrief, and code has no language.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

from django.conf import settings

from tests.core.html_check import LINK

SPECIFICATION = Path(settings.ROOT) / "node_modules/commonmark-spec/spec.txt"
_EXAMPLE = re.compile(r"^`{32} example\n(.*?)^\.\n(.*?)^`{32}$", re.MULTILINE | re.DOTALL)
_LEVEL = {"h1": "h4", "h2": "h5", "h3": "h6", "h4": "h6", "h5": "h6"}
_BLOCK = re.compile(r"</?(?:p|ul|ol|li|blockquote|pre|hr|h[4-6])\b")

OTHERWISE: dict[str, tuple[int, ...]] = {
    "HTML in the text is shown as text": (
        *(21, 31, 148, 149, *range(150, 168), *range(169, 175), *range(176, 192), 308, 309, 344, 475, 476, 477, 524),
        *(536, 614, 615, 616, 617, 623, 625, 626, 627, 628, 629, 630, 631, 632, 642, 643),
    ),
    "a tab stands for spaces": (1, 2, 3, 13),
    "a backslash escapes the marks of Markdown and no other sign": (12, 14, 20, 76, 493, 506, 603, 606),
    "a backslash does not break a line": (16, 634, 637, 639, 646),
    "a number beyond Unicode is the sign for an unknown one": (28,),
    "addresses are written as they are, without per cent signs": (32, 33, 206),
    "a line of dashes or equals signs makes a heading of the line above, whatever that is": (
        *(43, 92, 94, 98, 99, 101, 216, 234, 281, 282),
    ),
    "a heading with a line below it has one line, and both begin at the margin": (81, 82, 84, 86, 95, 300),
    "marks of a heading stand at the margin, need no space, and are dropped at its end": (63, 64, 68, 71, 73, 75),
    "marks of a rule stand close together": (11, 53),
    "code drops the spaces at the ends of its lines": (112, 118),
    "a block of code without text, or without its end, holds an empty line": (126, 127, 130, 139, 144),
    "fences of code stand outside lists and quotes, indented or not": (128, 134, 137, 237, 263, 318, 321, 324),
    "behind a fence stands one word at most": (143, 146),
    "code within a line drops the spaces around it and keeps its line breaks": (
        *(138, 331, 332, 333, 334, 335, 336, 337, 640, 641),
    ),
    "marks of code within a line need no equal number at both ends": (347,),
    "code is found before addresses in angle brackets": (346,),
    "the address behind a name stands in one line, without escapes": (194, 195, 196, 202, 541, 549, 550, 552),
    "the address behind a name counts wherever it stands, and the last one counts": (23, 201, 212, 213, 544, 551),
    "names are compared by small letters": (540,),
    "quotes that follow one another are one": (235, 236, 242, 249, 252),
    "an item of a list has words behind its marker": (278, 280, 283, 284, 315),
    "numbers of a list end with a full stop, and any number counts": (266, 268, 296, 297, 302),
    "lists that follow one another are one": (301,),
    "an item belongs to the one above from two spaces on": (257, 276, 311, 312, 313),
    "code in an item has a paragraph of words before it": (5, 7, 264, 270, 271, 273, 274),
    "only the items beside an empty line are paragraphs": (314, 316, 317, 319),
    "emphasis does not ask what stands around it": (352, 354, 368, 369, 380, 392),
    "strong emphasis is outside where both begin": (416, 467, 468),
    "what stands in parentheses behind brackets is an address and a title, whatever it says": (
        *(41, 488, 490, 491, 494, 504, 505, 507, 508, 568),
    ),
    "an address holds no spaces": (489,),
    "a link or picture in a link or picture stays as typed, or stands apart": (
        *(517, 518, 519, 520, 531, 532, 533, 559, 574),
    ),
    "brackets are matched before addresses in angle brackets": (526, 538),
    "a name may stand apart from its brackets, and brackets are read from the left": (542, 543, 569, 571),
    "the words for a picture are not Markdown": (573, 576, 577, 585, 589),
    "only http, https and mailto addresses stand in angle brackets": (597, 598, 601, 602),
    "an address alone is a link, too": (608, 611),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Example:
    """One example: its number, the source, and the HTML that the specification wants."""

    number: int
    source: str
    html: str


def examples() -> Iterator[Example]:
    """All examples, in their order."""
    text = SPECIFICATION.read_text(encoding="utf-8").replace("→", "\t")
    for number, found in enumerate(_EXAMPLE.finditer(text), start=1):
        yield Example(number, found[1], found[2])


class _Reader(HTMLParser):
    """HTML as a list of tags and texts. `is_expected`: with what we do to every text."""

    def __init__(self, *, is_expected: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.is_expected = is_expected
        self.parts: list[str] = []
        self.text = ""
        self.in_code = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self.text += "\n"
            return
        values = {name: value or "" for name, value in attrs if name != "rel"}
        if self.is_expected:
            tag, values = self._translated(_LEVEL.get(tag, tag), values)
        self.in_code += tag == "pre"
        self._add(f"<{tag}{''.join(f' {name}={value}' for name, value in sorted(values.items()))}>")

    def _translated(self, tag: str, values: dict[str, str]) -> tuple[str, dict[str, str]]:
        if tag == "code":
            return tag, {}
        if tag == "img":
            words = values.get("alt") or values["src"]
            values = {"href": values["src"]}
            tag = "picture"
        if not LINK.fullmatch(values.get("href", "/")):
            del values["href"]
        if tag != "picture":
            return tag, values
        self._add(f"<a{''.join(f' href={value}' for value in values.values())}>")
        self.text = words
        return "/a", {}

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        self.in_code -= tag == "pre"
        self._add(f"</{_LEVEL.get(tag, tag) if self.is_expected else tag}>")

    def handle_data(self, data: str) -> None:
        self.text += data

    def _add(self, tag: str) -> None:
        text = self.text if self.in_code or tag == "</pre>" else re.sub(r"[ \t]*\n\s*", "\n", self.text)
        self.parts += [text, tag] if text else [tag]
        self.text = ""


def plain_form(html: str, *, is_expected: bool = False) -> str:
    """HTML in one form, so that two can be compared: without white space beside tags of blocks."""
    reader = _Reader(is_expected=is_expected)
    reader.feed(html)
    reader.close()
    reader._add("")
    parts, out, in_code = reader.parts, [], False
    for at, part in enumerate(parts):
        in_code = part.startswith("<pre") or (in_code and part != "</pre>")
        if part.startswith("<") or in_code:
            out.append(part)
            continue
        before, after = parts[at - 1] if at else "<p>", parts[at + 1] if at + 1 < len(parts) else "<p>"
        trimmed = part.lstrip() if _BLOCK.match(before) else part
        out.append(trimmed.rstrip() if _BLOCK.match(after or "<p>") else trimmed)
    return "".join(out)
