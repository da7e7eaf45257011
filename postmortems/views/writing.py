"""Writing the text of a section: saving it, and merging it with what somebody else saved."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import AuthedRequest, files_sent, limited, megapixels_sent, responders_only
from core.errors import DomainError
from core.form_errors import errors_on, words_of
from core.limits import Limit
from core.three_way import merged_text
from incidents.services import NotAMember, attach_file
from postmortems.forms.writing import DecisionForm, FileForm, MergeForm, SectionForm
from postmortems.models import Section
from postmortems.selectors.editing import section_after
from postmortems.selectors.files import markdown_of
from postmortems.selectors.merging import Collision, collision_of
from postmortems.services.drafts import DraftElsewhere, discard_draft, keep_draft
from postmortems.services.saving import Saved, save_merged, save_section
from postmortems.views.fetch import editable_postmortem, section_of
from postmortems.views.sections import SectionForms, section_answer

Save = Callable[..., Saved]


@require_http_methods(["GET", "POST"])
@responders_only
@limited(Limit.FILES, files_sent)
@limited(Limit.MEGAPIXELS, megapixels_sent)
def section(request: AuthedRequest, number: int, pk: int) -> HttpResponse:
    """GET shows a section to write; POST saves it, or shows what has to be merged."""
    shown = section_of(editable_postmortem(request, number), pk)
    if request.method == "GET":
        return section_answer(request, shown)
    form = SectionForm(request.POST)
    if form.is_valid() and request.FILES:
        form = with_file(request, shown, form)
    if not form.is_valid():
        return section_answer(request, shown, forms=SectionForms(body=form))
    return _save(request, shown, form, save_section)


def with_file(request: AuthedRequest, shown: Section, form: SectionForm) -> SectionForm:
    """The same form with the file that came with it at the end of its text, attached to the incident."""
    file, words = attached(request, shown)
    if not words:
        form.add_error(None, words_of(file))
        return form
    body = form.cleaned_data["body"].rstrip()
    return SectionForm(_as_sent(request.POST.dict() | {"body": f"{body}\n\n{words}" if body else words}))


def attached(request: AuthedRequest, shown: Section) -> tuple[FileForm, str]:
    """Attaches the file that came to the incident; its form, and the Markdown that shows it, empty if refused."""
    form = FileForm(request.POST, request.FILES)
    if form.is_valid():
        with errors_on(form):
            data = form.cleaned_data
            incident = shown.postmortem.incident
            return form, markdown_of(
                attach_file(incident=incident, actor=request.user, upload=data["file"], client_uuid=data["file_uuid"])
            )
    return form, ""


def _save(request: AuthedRequest, shown: Section, form: SectionForm, save: Save) -> HttpResponse:
    """Saves what a valid form holds; what is refused comes back into the editor."""
    data = dict(form.cleaned_data)
    known = data.pop("draft_at")
    may_add = request.POST.get("make_members") == "on"
    try:
        saved = save(section=shown, actor=request.user, make_members=may_add, **data)
    except NotAMember as error:
        form.becoming = error.becoming
        form.add_error(None, error.message)
        return section_answer(request, shown, forms=SectionForms(body=form))
    except DomainError as error:
        form.add_error(None, error.message)
        return section_answer(request, shown, forms=SectionForms(body=form), status=error.status)
    if saved.collision:
        return _met(request, shown, saved.collision, known)
    discard_draft(section=shown, actor=request.user, known=known, saved=data["body"])
    _say_what_became(request, saved)
    return _onward(request, saved.section)


def _met(request: AuthedRequest, shown: Section, met: Collision, known: datetime | None) -> HttpResponse:
    """The page to merge on. What is mine stays a draft until then, for whoever leaves the page."""
    if not met.may_hold_redacted:
        with suppress(DraftElsewhere):  # it is a revision that was set aside, whatever the draft says
            known = keep_draft(
                section=shown, actor=request.user, body=met.mine, base_version=met.base_version, known=known
            )
    return _merge_page(request, shown, met, DecisionForm(met=met), known)


def _say_what_became(request: AuthedRequest, saved: Saved) -> None:
    section = saved.section
    if section.removed_at:
        words = "This section is removed. Your text is saved in it, and is shown on the page once you restore it."
        messages.warning(request, words)
    elif saved.is_merged:
        words = f"Somebody else saved this section meanwhile: version {section.version} holds both texts, merged."
        messages.info(request, words)


def _onward(request: AuthedRequest, section: Section) -> HttpResponse:
    """To the next section where that was the button, else back to this one."""
    if request.POST.get("then") == "next":
        section = section_after(section) or section
    return redirect("section", section.postmortem.incident_id, section.pk)


def _merge_page(
    request: AuthedRequest, shown: Section, met: Collision, form: DecisionForm, draft_at: datetime | None
) -> HttpResponse:
    """Both texts as rows; nothing typed is lost. `draft_at`: when what is mine was kept as a draft."""
    context = {
        "section": "postmortems",
        "postmortem": shown.postmortem,
        "shown": shown,
        "met": met,
        "form": form,
        "is_first": not form.is_bound,
        "draft_at": draft_at.isoformat() if draft_at else "",
        "next_version": met.version + 1,
    }
    return render(request, "postmortems/section_merge.html", context, status=422 if form.is_bound else 409)


@require_POST
@responders_only
def section_merge(request: AuthedRequest, number: int, pk: int) -> HttpResponse:
    """Saves what somebody decided about each conflict of two texts."""
    shown = section_of(editable_postmortem(request, number), pk)
    texts = MergeForm(request.POST)
    if not texts.is_valid():
        return _back_to_editor(request, shown, "The two texts did not arrive whole.", 422)
    data = texts.cleaned_data
    try:
        met = collision_of(shown, data["mine"].replace("\r\n", "\n"), data["base_version"], data["version"])
    except DomainError as error:
        return _back_to_editor(request, shown, error.message, error.status)
    decisions = DecisionForm(request.POST, met=met)
    if not decisions.is_valid():
        return _merge_page(request, shown, met, decisions, data["draft_at"])
    sent = {name: request.POST.get(name, "") for name in ("client_uuid", "draft_at")}
    form = SectionForm(_as_sent(sent | {"body": merged_text(met.rows, decisions.decided), "base_version": met.version}))
    if not form.is_valid():
        return section_answer(request, shown, forms=SectionForms(body=form))
    return _save(request, shown, form, save_merged)


def _back_to_editor(request: AuthedRequest, shown: Section, words: str, status: int) -> HttpResponse:
    mine = {"body": request.POST.get("mine", ""), "base_version": request.POST.get("base_version", "")}
    form = SectionForm(_as_sent(mine))
    form.add_error(None, words)
    return section_answer(request, shown, forms=SectionForms(body=form), status=status)


def _as_sent(data: Mapping[str, object]) -> QueryDict:
    sent = QueryDict(mutable=True)
    sent.update({name: str(value) for name, value in data.items()})
    return sent
