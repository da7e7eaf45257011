"""Words of a line of Markdown without its marks: no links, no emphasis, no tags."""

import re
from collections.abc import Container
from html import unescape

_MARKS = re.compile(r"[*_\[<&\\`~]")
_PICTURE = re.compile(r"!\[([^\[\]]*)\](?:\([^()\n]*\)|\[[^\[\]\n]*\])")
_LINK = re.compile(r"\[([^\[\]]*)\](?:\([^()\n]*\)|\[[^\[\]\n]*\])")
_ADDRESS = re.compile(r"<((?:https?://|mailto:)[^<>\s]*)>")
_TAG = re.compile(r"</?(?![A-Z]{3,} [A-Z ]{2,40}>)[A-Za-z!][^<>]*>")  # <START OF INCIDENT> is none
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_WIKI_STRONG = re.compile(r"(?<!\w)'{2,5}(?=\S)|(?<=\S)'{2,5}(?!\w)")
_STRONG = re.compile(r"\*{2,3}|(?<!\w)_{2,3}(?=\S)|(?<=\S)_{2,3}(?!\w)|~~|`+")
_STAR = re.compile(r"(?<![\w*])\*(?=\S)([^*\n]+)(?<=\S)\*(?![\w*])")
_BAR = re.compile(r"(?<!\w)_(?=\S)([^_\n]+)(?<=\S)_(?!\w)")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_REFERENCE = re.compile(r"\[([^\[\]\n]{1,80})\]")
_PICTURES_ALONE = re.compile(r"(?:\s|!\[[^\[\]]*\](?:\([^()\n]*\)|\[[^\[\]\n]*\])|<[^<>]*>|\[\s*\]\([^()\n]*\))+")


def plain(text: str, references: Container[str] = ()) -> str:
    """The words on one line. `references` are the names of links that stand elsewhere: `[name]: https://…`."""
    if "''" in text:
        text = _WIKI_STRONG.sub("", text)
    if not _MARKS.search(text):
        return " ".join(text.split())
    words = _BREAK.sub(" ", text)
    words = _LINK.sub(r"\1", _PICTURE.sub(r"\1", words))
    words = _LINK.sub(r"\1", words)  # a picture that is a link
    words = _TAG.sub("", _ADDRESS.sub(r"\1", words))
    words = _BAR.sub(r"\1", _STAR.sub(r"\1", _STRONG.sub("", words)))
    if references:
        words = _REFERENCE.sub(lambda match: match[1] if match[1].lower() in references else match[0], words)
    return " ".join(unescape(_ESCAPE.sub(r"\1", words)).split())


def is_picture(text: str) -> bool:
    """Whether a line holds pictures or tags alone."""
    return _PICTURES_ALONE.fullmatch(text) is not None
