"""What a redaction does to documents that are not imported yet."""

from collections.abc import Collection

from accounts.models import User
from importing.models import Document
from importing.services.documents.redacting import drop_words
from incidents.registries.redactions import register_row_change


def _change_document(document: Document, actor: User, seq: int) -> Collection[str]:
    """Its bytes and all that was read in it go: the words may stand in any of them."""
    return drop_words(document)


register_row_change(Document, _change_document)
