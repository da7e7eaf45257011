"""Words for customers as text to copy: for a mail, for a chat, and plain."""

import re
from dataclasses import dataclass
from html import unescape

_LINK = re.compile(r'<a [^<>]*?\bhref="([^"]*)"[^<>]*>(.*?)</a>', re.DOTALL)
_LINES = re.compile(r"<br>\s*|</li>\s*")
_BLOCKS = re.compile(r"</(?:p|ul|ol)>\s*")
_TAG = re.compile(r"<[^<>]*>")
_GAPS = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True)
class Copies:
    """The same words three times: a mail begins with its subject, a chat reads Markdown."""

    mail: str
    chat: str
    plain: str


def copies_of(*, heading: str, html: str, text: str, facts: tuple[str, ...]) -> Copies:
    """`facts` are lines that stand below the words: a workaround, since when, until when."""
    below = "\n".join(facts)
    plain = "\n\n".join(filter(None, (plain_text(html), below)))
    chat = "\n\n".join(filter(None, (f"**{heading}**", text.strip(), below)))
    return Copies(mail=f"Subject: {heading}\n\n{plain}", chat=chat, plain=f"{heading}\n\n{plain}")


def plain_text(html: str) -> str:
    """Simple rendered Markdown without markup: paragraphs and lists keep their lines, links their addresses."""
    linked = _LINK.sub(_with_address, html.replace("\n", ""))
    lines = _BLOCKS.sub("\n\n", _LINES.sub("\n", linked)).replace("<li>", "- ")
    return _GAPS.sub("\n\n", unescape(_TAG.sub("", lines))).strip()


def _with_address(found: re.Match[str]) -> str:
    address, words = found[1].removeprefix("mailto:"), _TAG.sub("", found[2])
    return words if words == address else f"{words} ({address})"
