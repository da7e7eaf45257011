"""A section held against the record of its incident: what differs, and taking the record's value over into the text."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from accounts.http import AuthedRequest, responders_only
from accounts.models import User
from core.form_errors import status_of
from incidents.readers.contradictions import GONE, TAKEN, with_record
from incidents.selectors.record import record_of
from postmortems.forms.writing import SectionForm
from postmortems.models import Section
from postmortems.selectors.checks.differing import sections_that_differ
from postmortems.selectors.drafts import draft_of
from postmortems.views.fetch import editable_postmortem, section_of
from postmortems.views.sections import SectionForms, section_answer


@require_POST
@responders_only
def section_record(request: AuthedRequest, number: int, pk: int) -> HttpResponse:
    """Puts the record's value into the text in the form, else into what its editor begins with; stores nothing."""
    shown = section_of(editable_postmortem(request, number), pk)
    form = SectionForm(request.POST if "body" in request.POST else _begun(shown, request.user))
    if not form.is_valid():
        return section_answer(request, shown, forms=SectionForms(body=form), status=status_of(form))
    body = form.cleaned_data["body"].replace("\r\n", "\n")
    text = with_record(body, record_of(shown.postmortem.incident), request.POST.get("take", ""))
    if text is None:
        messages.warning(request, GONE)
    else:
        messages.info(request, TAKEN)
    return section_answer(request, shown, forms=SectionForms(body=form.with_body(body if text is None else text)))


def _begun(shown: Section, person: User) -> dict[str, object]:
    """The person's draft, where it still fits; else what is saved."""
    draft = draft_of(shown, person)
    if draft and draft.is_current:
        return {"body": draft.body, "base_version": draft.base_version, "draft_at": draft.saved_at.isoformat()}
    return {"body": shown.body, "base_version": shown.version}


@require_GET
@responders_only
def postmortem_record(request: AuthedRequest, number: int) -> HttpResponse:
    """What in the sections differs from the record, for those who may write them: a part of the page to read."""
    found = editable_postmortem(request, number)
    differing = sections_that_differ(found)
    count = sum(len(each.found) for each in differing)
    context = {"section": "postmortems", "postmortem": found, "differing": differing, "count": count}
    template = "postmortems/record_part.html" if request.htmx else "postmortems/record.html"
    return render(request, template, context)
