"""Which days teams work: by it policies count working days. Managers look after it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import AuthedRequest, managers_only
from accounts.models import Team
from catalogue.forms import CalendarForm
from catalogue.selectors.calendars import Calendars, calendar_rows, holidays_ahead
from catalogue.services.calendars import edit_calendar
from core.clock import today
from core.form_errors import errors_on, post_data, status_of

PAGE = {"section": "settings", "tab": "calendars"}
NEXT = 5


@managers_only
@require_GET
def calendar_list(request: AuthedRequest) -> HttpResponse:
    """All teams with their weekend and holidays."""
    return render(
        request, "catalogue/calendars.html", PAGE | {"calendars": calendar_rows(today(request.user.time_zone))}
    )


@managers_only
@require_http_methods(["GET", "HEAD", "POST"])
def calendar_edit(request: AuthedRequest, pk: int) -> HttpResponse:
    """The calendar of one team."""
    team = get_object_or_404(Team, pk=pk)
    present = Calendars.load().of([team.pk])
    form = CalendarForm(post_data(request), working_days=present)
    if form.is_valid():
        with errors_on(form):
            edit_calendar(actor=request.user, team=team, working_days=form.working_days())
            messages.success(request, f"The working days of {team.name} were saved.")
            return redirect("calendar_list")
    context = PAGE | {"form": form, "team": team, "ahead": holidays_ahead(present, NEXT, today(request.user.time_zone))}
    return render(request, "catalogue/calendar_form.html", context, status=status_of(form))
