"""The public status page, answered before anything asks for a session or the database."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response

from customers.exporting.status_page import MISSING
from customers.selectors.status_page.snapshot import Served, read_snapshot

PLACE, HISTORY = "/status/", "/status/history/"

Handler = Callable[[HttpRequest], HttpResponse]


class PublicStatusPageMiddleware:
    """While the page is public, its documents are sent from the snapshot. All else goes on to the views."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(PLACE) and request.method in {"GET", "HEAD"}:
            snapshot = read_snapshot()
            if snapshot is not None and snapshot.is_public:
                if document := snapshot.documents.get(request.path_info):
                    return _answer(request, document)
                if request.path_info.startswith(HISTORY):
                    missing = snapshot.documents[MISSING]
                    return HttpResponse(missing.plain, content_type=missing.content_type, status=404)
        return self.get_response(request)


def _answer(request: HttpRequest, document: Served) -> HttpResponse:
    """The document, or 304 where it is known. Caches may keep it, and ask each time whether it still holds.

    Compressed here: a proxy that does it would weaken the tag.
    """
    is_packed = "gzip" in request.headers.get("Accept-Encoding", "")
    tag = document.packed_tag if is_packed else document.tag
    response = HttpResponse(document.packed if is_packed else document.plain, content_type=document.content_type)
    if is_packed:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["ETag"] = tag
    response.headers["Content-Length"] = str(len(response.content))
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = "public, no-cache"
    response.headers["X-Frame-Options"] = "DENY"
    answer = get_conditional_response(request, etag=tag, response=response)
    return response if answer is None else answer
