"""All lessons, to search and to take along."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.enums import AuditAction
from accounts.http import AuthedRequest, has_words, limited, responders_only
from accounts.services import audit
from core.chips import chips
from core.limits import Limit
from core.paging import paginate
from incidents.services import note_private_list
from postmortems.exporting.lessons import lessons_csv
from postmortems.filters.lessons import LessonFilter
from postmortems.selectors.lesson_list import for_lesson_list


@require_GET
@responders_only
@limited(Limit.SEARCHES, has_words)
def lesson_list(request: AuthedRequest) -> HttpResponse:
    """Lessons the person may see, narrowed as the address says."""
    filters = LessonFilter(request.GET, reader=request.user)
    page = paginate(for_lesson_list(filters.qs), request.GET.get("page", ""))
    private = {row.postmortem.incident_id for row in page if row.postmortem.incident.is_private}
    note_private_list(actor=request.user, listed="List of lessons", incidents=sorted(private))
    context = {
        "section": "postmortems",
        "filter": filters,
        "chips": chips(filters.form, request.GET),
        "page": page,
    }
    return render(request, "postmortems/lesson_list_page.html", context)


@require_GET
@responders_only
@limited(Limit.EXPORTS)
def lesson_csv(request: AuthedRequest) -> HttpResponseBase:
    """The same rows as CSV."""
    found = LessonFilter(request.GET, reader=request.user).qs
    detail = {"filters": request.GET.dict()}
    audit(actor=request.user, action=AuditAction.EXPORTED, subject="Lessons as CSV", detail=detail)
    incidents = found.order_by().values("postmortem__incident")
    note_private_list(actor=request.user, listed="Lessons as CSV", incidents=incidents)
    return lessons_csv(found)
