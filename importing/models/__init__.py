"""What is imported: batches of lines for one timeline, and batches of documents that become incidents."""

from importing.models.batches import ImportBatch, ImportLine
from importing.models.documents import Document, DocumentBatch

__all__ = ["Document", "DocumentBatch", "ImportBatch", "ImportLine"]
