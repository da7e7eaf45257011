"""The home page: open incidents and own work for engineers; what customers can be told for sales and support."""

from django.http import HttpResponse
from django.shortcuts import render

from accounts.http import AuthedRequest
from accounts.permissions import is_responder
from customers.models import Report
from customers.selectors.followers import followed_by
from customers.selectors.taken_back import silent_now
from customers.selectors.words import words_for_customers
from home.selectors import home as selector
from home.selectors.first_steps import first_steps
from incidents.services import note_private_list


def home(request: AuthedRequest) -> HttpResponse:
    """Two homes at one address, by role."""
    if not is_responder(request.user):
        reports = Report.objects.visible_to(request.user).select_related("incident")[:10]
        context = {"section": "home", "reports": reports, "words": words_for_customers(), "silent": silent_now()}
        context["followed"] = followed_by(request.user)
        return render(request, "home/reporter.html", context)
    shown = selector.home(request.user)
    note_private_list(actor=request.user, listed="Home", incidents=shown.private)
    page: dict[str, object] = {
        "section": "home",
        "home": shown,
        "steps": first_steps(request.user),
    }
    return render(request, "home/page.html", page)
