"""Factors, lessons and measures: adding, editing, ordering, removing."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import retarget

from accounts.http import AuthedRequest, responders_only
from core.errors import DomainError
from core.form_errors import errors_on, status_of
from postmortems.forms.analysis import FORMS, RowForm
from postmortems.models import Postmortem
from postmortems.selectors.editing import home_of
from postmortems.services.analysis import (
    Row,
    RowChanged,
    add_factor,
    add_lesson,
    add_measure,
    edit_row,
    move_row,
    name,
    remove_row,
)
from postmortems.views.fetch import editable_postmortem, row_of, rows_named
from postmortems.views.sections import STEPS, SectionForms, section_answer

ADD: dict[str, Any] = {"factors": add_factor, "lessons": add_lesson, "measures": add_measure}


def _home(postmortem: Postmortem, kind: str) -> str:
    """The address of the section that shows these rows."""
    home = home_of(postmortem, kind)
    if home is None:
        return reverse("postmortem_edit", args=[postmortem.incident_id])
    return reverse("section", args=[postmortem.incident_id, home.pk])


@require_POST
@responders_only
def row_add(request: AuthedRequest, number: int, kind: str) -> HttpResponse:
    """One more factor, lesson or measure."""
    rows_named(kind)
    postmortem = editable_postmortem(request, number)
    form = FORMS[kind](request.POST, postmortem=postmortem)
    home = home_of(postmortem, kind)
    if home is None:
        raise DomainError("The section that shows these was removed. Restore it first.")
    if form.is_valid():
        with errors_on(form):
            uuid = form.cleaned_data["client_uuid"]
            ADD[kind](postmortem=postmortem, actor=request.user, client_uuid=uuid, **form.words)
            return redirect(_home(postmortem, kind))
    return section_answer(request, home, forms=SectionForms(row=form), status=status_of(form))


@require_http_methods(["GET", "POST"])
@responders_only
def row(request: AuthedRequest, number: int, kind: str, pk: int) -> HttpResponse:
    """GET shows a row to edit; POST saves it, or shows what somebody else saved meanwhile."""
    rows_named(kind)
    postmortem = editable_postmortem(request, number)
    found = row_of(postmortem, kind, pk)
    form = FORMS[kind].of(found, request.POST if request.method == "POST" else None)
    if request.method == "GET":
        return _row_answer(request, found, form, kind)
    if not form.is_valid():
        return _row_answer(request, found, form, kind, status=422)
    try:
        edit_row(row=found, actor=request.user, seen=form.cleaned_data["seen"], **form.words)
    except RowChanged as met:
        again = FORMS[kind].of(met.present, typed=form.typed)
        return _row_answer(request, met.present, again, kind, status=met.status, met=met)
    except DomainError as error:
        if error.field not in form.fields:
            raise
        form.add_error(error.field, error.message)
        return _row_answer(request, found, form, kind, status=error.status)
    return redirect(_home(postmortem, kind))


def _row_answer(
    request: AuthedRequest, found: Row, form: RowForm, kind: str, *, status: int = 200, met: RowChanged | None = None
) -> HttpResponse:
    context = {
        "section": "postmortems",
        "postmortem": found.postmortem,
        "row": found,
        "form": form,
        "kind": kind,
        "name": name(found).lower(),
        "met": met,
        "home": _home(found.postmortem, kind),
    }
    if not request.htmx:
        return render(request, "postmortems/row_page.html", context, status=status)
    answer = render(request, "postmortems/row_form.html", context | {"swaps": True}, status=status)
    return retarget(answer, f"#row-{found.pk}")  # the row alone, although a saved one swaps the whole list


@require_POST
@responders_only
def row_move(request: AuthedRequest, number: int, kind: str, pk: int) -> HttpResponse:
    """One place up or down."""
    postmortem = editable_postmortem(request, number)
    found = row_of(postmortem, kind, pk)
    move_row(row=found, actor=request.user, steps=STEPS.get(request.POST.get("to", ""), 0))
    return redirect(_home(postmortem, kind))


@require_POST
@responders_only
def row_remove(request: AuthedRequest, number: int, kind: str, pk: int) -> HttpResponse:
    """Removes it; its text stays in the history."""
    postmortem = editable_postmortem(request, number)
    remove_row(row=row_of(postmortem, kind, pk), actor=request.user)
    return redirect(_home(postmortem, kind))
