"""Due dates for calendar programs, which read them by an address that has a secret, without a login."""

import hashlib

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_GET, require_POST, require_safe

from accounts.http import AuthedRequest, responders_only
from accounts.models import Team
from core.paging import number_in
from followthrough.exporting import calendar_of
from followthrough.models import CalendarFeed
from followthrough.selectors.calendars import calendar_rows, feed_behind
from followthrough.services.calendars import end_calendar, make_calendar

PAGE = {"section": "profile"}


@responders_only
@require_GET
def calendars(request: AuthedRequest) -> HttpResponse:
    """One's own calendar and those of one's teams."""
    return render(request, "followthrough/calendars.html", PAGE | {"rows": calendar_rows(request.user)})


@responders_only
@require_POST
def calendar_new(request: AuthedRequest) -> HttpResponse:
    """A new address, shown in the answer alone; an earlier one ends."""
    given = request.POST.get("team", "")
    team = get_object_or_404(Team.objects.of(request.user), pk=number_in(given)) if given else None
    address = make_calendar(person=request.user, team=team)
    response = render(request, "followthrough/calendar_address.html", PAGE | {"team": team, "address": address})
    response["Cache-Control"] = "no-store"
    return response


@responders_only
@require_POST
def calendar_end(request: AuthedRequest, pk: int) -> HttpResponse:
    """Nobody reads it any more."""
    own = CalendarFeed.objects.select_related("team", "person").filter(person=request.user)
    end_calendar(feed=get_object_or_404(own, pk=pk))
    messages.success(request, "The address no longer works.")
    return redirect("calendars")


@login_not_required
@require_safe
def calendar_file(request: HttpRequest, secret: str) -> HttpResponseBase:
    """The file itself. 304 while nothing changed; 404 for what is no address any more."""
    feed = feed_behind(secret)
    if feed is None:
        raise Http404
    content = calendar_of(feed)
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    unchanged = get_conditional_response(request, etag=tag)
    response = unchanged or HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["ETag"] = tag
    response["Cache-Control"] = "private, no-cache"
    return response
