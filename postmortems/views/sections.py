"""Writing a postmortem, one section at a time."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import AuthedRequest, responders_only
from core import markdown
from core.errors import Conflict, DomainError
from core.form_errors import errors_on, status_of
from core.paging import paginate
from incidents.selectors.handles import unknown_names
from incidents.selectors.quotes import Quotes, quotes_in
from incidents.selectors.zones import incident_zone
from incidents.services import NotAMember
from postmortems.forms.analysis import FORMS, RowForm
from postmortems.forms.postmortems import HeadingForm, MergeForm, SectionForm
from postmortems.models import Postmortem, Section
from postmortems.selectors.editing import edit_page, first_to_write
from postmortems.services.sections import (
    Collision,
    SectionChanged,
    add_section,
    compare_section,
    move_section,
    remove_section,
    rename_section,
    restore_section,
    save_section,
)
from postmortems.views.fetch import editable_postmortem, section_of, visible_postmortem

STEPS = {"up": -1, "down": 1}
TAKES = (("mine", "Yours"), ("theirs", "Theirs"), ("both", "Both, theirs first"))


@require_GET
@responders_only
def postmortem_edit(request: AuthedRequest, number: int) -> HttpResponse:
    """Redirects to the section to write next."""
    postmortem = editable_postmortem(request, number)
    shown = first_to_write(postmortem)
    return redirect("section", number, shown.pk) if shown else _bare(request, postmortem)


def _bare(request: AuthedRequest, postmortem: Postmortem, form: HeadingForm | None = None) -> HttpResponse:
    """A postmortem whose sections were all removed."""
    context = {
        "section": "postmortems",
        "postmortem": postmortem,
        "form": form,
        "removed": postmortem.sections.exclude(removed_at=None),
        "is_conflict": form is not None and status_of(form) == Conflict.status,
    }
    return render(request, "postmortems/postmortem_bare.html", context, status=status_of(form) if form else 200)


@require_http_methods(["GET", "POST"])
@responders_only
def section(request: AuthedRequest, number: int, pk: int) -> HttpResponse:
    """GET shows a section to write; POST saves it, or shows the edit conflict."""
    shown = section_of(editable_postmortem(request, number), pk)
    if request.method == "GET":
        return section_answer(request, shown)
    form = SectionForm(request.POST)
    if not form.is_valid():
        return section_answer(request, shown, forms=SectionForms(body=form))
    data = form.cleaned_data
    try:
        save_section(section=shown, actor=request.user, make_members=request.POST.get("make_members") == "on", **data)
    except SectionChanged as met:
        return _conflict(request, shown, met.collision, data["body"])
    except NotAMember as error:
        form.becoming = error.becoming
        form.add_error(None, error.message)
        return section_answer(request, shown, forms=SectionForms(body=form))
    except DomainError as error:
        form.add_error(None, error.message)
        return section_answer(request, shown, forms=SectionForms(body=form), status=error.status)
    return redirect("section", number, pk)


@dataclass(frozen=True, slots=True)
class SectionForms:
    """The forms on the page of a section that were sent and refused; the others stand there anew."""

    body: SectionForm | None = None
    row: RowForm | None = None
    new_section: HeadingForm | None = None
    rename: HeadingForm | None = None

    @property
    def are_refused(self) -> bool:
        """Whether one of them has errors."""
        return any(form is not None and form.errors for form in (self.body, self.row, self.new_section, self.rename))


def section_answer(
    request: AuthedRequest,
    shown: Section,
    *,
    forms: SectionForms | None = None,
    preview: str | None = None,
    status: int = 422,
) -> HttpResponse:
    """The page of a section; the rows alone when that is the part that htmx swaps."""
    page = edit_page(shown.postmortem, shown, request.user)
    forms = forms or SectionForms()
    form = forms.body or SectionForm(initial={"body": shown.body, "base_version": shown.version})
    html = shown.html if preview is None else preview
    context = {
        "section": "postmortems",
        "page": page,
        "form": form,
        "row_form": forms.row or (FORMS[page.kind](postmortem=page.postmortem) if page.kind else None),
        "heading_form": forms.new_section or HeadingForm(),
        "rename_form": forms.rename or HeadingForm(initial={"heading": shown.heading}),
        "preview": html,
        "unknown_names": unknown_names(html),
        "quotes": _quotes(request, shown.postmortem, html),
        "is_conflict": forms.are_refused and status == Conflict.status,
    }
    rows_alone = request.htmx.target == "rows"
    template = "postmortems/edit_rows_answer.html" if rows_alone else "postmortems/postmortem_edit.html"
    return render(request, template, context, status=status if forms.are_refused else 200)


def _quotes(request: AuthedRequest, postmortem: Postmortem, html: str) -> Quotes:
    """The entries that a preview quotes, as this person may see them."""
    return quotes_in([html], request.user, postmortem.incident, incident_zone(postmortem.incident))


def _conflict(request: AuthedRequest, shown: Section, met: Collision, body: str, status: int = 409) -> HttpResponse:
    """Both texts, and the one before; nothing typed is lost."""
    form = SectionForm(initial={"body": body, "base_version": met.version})
    context = {
        "section": "postmortems",
        "postmortem": shown.postmortem,
        "shown": shown,
        "met": met,
        "form": form,
        "began_version": request.POST.get("began_version") or request.POST["base_version"],
        "next_version": met.version + 1,
        "takes": TAKES,
    }
    return render(request, "postmortems/section_conflict.html", context, status=status)


@require_POST
@responders_only
def section_merge(request: AuthedRequest, number: int, pk: int) -> HttpResponse:
    """Starts the text over from theirs, mine or both; saves nothing."""
    shown = section_of(editable_postmortem(request, number), pk)
    form = MergeForm(request.POST)
    if not form.is_valid():
        return section_answer(request, shown, forms=SectionForms(body=SectionForm(request.POST)))
    data = form.cleaned_data
    met = compare_section(section=shown, body=data["mine"], base_version=data["began_version"])
    texts: Mapping[str, str] = {
        "theirs": met.theirs,
        "mine": met.mine,
        "both": f"{met.theirs.rstrip()}\n\n{met.mine}",
    }
    return _conflict(request, shown, met, texts[data["take"]], status=200)


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
            "quotes": _quotes(request, shown.postmortem, html),
        }
        return render(request, "postmortems/preview.html", context)
    return section_answer(request, shown, forms=SectionForms(body=form), preview=html)


@require_POST
@responders_only
def section_add(request: AuthedRequest, number: int) -> HttpResponse:
    """Adds a custom section."""
    postmortem = editable_postmortem(request, number)
    form = HeadingForm(request.POST)
    if form.is_valid():
        with errors_on(form):
            added = add_section(postmortem=postmortem, actor=request.user, **form.cleaned_data)
            return redirect("section", number, added.pk)
    shown = first_to_write(postmortem)
    if shown is None:
        return _bare(request, postmortem, form)
    return section_answer(request, shown, forms=SectionForms(new_section=form), status=status_of(form))


@require_POST
@responders_only
def section_rename(request: AuthedRequest, number: int, pk: int) -> HttpResponse:
    """Another heading."""
    shown = section_of(editable_postmortem(request, number), pk)
    form = HeadingForm(request.POST)
    if form.is_valid():
        with errors_on(form):
            rename_section(section=shown, actor=request.user, heading=form.cleaned_data["heading"])
            return redirect("section", number, pk)
    return section_answer(request, shown, forms=SectionForms(rename=form), status=status_of(form))


@require_POST
@responders_only
def section_move(request: AuthedRequest, number: int, pk: int) -> HttpResponse:
    """One place up or down."""
    shown = section_of(editable_postmortem(request, number), pk)
    move_section(section=shown, actor=request.user, steps=STEPS.get(request.POST.get("to", ""), 0))
    return redirect("section", number, pk)


@require_POST
@responders_only
def section_remove(request: AuthedRequest, number: int, pk: int) -> HttpResponse:
    """Removes it from the page; it can be restored."""
    remove_section(section=section_of(editable_postmortem(request, number), pk), actor=request.user)
    return redirect("postmortem_edit", number)


@require_POST
@responders_only
def section_restore(request: AuthedRequest, number: int, pk: int) -> HttpResponse:
    """Restores it at its old position."""
    restore_section(section=section_of(editable_postmortem(request, number), pk), actor=request.user)
    return redirect("section", number, pk)


@require_GET
@responders_only
def section_revisions(request: AuthedRequest, number: int, pk: int) -> HttpResponse:
    """Every text ever saved: who, when, what; the newest first."""
    shown = section_of(visible_postmortem(request, number), pk)
    page = paginate(shown.revisions.select_related("author"), request.GET.get("page", ""))
    context = {"section": "postmortems", "postmortem": shown.postmortem, "shown": shown, "page": page}
    return render(request, "postmortems/section_revisions.html", context)
