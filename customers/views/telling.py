"""One press after the call or the mail: the customer was told."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from accounts.http import AuthedRequest
from core.errors import DomainError
from customers.enums import ToldHow
from customers.forms.affected import ToldForm
from customers.models import AffectedCustomer, Told
from customers.permissions import can_take_telling_back
from customers.selectors.customers import affected_seen
from customers.services.telling import take_back, tell_customer


@require_POST
def customer_tell(request: AuthedRequest, pk: int) -> HttpResponse:
    """Somebody told the customer; pressing twice stores it once."""
    affected = get_object_or_404(affected_seen(request.user).select_related("customer", "incident"), pk=pk)
    form = ToldForm(request.POST)
    if not form.is_valid():
        raise DomainError("Say how the customer was told: by phone, by mail or otherwise.")
    how = ToldHow(form.cleaned_data["how"])
    tell_customer(affected=affected, actor=request.user, how=how, client_uuid=form.cleaned_data["client_uuid"])
    messages.success(request, f"{affected.shown_name} was told {how.label.lower()}. Thank you.")
    return _back(request, affected)


@require_POST
def customer_untell(request: AuthedRequest, pk: int) -> HttpResponse:
    """It was pressed by mistake."""
    seen = affected_seen(request.user)
    told = get_object_or_404(Told.objects.select_related("affected__customer").filter(affected__in=seen), pk=pk)
    if not can_take_telling_back(request.user, told):
        raise PermissionDenied
    take_back(told=told, actor=request.user)
    messages.success(request, f"Taken back: {told.affected.shown_name} counts as not told.")
    return _back(request, told.affected)


def _back(request: AuthedRequest, affected: AffectedCustomer) -> HttpResponse:
    """To the page where it was pressed."""
    back = request.POST.get("back", "")
    if back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        return HttpResponseRedirect(back)
    return HttpResponseRedirect(affected.customer.get_absolute_url() if affected.customer else "/")
