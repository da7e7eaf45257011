"""A letter to one customer: begun, written, signed off, taken along as a file, given."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.enums import AuditAction
from accounts.http import AuthedRequest, limited
from accounts.services import audit
from core.downloads import ExportFormat, download
from core.form_errors import errors_on, post_data, status_of, words_of
from core.limits import Limit
from core.paging import paginate
from core.pdf import pdf_trouble
from customers.enums import ToldHow
from customers.exporting.letters import FORMATS, letter_content, letter_name, mark_of
from customers.forms.letters import GiveForm, LetterForm, SeenForm, SignForm
from customers.models import Letter
from customers.selectors.customers import affected_seen
from customers.selectors.letter_record import letter_record
from customers.selectors.letter_sources import LetterSource, letter_source
from customers.selectors.letters import (
    begun_text,
    changed_since,
    letter_page,
    letters_waiting,
    may_sign_letter,
)
from customers.services.letters import (
    ask_sign_off,
    begin_letter,
    discard_letter,
    edit_letter,
    give_letter,
    sign_letter,
)
from incidents.models import Incident
from incidents.readers.contradictions import GONE, TAKEN, with_record
from incidents.services import note_private_read
from incidents.views.fetch import require

PAGE = {"section": "customers"}


@require_POST
def letter_begin(request: AuthedRequest, pk: int) -> HttpResponse:
    """A letter that is filled from what is known, to be changed; the one that is there already."""
    affected = get_object_or_404(affected_seen(request.user).select_related("customer", "incident"), pk=pk)
    return redirect(begin_letter(affected=affected, actor=request.user))


@require_GET
def letter(request: AuthedRequest, pk: int) -> HttpResponse:
    """What it says, how far it is, and what is to be done."""
    return _page(request, visible_letter(request, pk))


@require_http_methods(["GET", "HEAD", "POST"])
def letter_edit(request: AuthedRequest, pk: int) -> HttpResponse:
    """Other words. A change of somebody else is shown, and what was typed stays."""
    found = visible_letter(request, pk, even_discarded=request.method == "POST")  # nothing typed is lost
    source, current = letter_source(found.affected), found.versions.get(number=found.version)
    form = LetterForm(post_data(request), current=current, facts=source.facts)
    if request.GET.get("take") and not form.is_bound:
        form.initial["text"] = _taken(request, current.text, source, found.affected.incident)
    if form.is_valid():
        with errors_on(form):
            words = {"text": form.cleaned_data["text"], "client_uuid": form.cleaned_data["client_uuid"]}
            edit_letter(letter=found, actor=request.user, seen=form.seen, **words)
            return redirect(found)
    context = PAGE | {
        "letter": found,
        "form": form,
        "current": current,
        "changed": changed_since(current, source),
        "begun": begun_text(source, request.user),
    }
    return render(request, "customers/letters/edit.html", context, status=status_of(form))


def _taken(request: AuthedRequest, text: str, source: LetterSource, incident: Incident) -> str:
    """The letter with the record's value that the address names in place of its own; nothing is stored."""
    record = letter_record(incident, source.spans, source.zone.zone, request.user)
    taken = with_record(text, record, request.GET["take"], for_customers=True)
    if taken is None:
        messages.warning(request, GONE)
        return text
    messages.info(request, TAKEN)
    return taken


@require_GET
def letter_list(request: AuthedRequest) -> HttpResponse:
    """The letters whose sign-off was asked for, the oldest first."""
    page = paginate(letters_waiting(request.user), request.GET.get("page", ""))
    return render(request, "customers/letters/waiting.html", PAGE | {"page": page})


@require_POST
def letter_ask(request: AuthedRequest, pk: int) -> HttpResponse:
    """Tells those who may sign it off."""
    found = visible_letter(request, pk)
    form = SeenForm(request.POST)
    if form.is_valid():
        with errors_on(form):
            ask_sign_off(letter=found, actor=request.user, seen=form.cleaned_data["version"])
            messages.success(request, "Asked. Those who may sign it off are told.")
            return redirect(found)
    return _page(request, found, form)


@require_POST
def letter_sign(request: AuthedRequest, pk: int) -> HttpResponse:
    """Communications sign off what they read, and confirm each other customer that it names."""
    found = visible_letter(request, pk)
    require(allowed=may_sign_letter(request.user, found.affected.incident))
    form = SignForm(request.POST)
    if form.is_valid():
        with errors_on(form):
            version, ticked = form.cleaned_data["version"], form.confirmed
            sign_letter(letter=found, actor=request.user, seen=version, confirmed=ticked)
            messages.success(request, "Signed off. It can be given to the customer.")
            return redirect(found)
    return _page(request, found, form)


@require_POST
def letter_give(request: AuthedRequest, pk: int) -> HttpResponse:
    """One press after it was sent; pressing twice stores it once."""
    found = visible_letter(request, pk)
    form = GiveForm(request.POST)
    if form.is_valid():
        with errors_on(form):
            said = form.cleaned_data
            about = {"seen": said["version"], "client_uuid": said["client_uuid"]}
            give_letter(letter=found, actor=request.user, how=ToldHow(said["how"]), **about)
            messages.success(request, f"{found.affected.shown_name} has the letter, and counts as told.")
            return redirect(found)
    return _page(request, found, form)


@require_POST
def letter_discard(request: AuthedRequest, pk: int) -> HttpResponse:
    """It is not needed after all."""
    found = visible_letter(request, pk)
    form = SeenForm(request.POST)
    if form.is_valid():
        with errors_on(form):
            discard_letter(letter=found, actor=request.user, seen=form.cleaned_data["version"])
            messages.success(request, "Discarded. Another letter can be begun.")
            return redirect(found.affected.customer or found.affected.incident)
    return _page(request, found, form)


@require_GET
@limited(Limit.EXPORTS)
def letter_file(request: AuthedRequest, pk: int, kind: str) -> HttpResponse:
    """The letter as a file; one that is not ready is marked."""
    found = visible_letter(request, pk)
    if kind not in FORMATS:
        raise Http404
    chosen, page = ExportFormat(kind), letter_page(found, request.user)
    content = letter_content(page, chosen)
    detail = {"file": f"letter to {found.affected.shown_name} as {chosen.label}"}
    audit(actor=request.user, action=AuditAction.EXPORTED, subject=found.affected.incident, detail=detail)
    return download(content, letter_name(page, chosen), chosen)


def visible_letter(request: AuthedRequest, pk: int, *, even_discarded: bool = False) -> Letter:
    """A letter that was not discarded, to an affected customer that the person sees; 404 for others."""
    seen = Letter.objects.visible_to(request.user, Incident.objects.all())
    seen = seen if even_discarded else seen.kept()
    found = get_object_or_404(seen.select_related("affected__customer", "affected__incident"), pk=pk)
    note_private_read(incident=found.affected.incident, actor=request.user)
    return found


def _page(request: AuthedRequest, found: Letter, form: forms.Form | None = None) -> HttpResponse:
    """The page as it is now, with why nothing was changed."""
    if form:
        found = visible_letter(request, found.pk, even_discarded=True)
    page = letter_page(found, request.user)
    context = PAGE | {
        "page": page,
        "mark": mark_of(page),
        "pdf_trouble": pdf_trouble(),
        "refused": words_of(form) if form else "",
        "confirmed": form.confirmed if isinstance(form, SignForm) else [],
    }
    return render(request, "customers/letters/page.html", context, status=status_of(form) if form else 200)
