"""The page of a batch of documents: one row a file, sorted by how much attention it needs, and how far all is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When

from accounts.models import User
from importing.enums import DocumentState
from importing.models import Document, DocumentBatch
from incidents.models import Incident

PAGE = 100
RANKS = (
    DocumentState.FAILED,
    DocumentState.ATTENTION,
    DocumentState.REFUSED,
    DocumentState.READY,
    DocumentState.QUEUED,
    DocumentState.WAITING,
    DocumentState.IMPORTED,
)


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document; the incident that it became, or became before, where the reader sees it."""

    document: Document
    incident: Incident | None
    is_again: bool

    @property
    def needs_look(self) -> bool:
        """It is not imported with those that are ready: something is to be said, or to be compared."""
        is_earlier = self.document.state == DocumentState.READY and self.is_again
        return self.document.state == DocumentState.ATTENTION or is_earlier


@dataclass(frozen=True, slots=True)
class BatchPage:
    """The rows of one page, and how many documents stand where."""

    rows: Sequence[DocumentRow]
    page: Page[Document]
    counts: Mapping[str, int]
    total: int
    ready: int

    @property
    def read(self) -> int:
        """How many the worker has read."""
        return self.total - self.counts.get(DocumentState.WAITING, 0)

    @property
    def imported(self) -> int:
        """How many are incidents."""
        return self.counts.get(DocumentState.IMPORTED, 0)

    @property
    def queued(self) -> int:
        """How many the worker is to import."""
        return self.counts.get(DocumentState.QUEUED, 0)

    @property
    def is_in_work(self) -> bool:
        """The worker goes on with some of them."""
        return self.read < self.total or bool(self.queued)

    @property
    def attention(self) -> int:
        """How many need a look; those that were imported before are ready, and need one to be compared."""
        states = DocumentState.ATTENTION, DocumentState.FAILED, DocumentState.READY
        return sum(self.counts.get(state, 0) for state in states) - self.ready

    @property
    def refused(self) -> int:
        """How many do not look like postmortems."""
        return self.counts.get(DocumentState.REFUSED, 0)


def batch_page(batch: DocumentBatch, viewer: User, number: int) -> BatchPage:
    """Five queries, however many documents."""
    counts = dict(batch.documents.order_by().values_list("state").annotate(Count("pk")))
    page = Paginator(_sorted(batch), PAGE).get_page(number)
    documents = list(page.object_list)
    wanted = {number for each in documents for number in (each.incident_id, each.earlier_id) if number}
    seen = Incident.objects.visible_to(viewer).defer("search").in_bulk(list(wanted)) if wanted else {}
    rows = [
        DocumentRow(each, seen.get(each.incident_id or each.earlier_id or 0), each.earlier_id is not None)
        for each in documents
    ]
    ready = batch.documents.filter(state=DocumentState.READY, earlier=None).count()
    return BatchPage(rows, page, counts, sum(counts.values()), ready)


def batches_of(person: User) -> "QuerySet[DocumentBatch]":
    """A person's batches, newest first, each with how many documents it has, and how many of them are imported."""
    imported = Count("documents", filter=Q(documents__state=DocumentState.IMPORTED))
    batches = DocumentBatch.objects.visible_to(person)
    return batches.annotate(total=Count("documents"), imported=imported)[:20]


def _sorted(batch: DocumentBatch) -> QuerySet[Document]:
    again = When(state=DocumentState.READY, earlier__isnull=False, then=Value(RANKS.index(DocumentState.ATTENTION)))
    ranks = [again, *(When(state=state, then=Value(rank)) for rank, state in enumerate(RANKS))]
    ranked = batch.documents.annotate(rank=Case(*ranks, output_field=IntegerField()))
    return ranked.defer("content", "text", "reading", "record", "digests").order_by("rank", "-attention", "position")
