"""What is left of a document in which words were redacted."""

from collections.abc import Collection

from importing.enums import DocumentState
from importing.models import Document

WHY = "Words in it were redacted. Remove them from the file, then upload it again."


def drop_words(document: Document) -> Collection[str]:
    """Sets what is left of it, and names the columns; of one that was imported nothing is here."""
    if document.state == DocumentState.IMPORTED:
        return ()
    document.content, document.text, document.title = b"", "", ""
    document.reading, document.record = {}, {}
    document.state, document.note, document.attention = DocumentState.FAILED, WHY, 0
    return ("content", "text", "title", "reading", "record", "state", "note", "attention")
