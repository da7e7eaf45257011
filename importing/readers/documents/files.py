"""A file's bytes to text: plain text, Markdown, HTML, Word. What cannot be read is refused in plain words."""

import re

from core.decoding import decode
from importing.readers.documents.html_text import text_of_html
from importing.readers.documents.refusals import UnreadableDocument
from importing.readers.documents.word_text import text_of_word

MOST_CHARACTERS = 2_000_000
_ZIP, _OLD_WORD, _PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF"
_HTML = re.compile(r"\s*(?:<!--.{0,2000}?-->\s*)?(?:<!doctype html|<html|<head|<body)", re.IGNORECASE | re.DOTALL)
# Of a page that a generator made: between marks, or from `title:` to a blank line.
_FRONT = re.compile(
    r"---\r?\n(?:[\w-]+:[^\n]{0,300}\n){1,60}---\r?\n|title:[^\n]{1,300}\n(?:[\w-]+:[^\n]{0,300}\n){1,60}\r?\n"
)
_BLOCKS = re.compile(r"<(?:p|h[1-6]|li|td)\b", re.IGNORECASE)
_FEWEST_BLOCKS, _LOOKED_THROUGH = 5, 20_000
_MARKDOWN = re.compile(r"^ {0,3}(?:#{1,6}\s?\w|[-*+] |\d+[.)] |```|>|\|)", re.MULTILINE)
_HTML_NAMES = (".html", ".htm", ".xhtml")


def text_of_file(name: str, content: bytes) -> str:
    """The text of a file as lines of plain text or Markdown. Raises UnreadableDocument."""
    if not content.strip():
        raise UnreadableDocument("The file is empty.")
    if content.startswith(_OLD_WORD):
        raise UnreadableDocument("This is an old Word file (.doc). Save it as .docx and upload that one.")
    if content.startswith(_PDF):
        raise UnreadableDocument("PDF files cannot be read. Upload the text, Word or HTML file it was made from.")
    if content.startswith(_ZIP):
        return text_of_word(content)
    decoded = decode(content)
    if decoded is None:
        raise UnreadableDocument("The file is no text. Upload it as plain text, Markdown, HTML or Word (.docx).")
    if len(decoded.text) > MOST_CHARACTERS:
        raise UnreadableDocument("The file is too long to be one postmortem: it holds over two million characters.")
    is_html = name.lower().endswith(_HTML_NAMES) or _HTML.match(decoded.text[:4_000])
    front = _FRONT.match(decoded.text)
    head, body = (front[0], decoded.text[front.end() :]) if front else ("", decoded.text)
    return f"{head}{text_of_html(body)}" if is_html or _is_markup(body) else decoded.text


def _is_markup(text: str) -> bool:
    """Whether a text is written in HTML, whatever its name: paragraphs and lists as tags, none of them in Markdown."""
    start = text[:_LOOKED_THROUGH]
    if len(_BLOCKS.findall(start)) < _FEWEST_BLOCKS or _MARKDOWN.search(text):
        return False
    paragraphs = [each for each in start.split("\n\n") if each.strip()]
    return sum(1 for each in paragraphs if _BLOCKS.search(each)) > len(paragraphs) / 2
