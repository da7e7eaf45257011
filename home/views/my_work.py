"""My work: what I own, write, must review, and was asked about."""

from django.http import HttpResponse
from django.shortcuts import render

from accounts.http import AuthedRequest, responders_only
from home.selectors import my_work as selector
from incidents.services import note_private_list


@responders_only
def my_work(request: AuthedRequest) -> HttpResponse:
    """Everything that waits for the reader."""
    work = selector.my_work(request.user)
    note_private_list(actor=request.user, listed="My work", incidents=work.private)
    return render(request, "home/my_work.html", {"section": "home", "work": work})
