"""Responses of the views of an incident: in the zone the page shows, as a page, or as fragments for htmx."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect, reswap, retarget

from accounts.http import AuthedRequest
from accounts.models import User
from core import markdown
from core.form_errors import status_of
from core.paging import number_in
from incidents.forms.begun import BegunForm
from incidents.forms.changes import MemberForm
from incidents.forms.entries import EntryForm
from incidents.forms.impact import BaseIntervals
from incidents.forms.room import Answer, FatesForm
from incidents.models import Incident, IncidentMember, Task
from incidents.permissions import can_change_privacy, can_edit_public_summary, can_give_lead, can_redact
from incidents.registries.panels import incident_panels
from incidents.selectors.entry_rows import EntryRow
from incidents.selectors.handles import unknown_names
from incidents.selectors.moves import moves_shown
from incidents.selectors.page import IncidentPage, for_page, incident_page
from incidents.selectors.state import StateShown
from incidents.selectors.timeline import SHOW_ALL, SHOWN
from incidents.selectors.timeline_pages import Window
from incidents.selectors.zones import ShownZone, shown_zone
from incidents.services.creating import IncidentDetails
from incidents.views.undo import undo_offered

ZONE_COOKIE = "debrief_zone"
DIALOG = "dialog"
IN_PLACE = "entry-"  # targets of htmx within the timeline: the form stands right below its entry


@dataclass(frozen=True, slots=True)
class FormPage:
    """The words around a form: its heading, its button, the way back, and what to know before pressing it."""

    title: str
    button: str
    lede: str = ""
    is_danger: bool = False
    back: str = "Cancel"


@dataclass(frozen=True, slots=True)
class AroundForm:
    """What stands around the fields of a form: the entry, task or members it is about, and what is sent with it.

    `theirs` and `their_state` are what somebody else wrote meanwhile.
    """

    about: EntryRow | None = None
    theirs: EntryRow | None = None
    intervals: BaseIntervals | None = None
    fates: FatesForm | None = None
    answers: Sequence[Answer] = ()
    their_state: StateShown | None = None
    task: Task | None = None
    members: Sequence[IncidentMember] = ()
    member_form: MemberForm | None = None

    @property
    def forms(self) -> list[forms.BaseForm]:
        """The further forms of the page."""
        return [form for form in (self.fates, self.member_form) if form is not None]


NOTHING_AROUND = AroundForm()


@dataclass(frozen=True, slots=True)
class PagePermissions:
    """What the person may do here beyond what every responder may."""

    redact: bool
    write_words: bool
    change_privacy: bool
    give_lead: bool

    @classmethod
    def of(cls, user: User, incident: Incident) -> "PagePermissions":
        """By their role, and their part in this incident."""
        takes_changes = not incident.is_merged
        return cls(
            redact=can_redact(user),
            write_words=takes_changes and can_edit_public_summary(user, incident),
            change_privacy=takes_changes and can_change_privacy(user, incident),
            give_lead=takes_changes and can_give_lead(user, incident),
        )


def zone_choice(request: AuthedRequest) -> str:
    """What the form, the address or the cookie says about the zone of the page."""
    return str(request.POST.get("zone") or request.GET.get("zone") or request.COOKIES.get(ZONE_COOKIE, ""))


def zone_of(request: AuthedRequest, incident: Incident) -> ShownZone:
    """The zone in which the page shows and reads times."""
    return shown_zone(incident, request.user, zone_choice(request))


def shown_entries(request: AuthedRequest) -> str:
    """Which entries the page shows; all, unless the form or the address says otherwise."""
    given = request.POST.get("show") or request.GET.get("show", "")
    return given if given in SHOWN else SHOW_ALL


def read_page(request: AuthedRequest, incident: Incident, *, has_timeline: bool = True) -> IncidentPage:
    """The page as the person has set it. `incident` was fetched through `for_page`."""
    zone, shown = zone_choice(request), shown_entries(request)
    window = window_of(request)
    return incident_page(incident, request.user, zone=zone, shown=shown, window=window, has_timeline=has_timeline)


def window_of(request: AuthedRequest) -> Window:
    """Which part of a long timeline the page shows: as its address says, also where only a part of it is fetched."""
    of_page = QueryDict(urlsplit(request.htmx.current_url or "").query) if request.htmx else QueryDict()
    given = request.GET if {"before", "entry", "all", "since"} & set(request.GET) else of_page
    before, around = (number_in(given.get(name, "")) for name in ("before", "entry"))
    return Window(before, around, given.get("all") == "1", _instant(given.get("since", "")))


def _instant(given: str) -> datetime | None:
    """In UTC: the database knows fewer offsets than Python does."""
    try:
        found = datetime.fromisoformat(given)
        return found.astimezone(UTC) if found.tzinfo else None
    except (ValueError, OverflowError):
        return None


def page_context(request: AuthedRequest, incident: Incident) -> dict[str, Any]:
    """What the page and its fragments need."""
    page = read_page(request, incident)
    return {
        "section": "incidents",
        "incident": incident,
        "page": page,
        "panels": incident_panels.read(incident, request.user),
        "zone": page.zone,
        "moves": moves_shown(incident),
        "may": PagePermissions.of(request.user, incident),
        "undo": undo_offered(request),
        "composer_has_focus": {"declared", "late"} & set(request.GET),
        "composer_is_away": incident.is_ended and "late" not in request.GET,
        "composer": EntryForm(incident=incident, actor=request.user, zone=page.zone.zone),
    }


def whole_page(request: AuthedRequest, incident: Incident, composer: EntryForm | None = None) -> HttpResponse:
    """The incident page; with a refused entry a 422 that keeps what was typed."""
    context = page_context(request, incident)
    if composer is None:
        return render(request, "incidents/incident.html", context)
    context |= {
        "composer": composer,
        "composer_is_away": False,
        "undo": None,
    }  # beside a question, “Logged. Undo” would seem to speak of this one
    return render(request, "incidents/incident.html", context, status=status_of(composer))


def declared(request: AuthedRequest, incident: Incident, details: IncidentDetails) -> HttpResponse:
    """The page of an incident that was just declared; it says so where words for customers wait for approval."""
    if details.public_summary.strip() and not incident.public_summary:
        messages.info(
            request, "Your customer update waits as a draft: the lead, communications or a manager approves it."
        )
    return redirect(f"{incident.get_absolute_url()}?declared=1")


def back_to_incident(
    request: AuthedRequest, incident: Incident, anchor: str = "", *, words: str = "", is_step: bool = False
) -> HttpResponse:
    """After a change: redirects to the incident page, or sends its changed parts for htmx.

    Of @names in the `words` that call nobody a message says so. After a step of its status (`is_step`) one says what
    comes next, where the incident has ended.
    """
    if "@" in words and (warning := unknown_names_warning(markdown.render(words).html)):
        messages.warning(request, warning)
    if not request.htmx:
        entry = f"?entry={anchor.removeprefix('entry-')}" if anchor.startswith("entry-") else ""
        return redirect(reverse("incident", args=[incident.pk]) + entry + (f"#{anchor}" if anchor else ""))
    fresh = for_page(incident.pk, request.user)
    if fresh is None:  # since this change they may not see the incident
        return HttpResponseClientRedirect(reverse("incident_list"))
    context = page_context(request, fresh) | {"oob": True, "is_step": is_step}
    return reswap(retarget(render(request, "incidents/changed.html", context), "#timeline"), "outerHTML")


def unknown_names_warning(rendered: str) -> str:
    """What is said of the @names in rendered Markdown that call nobody; empty where each calls somebody."""
    names = unknown_names(rendered)
    return render_to_string("incidents/unknown_names.html", {"names": names}).strip() if names else ""


def render_form(
    request: AuthedRequest,
    incident: Incident,
    form: forms.BaseForm,
    form_page: FormPage,
    around: AroundForm = NOTHING_AROUND,
) -> HttpResponse:
    """A form on a page of its own, or in the dialog of the incident page."""
    if isinstance(form, BegunForm):
        form.begin_again(incident)
    context = {"section": "incidents", "incident": incident, "form": form, "form_page": form_page, "around": around}
    target = request.htmx.target or ""
    template = "incidents/form_page.html"
    if target == DIALOG or target.startswith(IN_PLACE):
        template = "incidents/form_dialog.html" if target == DIALOG else "incidents/form_in_place.html"
    refused = [each for each in (form, *around.forms) if each.errors] or [form]
    return render(request, template, context, status=status_of(refused[0]))
