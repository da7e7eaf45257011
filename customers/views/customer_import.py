"""Many customers at once: the table is shown as it was read, and goes in by a second press."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from accounts.http import AuthedRequest, is_sent, limited
from core.form_errors import errors_on, post_data, status_of
from core.limits import Limit
from customers.forms.importing import ImportCustomersForm
from customers.readers.table import MOST
from customers.selectors.impact import currency
from customers.services.importing import import_customers
from customers.views.customers import PAGE, require_adding

LINES_SHOWN = 200  # of each outcome; what is left out is shown whole to be mended


@require_http_methods(["GET", "HEAD", "POST"])
@limited(Limit.IMPORTS, is_sent)
def customer_import(request: AuthedRequest) -> HttpResponse:
    """Paste or upload, preview, import; what could not be taken comes back to be mended."""
    require_adding(request)
    form = ImportCustomersForm(post_data(request), request.FILES or None)
    context = PAGE | {"form": form, "most": MOST, "currency": currency(), "shown": LINES_SHOWN}
    if not form.is_valid():
        return render(request, "customers/import.html", context, status=status_of(form))
    if "import" in request.POST and form.plan.doing:
        with errors_on(form):
            plan = import_customers(actor=request.user, table=form.table)
            left = form.table.only(frozenset(line.line.number for line in plan.left_out))
            return render(request, "customers/imported.html", context | {"plan": plan, "left": left})
    context |= {"plan": form.plan}
    return render(request, "customers/import_preview.html", context, status=status_of(form) if form.errors else 200)
