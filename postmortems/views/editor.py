"""What the editor of a section asks for while somebody writes: preview, draft, who else writes, files."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from accounts.http import AuthedRequest, files_sent, limited, megapixels_sent, responders_only
from core import markdown
from core.browser_queue import is_queued, refused_response
from core.errors import DomainError
from core.form_errors import status_of, words_of
from core.limits import Limit
from incidents.selectors.handles import unknown_names
from postmortems.forms.writing import DraftForm, SectionForm
from postmortems.selectors.drafts import open_editor, open_sections
from postmortems.services.drafts import discard_draft, keep_draft, note_closed, note_open
from postmortems.views.fetch import editable_postmortem, section_of, visible_postmortem
from postmortems.views.sections import SectionForms, quotes_of, section_answer
from postmortems.views.writing import attached, with_file


@require_POST
@responders_only
def section_preview(request: AuthedRequest, number: int, pk: int) -> HttpResponse:
    """The text as it will look; with JavaScript the rendered text alone."""
    shown = section_of(editable_postmortem(request, number), pk)
    form = SectionForm(request.POST)
    if not form.is_valid():
        if request.htmx:
            return render(request, "postmortems/preview.html", {"form": form}, status=422)
        return section_answer(request, shown, forms=SectionForms(body=form))
    html = markdown.render(form.cleaned_data["body"]).html
    if request.htmx:
        context = {
            "preview": html,
            "unknown_names": unknown_names(html, is_typing=True),
            "quotes": quotes_of(request, shown.postmortem, html),
        }
        return render(request, "postmortems/preview.html", context)
    return section_answer(request, shown, forms=SectionForms(body=form), preview=html)


@require_POST
@responders_only
def section_draft(request: AuthedRequest, number: int, pk: int) -> HttpResponse:
    """Keeps what is typed as the person's draft; answers when, by which the page knows it later."""
    shown = section_of(editable_postmortem(request, number), pk)
    form = SectionForm(request.POST)
    if not form.is_valid():
        return refused_response(words_of(form), status_of(form))
    data = {name: form.cleaned_data[name] for name in ("body", "base_version")}
    try:
        kept_at = keep_draft(section=shown, actor=request.user, known=form.cleaned_data["draft_at"], **data)
    except DomainError as error:
        return refused_response(error.message, error.status)
    return JsonResponse({"draft_at": kept_at.isoformat() if kept_at else ""})


@require_POST
@responders_only
def section_draft_discard(request: AuthedRequest, number: int, pk: int) -> HttpResponse:
    """Forgets the draft that the page showed."""
    shown = section_of(editable_postmortem(request, number), pk)
    form = DraftForm(request.POST)
    if form.is_valid():
        discard_draft(section=shown, actor=request.user, known=form.cleaned_data["draft_at"])
    return redirect("section", number, pk)


@require_POST
@responders_only
def section_writers(request: AuthedRequest, number: int, pk: int) -> HttpResponse:
    """Says that the editor is open, and shows who else has it open and what was saved meanwhile."""
    shown = section_of(editable_postmortem(request, number), pk)
    note_open(section=shown, actor=request.user)
    began = request.POST.get("base_version", "")
    page = open_editor(shown, request.user)
    is_behind = began.isdecimal() and began != str(shown.version)
    return render(request, "postmortems/section_writers_answer.html", {"page": page, "is_behind": is_behind})


@require_POST
@responders_only
def section_left(request: AuthedRequest, number: int, pk: int) -> HttpResponse:
    """Says that the editor was left: the browser sends this by itself."""
    note_closed(section=section_of(editable_postmortem(request, number), pk), actor=request.user)
    return HttpResponse(status=204)


@require_GET
@responders_only
def postmortem_writers(request: AuthedRequest, number: int) -> HttpResponse:
    """Who has open now which of the sections that the page to read shows: it asks every few seconds."""
    shown = request.GET.get("shown", "").split("-")
    rows = open_sections(visible_postmortem(request, number), request.user)
    context = {"sections": [row for row in rows if str(row.section.pk) in shown]}
    return render(request, "postmortems/postmortem_writers.html", context)


@require_POST
@responders_only
@limited(Limit.FILES, files_sent)
@limited(Limit.MEGAPIXELS, megapixels_sent)
def section_file(request: AuthedRequest, number: int, pk: int) -> HttpResponse:
    """Attaches a picture or another file: answers its Markdown, or the editor with it at the end of the text."""
    shown = section_of(editable_postmortem(request, number), pk)
    if is_queued(request):
        file, words = attached(request, shown)
        return JsonResponse({"markdown": words}) if words else refused_response(words_of(file), status_of(file))
    form = SectionForm(request.POST)
    if form.is_valid():
        form = with_file(request, shown, form)
    return section_answer(request, shown, forms=SectionForms(body=form))
