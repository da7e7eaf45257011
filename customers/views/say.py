"""What to say: the page of sales and support, which keeps itself fresh."""

from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render

from accounts.http import AuthedRequest
from core.clock import now
from core.zones import zone_label
from customers.selectors.followers import followed_by
from customers.selectors.taken_back import silent_now
from customers.selectors.words import fingerprint, words_for_customers


def what_to_say(request: AuthedRequest) -> HttpResponse:
    """The words that hold now. A page that asks again with what it has `seen` is sent only what is news."""
    words = words_for_customers()
    silent = silent_now()
    seen = fingerprint(words, [update.pk for update in silent])
    context = {
        "section": "say",
        "words": words,
        "silent": silent,
        "followed": followed_by(request.user),
        "seen": seen,
        "read_at": _clock(request, now()),
        "is_news": request.GET.get("seen") != seen,
    }
    return render(request, "customers/say/news.html" if request.htmx else "customers/say/page.html", context)


def _clock(request: AuthedRequest, at: datetime) -> str:
    local = at.astimezone(request.user.time_zone)
    return f"{local:%H:%M:%S} {zone_label(at, request.user.time_zone)}"
