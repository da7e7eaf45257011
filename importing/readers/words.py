"""How words from elsewhere become Markdown that shows them as they were: no list, no link."""

import re

_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})", re.MULTILINE)
_INLINE = re.compile(r"[\\`*\[]|(?<![^\W_])_|_(?![^\W_])")
_LINE_START = re.compile(r"^(\s*)(#{1,6}(?=\s|$)|>|\||[-+](?=\s)|-+\s*(?:$|:?\|))", re.MULTILINE)
_NUMBERED = re.compile(r"^(\s*\d{1,9})([.)])(?=\s)", re.MULTILINE)
_ENTITY = re.compile(r"&(?=#?\w{1,30};)")
_NO_ESCAPE = re.compile(r"^(\s*)([=~]|:(?=-))", re.MULTILINE)  # Markdown knows no backslash for these
_INDENTED = re.compile(r"^(?: {2,}|\t)", re.MULTILINE)


def as_said(text: str) -> str:
    """Words of a chat, each character as it stood there. What is indented, such as code, keeps its columns."""
    if _INDENTED.search(text):
        return as_code(text)
    escaped = _INLINE.sub(r"\\\g<0>", _ENTITY.sub("&amp;", text))
    escaped = _LINE_START.sub(r"\1\\\2", escaped)
    escaped = _NO_ESCAPE.sub(lambda match: f"{match[1]}&#{ord(match[2])};", escaped)
    return _NUMBERED.sub(r"\1\\\2", escaped)


def as_code(text: str) -> str:
    """Words of a machine, as a block of code. The fence is longer than any in the words."""
    longest = max((len(match[1]) for match in _FENCE.finditer(text)), default=2)
    fence = "`" * max(3, longest + 1)
    return f"{fence}\n{text}\n{fence}"
