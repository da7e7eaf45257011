"""The customer version: what customers would read, as files, and which sections stand in it."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import AuthedRequest, limited, responders_only
from core.downloads import ExportFormat, download
from core.form_errors import errors_on, post_data, status_of
from core.limits import Limit
from incidents.models import Attachment
from incidents.views.fetch import require
from postmortems.exporting.customer_file import FORMATS, customer_file, customer_version
from postmortems.exporting.files import file_name
from postmortems.forms.exports import CustomerTitleForm, MeasureWordsForm
from postmortems.models import Measure
from postmortems.permissions import can_edit_postmortem
from postmortems.selectors.customer_version import customer_sections
from postmortems.services.customer_measures import say_measure
from postmortems.services.customer_version import change_customer_title, mark_for_customers
from postmortems.services.exports import note_export
from postmortems.views.fetch import editable_postmortem, row_of, section_of, visible_postmortem


@responders_only
def postmortem_customers(request: AuthedRequest, number: int) -> HttpResponse:
    """What customers would read; POST changes the title. *Use the internal title* takes it over to be looked at."""
    found = visible_postmortem(request, number)
    can_edit = can_edit_postmortem(request.user, found)
    form = CustomerTitleForm(initial={"title": found.customer_title})
    if request.method == "POST":
        require(allowed=can_edit)
        if "take" in request.POST:
            form = CustomerTitleForm(initial={"title": found.incident.title})
        else:
            form = CustomerTitleForm(request.POST)
            if form.is_valid():
                change_customer_title(postmortem=found, actor=request.user, **form.cleaned_data)
                return redirect("postmortem_customers", number)
    sections = customer_sections(found)
    context = {
        "section": "postmortems",
        "postmortem": found,
        "can_edit": can_edit,
        "form": form,
        "found": sections,
        "version": customer_version(sections, Attachment.get_absolute_url),
        "text": customer_version(sections).markdown,
        "measures": found.measures.defer("search"),
    }
    return render(request, "postmortems/customer_version.html", context, status=422 if form.errors else 200)


@require_GET
@responders_only
@limited(Limit.EXPORTS)
def postmortem_customers_file(request: AuthedRequest, number: int, kind: str) -> HttpResponse:
    """The same as a file."""
    found = visible_postmortem(request, number)
    if kind not in FORMATS:
        raise Http404
    chosen = ExportFormat(kind)
    content = customer_file(customer_sections(found), chosen)
    note_export(postmortem=found, actor=request.user, kind=chosen, what="customer version")
    return download(content, file_name(number, chosen, "for-customers"), chosen)


@require_http_methods(["GET", "HEAD", "POST"])
@responders_only
def measure_customers(request: AuthedRequest, number: int, pk: int) -> HttpResponse:
    """What customers read of a measure; a conflict shows what somebody else wrote meanwhile."""
    measure = row_of(editable_postmortem(request, number), "measures", pk)
    assert isinstance(measure, Measure)  # noqa: S101 - for the type checker
    form = MeasureWordsForm(post_data(request), measure=measure)
    if form.is_valid():
        with errors_on(form):
            say_measure(measure=measure, actor=request.user, **form.cleaned_data)
            return redirect("postmortem_customers", number)
    context = {"section": "postmortems", "postmortem": measure.postmortem, "measure": measure, "form": form}
    return render(request, "postmortems/measure_customers.html", context, status=status_of(form))


@require_POST
@responders_only
def section_customers(request: AuthedRequest, number: int, pk: int) -> HttpResponse:
    """Shows a section in the customer version, or no longer."""
    shown = section_of(editable_postmortem(request, number), pk)
    mark_for_customers(section=shown, actor=request.user, is_marked=request.POST.get("show") == "yes")
    return redirect("section", number, pk)
