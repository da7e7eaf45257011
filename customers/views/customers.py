"""Customers: the list, the page of one, and changing it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts.enums import AuditAction
from accounts.http import AuthedRequest, has_words, limited, responders_only
from accounts.services import audit
from core.chips import chips
from core.form_errors import errors_on, post_data, status_of
from core.limits import Limit
from core.paging import paginate
from customers.exporting.tables import customers_csv
from customers.filters import CustomerFilter
from customers.forms.customers import BaseContacts, CustomerForm, MergeCustomersForm, contact_rows
from customers.models import Customer
from customers.permissions import can_add_customers, can_edit_customer
from customers.selectors.customers import customer_page, customers_for_list
from customers.selectors.impact import currency
from customers.selectors.knew_first import FORMULA, knew_first_by_service
from customers.selectors.letters import letters_waiting
from customers.services.customers import add_customer, edit_customer, merge_customers

PAGE = {"section": "customers"}


@require_GET
@limited(Limit.SEARCHES, has_words)
def customer_list(request: AuthedRequest) -> HttpResponse:
    """Those that the person sees and that match the filters."""
    found = CustomerFilter(request.GET, queryset=customers_for_list(request.user), request=request)
    page = paginate(found.qs, request.GET.get("page", ""))
    context = PAGE | {
        "filter": found,
        "chips": chips(found.form, request.GET),
        "page": page,
        "currency": currency(),
        "letters_waiting": letters_waiting(request.user).count(),
        "may_add": can_add_customers(request.user),
    }
    return render(request, "customers/customers.html", context)


@require_GET
@limited(Limit.EXPORTS)
def customer_csv(request: AuthedRequest) -> HttpResponseBase:
    """The same as a file."""
    found = CustomerFilter(request.GET, queryset=customers_for_list(request.user), request=request)
    audit(actor=request.user, action=AuditAction.EXPORTED, subject="Customers as CSV", detail={})
    return customers_csv(found.qs)


@require_GET
def customer(request: AuthedRequest, number: int) -> HttpResponse:
    """One customer: affected by what, what may be said, and who told it."""
    found = visible_customer(request, number)
    if found.merged_into is not None:
        return render(request, "customers/customer_merged.html", PAGE | {"customer": found})
    shown = customer_page(found, request.user, request.GET.get("page", ""))
    return render(request, "customers/customer.html", PAGE | {"customer": found, "shown": shown, "page": shown.page})


@require_http_methods(["GET", "HEAD", "POST"])
def customer_new(request: AuthedRequest) -> HttpResponse:
    """A new customer; `name` in the address begins it with a name that was typed elsewhere."""
    require_adding(request)
    initial = {"name": request.GET.get("name", "")[:200]}
    form, contacts = _bound(request, None, initial)
    if form.is_valid() & contacts.is_valid():
        with errors_on(form):
            made = add_customer(actor=request.user, details=form.details(contacts.details()))
            messages.success(request, f"{made.name} was added.")
            return redirect(made)
    return _form_page(request, form, contacts)


@require_http_methods(["GET", "HEAD", "POST"])
def customer_edit(request: AuthedRequest, number: int) -> HttpResponse:
    """Changes a customer and its contacts."""
    found = visible_customer(request, number)
    if not can_edit_customer(request.user, found):
        raise Http404
    form, contacts = _bound(request, found, {})
    if form.is_valid() & contacts.is_valid():
        with errors_on(form):
            details, seen = form.details(contacts.details()), form.cleaned_data["seen"] or None
            edit_customer(actor=request.user, customer=found, details=details, seen=seen)
            messages.success(request, "Saved.")
            return redirect(found)
    return _form_page(request, form, contacts, customer=found)


@require_http_methods(["GET", "HEAD", "POST"])
def customer_merge(request: AuthedRequest, number: int) -> HttpResponse:
    """Into which customer, then once more what that means, then it is done."""
    require_adding(request)
    found = visible_customer(request, number)
    if found.is_merged:
        return redirect(found)
    data = request.POST if request.method == "POST" else request.GET if "customer" in request.GET else None
    form = MergeCustomersForm(data, user=request.user, merged=found)
    context = PAGE | {"customer": found, "form": form}
    if form.is_valid():
        into: Customer = form.cleaned_data["customer"]
        if request.method == "POST":
            with errors_on(form):
                merge_customers(customer=found, into=into, actor=request.user)
                messages.success(request, f"{found.name} was merged into {into.name}.")
                return redirect(into)
        else:
            return render(request, "customers/customer_merge_confirm.html", context | {"into": into})
    return render(request, "customers/customer_merge.html", context, status=status_of(form))


@responders_only
@require_GET
def who_knew_first(request: AuthedRequest) -> HttpResponse:
    """Of every service: customers, or our monitoring."""
    context = PAGE | {"rows": knew_first_by_service(request.user), "formula": FORMULA}
    return render(request, "customers/knew_first.html", context)


def visible_customer(request: AuthedRequest, number: int) -> Customer:
    """The customer, or 404 for those who may not see it."""
    rows = Customer.objects.visible_to(request.user).select_related("owner", "merged_into")
    return get_object_or_404(rows, pk=number)


def require_adding(request: AuthedRequest) -> None:
    """404 for those who see only their own customers."""
    if not can_add_customers(request.user):
        raise Http404


def _bound(
    request: AuthedRequest, found: Customer | None, initial: dict[str, Any]
) -> tuple[CustomerForm, BaseContacts]:
    data = post_data(request)
    form = CustomerForm(data, user=request.user, customer=found, initial=initial)
    return form, contact_rows(found, data)


def _form_page(
    request: AuthedRequest, form: CustomerForm, contacts: BaseContacts, customer: Customer | None = None
) -> HttpResponse:
    context = PAGE | {"form": form, "contacts": contacts, "customer": customer}
    return render(request, "customers/customer_form.html", context, status=status_of(form))
