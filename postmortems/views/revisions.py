"""The revisions of a section: the list, what differs between two, and restoring one."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from accounts.http import AuthedRequest, responders_only
from core.errors import Conflict
from core.paging import number_in, paginate
from postmortems.models import Section
from postmortems.permissions import can_edit_postmortem
from postmortems.selectors.revisions import compared, revisions_of
from postmortems.services.saving import restore_revision
from postmortems.views.fetch import editable_postmortem, section_of, visible_postmortem


@require_GET
@responders_only
def section_revisions(request: AuthedRequest, number: int, pk: int) -> HttpResponse:
    """Every text ever saved: who, when, from which version, how; the newest first."""
    shown = section_of(visible_postmortem(request, number), pk)
    page = paginate(revisions_of(shown), request.GET.get("page", ""))
    context = {"section": "postmortems", "postmortem": shown.postmortem, "shown": shown, "page": page}
    return render(request, "postmortems/section_revisions.html", context)


@require_GET
@responders_only
def section_compare(request: AuthedRequest, number: int, pk: int) -> HttpResponse:
    """What differs between two revisions, word by word."""
    return _compare(request, section_of(visible_postmortem(request, number), pk))


def _compare(request: AuthedRequest, shown: Section, refused: str = "", status: int = 200) -> HttpResponse:
    before, after = (number_in(request.GET.get(name, "")) for name in ("before", "after"))
    context = {
        "section": "postmortems",
        "postmortem": shown.postmortem,
        "shown": shown,
        "found": compared(shown, before, after),
        "is_inline": request.GET.get("view") == "inline",
        "refused": refused,
        "can_edit": can_edit_postmortem(request.user, shown.postmortem),
    }
    return render(request, "postmortems/section_compare.html", context, status=status)


@require_POST
@responders_only
def section_revision_restore(request: AuthedRequest, number: int, pk: int, revision: int) -> HttpResponse:
    """An earlier text once more; if somebody saved meanwhile, it is asked again."""
    shown = section_of(editable_postmortem(request, number), pk)
    kept = get_object_or_404(shown.revisions, pk=revision)
    seen = number_in(request.POST.get("seen_version", ""))
    try:
        restore_revision(section=shown, revision=kept, actor=request.user, seen_version=-1 if seen is None else seen)
    except Conflict as error:
        return _compare(request, shown, error.message, error.status)
    return redirect("section", number, pk)
