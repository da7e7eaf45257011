"""The sections of a postmortem: the page to write one, and adding, naming, ordering and removing them."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from accounts.http import AuthedRequest, responders_only
from core import markdown
from core.errors import Conflict
from core.form_errors import errors_on, status_of
from incidents.selectors.handles import unknown_names
from incidents.selectors.quotes import Quotes, quotes_in
from incidents.selectors.zones import incident_zone
from postmortems.exporting.customer_file import left_out_of
from postmortems.forms.analysis import RowForm, new_row_form
from postmortems.forms.postmortems import HeadingForm
from postmortems.forms.writing import SectionForm
from postmortems.models import Postmortem, Section
from postmortems.selectors.comments import talk_of
from postmortems.selectors.customer_version import inside_words
from postmortems.selectors.editing import EditPage, edit_page, first_to_write
from postmortems.services.sections import (
    add_section,
    move_section,
    remove_section,
    rename_section,
    restore_section,
)
from postmortems.views.fetch import editable_postmortem, section_of

STEPS = {"up": -1, "down": 1}


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


@dataclass(frozen=True, slots=True)
class SectionForms:
    """The forms on the page of a section that were sent and refused; the others stand there anew."""

    body: SectionForm | None = None
    row: RowForm | None = None
    new_section: HeadingForm | None = None
    rename: HeadingForm | None = None

    @property
    def typed(self) -> str | None:
        """The text that was sent; None where none was."""
        return str(self.body["body"].value() or "").replace("\r\n", "\n") if self.body else None

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
    forms = forms or SectionForms()
    page = edit_page(shown.postmortem, shown, request.user, typed=forms.typed)
    form = forms.body or _fresh_form(request, page)
    is_typed = form.initial.get("is_draft") or (forms.body is not None and not form.errors)
    if preview is None and is_typed:
        preview = markdown.render(form["body"].value() or "").html
    html = shown.html if preview is None else preview
    talk = talk_of(shown.postmortem)
    context = {
        "section": "postmortems",
        "page": page,
        "talk": talk,
        "form": form,
        "row_form": forms.row or new_row_form(page),
        "heading_form": forms.new_section or HeadingForm(),
        "rename_form": forms.rename or HeadingForm(initial={"heading": shown.heading}),
        "preview": html,
        "unknown_names": unknown_names(html),
        "left_out": left_out_of(shown, inside_words(shown.postmortem)) if shown.is_for_customers else None,
        "quotes": quotes_of(request, shown.postmortem, html, *talk.rendered),
        "is_conflict": forms.are_refused and status == Conflict.status,
    }
    rows_alone = request.htmx.target == "rows"
    template = "postmortems/edit_rows_answer.html" if rows_alone else "postmortems/postmortem_edit.html"
    return render(request, template, context, status=status if forms.are_refused else 200)


def quotes_of(request: AuthedRequest, postmortem: Postmortem, *rendered: str) -> Quotes:
    """The entries that a preview or comments quote, as this person may see them."""
    return quotes_in(rendered, request.user, postmortem.incident, incident_zone(postmortem.incident))


def _fresh_form(request: AuthedRequest, page: EditPage) -> SectionForm:
    """What is saved, or the person's draft: where it still fits, or when they ask for it."""
    draft = page.draft
    if draft and (draft.is_current or request.GET.get("draft")):
        known = {"body": draft.body, "base_version": draft.base_version, "draft_at": draft.saved_at.isoformat()}
        return SectionForm(initial=known | {"is_draft": True})
    return SectionForm(initial={"body": page.section.body, "base_version": page.section.version})


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
