"""The page behind the search box, and what the palette offers while somebody types."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from accounts.http import AuthedRequest, has_words, limited, responders_only
from core.limits import Limit
from core.search import refusal_of
from home.selectors.like import like_number
from home.selectors.palette import offers
from home.selectors.search import by_number, search
from home.selectors.suggesting import did_you_mean
from incidents.services import note_private_list


@responders_only
@limited(Limit.SEARCHES, has_words)
def search_page(request: AuthedRequest) -> HttpResponse:
    """A number leads straight to its page; words show where they are, and `like INC-12` shows what is like it."""
    text = request.GET.get("q", "").replace("\x00", "").strip()
    refusal = refusal_of(text)
    if address := by_number(text, request.user):
        return redirect(address)
    like = like_number(text, request.user)
    results = search(text, request.user) if text and not like and not refusal else None
    meant = did_you_mean(text, request.user) if results and not results.count else ""
    if meant:
        results = search(meant, request.user)
    private = [number for shown in (results, like) if shown for number in shown.private]
    note_private_list(actor=request.user, listed="Search", incidents=private)
    context = {"section": "", "search_words": text, "results": results, "meant": meant, "like": like}
    context |= {"refusal": refusal}
    return render(request, "home/search/page.html", context)


@require_GET
@responders_only
@limited(Limit.SUGGESTIONS, has_words)
def palette(request: AuthedRequest) -> HttpResponse:
    """The offers as options of the palette's list."""
    text = request.GET.get("q", "").replace("\x00", "").strip()
    offered = offers(text, request.user)
    note_private_list(actor=request.user, listed="Search", incidents=offered.private)
    return render(request, "home/search/offers.html", {"offers": offered})
