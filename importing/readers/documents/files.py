"""A file's bytes to text: plain text, Markdown, HTML, Word. What cannot be read is refused in plain words."""

from core.decoding import decode

MOST_CHARACTERS = 2_000_000


class UnreadableDocument(ValueError):
    """A file that cannot be read, with words for the person who brought it."""


def text_of_file(name: str, content: bytes) -> str:
    """The text of a file as lines of plain text or Markdown. Raises UnreadableDocument."""
    if not content.strip():
        raise UnreadableDocument("The file is empty.")
    decoded = decode(content)
    if decoded is None:
        raise UnreadableDocument("The file is no text. Bring it as plain text, Markdown, HTML or Word (.docx).")
    return decoded.text
