"""Reviewing a postmortem: who signed which version, what changed since, and what was corrected after publication."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import AuthedRequest, responders_only
from accounts.models import User
from core.form_errors import errors_on, post_data, status_of
from core.paging import number_in, paginate
from incidents.services import note_private_list
from postmortems.enums import Decision
from postmortems.forms.review import SignOffForm
from postmortems.models import Postmortem, PostmortemVersion
from postmortems.permissions import can_edit_postmortem
from postmortems.selectors.beside import beside
from postmortems.selectors.corrections import shown_corrections
from postmortems.selectors.postmortem_list import views
from postmortems.selectors.reading_list import to_read
from postmortems.selectors.sign_offs import Review, review_of
from postmortems.selectors.versions import difference_since, present_snapshot
from postmortems.services.readings import note_reading
from postmortems.services.reviewing import keep_version, sign_off
from postmortems.views.fetch import visible_postmortem

VERSIONS = 20  # of which the newest are offered


def read_beside(reader: User, postmortem: Postmortem) -> dict[str, Any]:
    """What the page to read needs besides the postmortem; called before its content is read.

    A reviewer who is asked gets the form with the version as it is at this moment; so that what changed since can be
    shown, that version is kept. What somebody saves before the page is read is new to the version, and refused.
    """
    found = beside(postmortem, reader)
    if not found.was_read:
        note_reading(postmortem=postmortem, reader=reader)
    context: dict[str, Any] = {"beside": found}
    if found.review.is_mine and can_edit_postmortem(reader, postmortem):
        context |= {"sign_form": SignOffForm(), "digest": keep_version(postmortem=postmortem).digest}
    return context


@require_http_methods(["GET", "POST"])
@responders_only
def postmortem_review(request: AuthedRequest, number: int) -> HttpResponse:
    """GET shows the reviewers and what changed since a version; POST signs the version that was shown."""
    found = visible_postmortem(request, number)
    form = SignOffForm(post_data(request))
    if form.is_bound and not can_edit_postmortem(request.user, found):
        raise PermissionDenied
    if form.is_valid():
        data = form.cleaned_data | {"decision": Decision(form.cleaned_data["decision"])}
        with errors_on(form):
            sign_off(postmortem=found, actor=request.user, **data)
            messages.success(request, f"{data['decision'].label}. Your sign-off is stored.")
            return redirect("postmortem_review", number)
    return _review_answer(request, found, form)


def _review_answer(request: AuthedRequest, found: Postmortem, form: SignOffForm) -> HttpResponse:
    """With the difference since the version in the form, in the address, or that the viewer signed."""
    review = review_of(found, request.user)
    versions = list(found.versions.defer("content").order_by("-number")[:VERSIONS])
    since = _since(request, found, review, form)
    digest = keep_version(postmortem=found).digest if review.is_mine else ""
    is_asked = review.is_mine and (form.is_bound or since is not None)
    context = {
        "section": "postmortems",
        "postmortem": found,
        "review": review,
        "versions": versions,
        "since": since,
        "difference": difference_since(since, present_snapshot(found)) if since else None,
        "sign_form": form if is_asked else None,
        "digest": digest,
    }
    return render(request, "postmortems/postmortem_review.html", context, status=status_of(form))


def _since(request: AuthedRequest, found: Postmortem, review: Review, form: SignOffForm) -> PostmortemVersion | None:
    """The version to compare with; None where there is none to compare with."""
    if form.is_bound:
        return found.versions.filter(digest=form.data.get("digest", "").replace("\x00", "")[:64]).last()
    asked = number_in(request.GET.get("since", ""))
    signed = review.mine.sign_off if review.mine else None
    if asked is None and signed is not None and not signed.stands:
        asked = signed.version
    if asked is None or asked > 2**31 - 1:
        return None
    return found.versions.filter(number=asked).first()


@require_GET
@responders_only
def postmortem_corrections(request: AuthedRequest, number: int) -> HttpResponse:
    """What changed since publication: by whom, when, and how."""
    found = visible_postmortem(request, number)
    context = {"section": "postmortems", "postmortem": found, "corrections": shown_corrections(found)}
    return render(request, "postmortems/postmortem_corrections.html", context)


@require_GET
@responders_only
def reading_list(request: AuthedRequest) -> HttpResponse:
    """Published postmortems that concern the person and that they have not opened."""
    page = paginate(to_read(request.user).select_related("incident"), request.GET.get("page", ""))
    private = [row.incident_id for row in page if row.incident.is_private]
    note_private_list(actor=request.user, listed="Postmortems to read", incidents=private)
    context = {"section": "postmortems", "page": page, "views": views(request.GET)}
    return render(request, "postmortems/reading_list.html", context)
