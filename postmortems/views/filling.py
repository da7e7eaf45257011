"""Text that was filled from the incident: accepting it, filling again, and taking a fact or an entry over."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from accounts.http import AuthedRequest, responders_only
from core.form_errors import status_of
from postmortems.forms.writing import SectionForm
from postmortems.models import Postmortem
from postmortems.services.filling import accept_sections, fill_sections
from postmortems.views.fetch import editable_postmortem, section_of
from postmortems.views.sections import SectionForms, section_answer


def _back(request: AuthedRequest, postmortem: Postmortem) -> HttpResponse:
    """To the section or the page where the button was pressed."""
    pressed = request.POST.get("from", "")
    if pressed.isdecimal() and postmortem.sections.filter(pk=int(pressed[:9])).exists():
        return redirect("section", postmortem.incident_id, int(pressed[:9]))
    return redirect(postmortem)


@require_POST
@responders_only
def section_accept(request: AuthedRequest, number: int, pk: int) -> HttpResponse:
    """The filled text of one section stands."""
    postmortem = editable_postmortem(request, number)
    accept_sections(postmortem=postmortem, actor=request.user, sections=[section_of(postmortem, pk).pk])
    return _back(request, postmortem)


@require_POST
@responders_only
def sections_accept(request: AuthedRequest, number: int) -> HttpResponse:
    """The filled text of all sections stands."""
    postmortem = editable_postmortem(request, number)
    accept_sections(postmortem=postmortem, actor=request.user)
    return _back(request, postmortem)


@require_POST
@responders_only
def sections_fill(request: AuthedRequest, number: int) -> HttpResponse:
    """Fills again what nobody has written, edited or accepted: the incident may say more by now."""
    postmortem = editable_postmortem(request, number)
    count = fill_sections(postmortem=postmortem, actor=request.user)
    words = f"{count} section{' was' if count == 1 else 's were'} filled" if count else "Nothing changed"
    messages.success(request, f"{words}. Sections that somebody wrote or accepted stay as they are.")
    return _back(request, postmortem)


@require_POST
@responders_only
def section_take(request: AuthedRequest, number: int, pk: int) -> HttpResponse:
    """Appends a fact or a quote to the text in the form, without JavaScript; stores nothing."""
    shown = section_of(editable_postmortem(request, number), pk)
    form = SectionForm(request.POST)
    if not form.is_valid():
        return section_answer(request, shown, forms=SectionForms(body=form), status=status_of(form))
    body, taken = form.cleaned_data["body"].rstrip(), request.POST.get("take", "").strip()
    text = "\n\n".join(part for part in (body, taken) if part) + "\n"
    return section_answer(request, shown, forms=SectionForms(body=form.with_body(text)))
