"""The status page of a company that does not show it to everybody: the same documents, for those who can log in.

A public one is answered by `customers/middleware.py`.
"""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from accounts.http import AuthedRequest
from customers.services.status_page.renewing import present_snapshot


@require_safe
def status_document(request: AuthedRequest, year: int = 0, month: int = 0) -> HttpResponse:
    """The page, a month of its history, the feed or the JSON, as the address says."""
    document = present_snapshot().documents.get(request.path_info)
    if document is None:
        raise Http404
    return HttpResponse(document.plain, content_type=document.content_type)
