"""Tasks of an incident: one click, or one form, each."""

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from accounts.http import AuthedRequest, responders_only
from core.form_errors import errors_on, post_data
from incidents.forms.corrections import ReasonForm
from incidents.forms.room import TaskForm
from incidents.models import Task
from incidents.services.tasks import add_task, drop_task, edit_task, finish_task, reopen_task
from incidents.views.fetch import visible_incident, visible_task
from incidents.views.responses import AroundForm, FormPage, back_to_incident, render_form

ANCHOR = "incident-tasks"
ADD = FormPage("Add a task", "Add task", "Something to do during the incident. It is shown next to the timeline.")
EDIT = FormPage("Edit the task", "Save")


@responders_only
def task_add(request: AuthedRequest, number: int) -> HttpResponse:
    """Something to do, and who does it."""
    incident = visible_incident(request, number)
    form = TaskForm(post_data(request), incident=incident, actor=request.user)
    if form.is_valid():
        with errors_on(form):
            add_task(
                incident=incident,
                actor=request.user,
                details=form.details(),
                make_member=form.cleaned_data.get("make_member", False),
                client_uuid=form.cleaned_data["client_uuid"],
            )
            return back_to_incident(request, incident, ANCHOR)
    return render_form(request, incident, form, ADD)


@responders_only
def task(request: AuthedRequest, number: int, task_id: int) -> HttpResponse:
    """Its words and who does it; and the way to drop it."""
    found = visible_task(request, number, task_id)
    form = TaskForm(post_data(request), incident=found.incident, actor=request.user, task=found)
    if form.is_valid():
        with errors_on(form):
            edit_task(task=found, actor=request.user, **form.cleaned_data)
            return back(request, found)
    form.begin_again(found)
    return render_form(request, found.incident, form, EDIT, AroundForm(task=found))


@require_POST
@responders_only
def task_done(request: AuthedRequest, number: int, task_id: int) -> HttpResponse:
    """It is done."""
    found = visible_task(request, number, task_id)
    finish_task(task=found, actor=request.user)
    return back(request, found)


@require_POST
@responders_only
def task_reopen(request: AuthedRequest, number: int, task_id: int) -> HttpResponse:
    """It is not done after all, or to be done all the same."""
    found = visible_task(request, number, task_id)
    reopen_task(task=found, actor=request.user)
    return back(request, found)


@responders_only
def task_drop(request: AuthedRequest, number: int, task_id: int) -> HttpResponse:
    """It is not to be done, and why."""
    found = visible_task(request, number, task_id)
    form = ReasonForm(post_data(request))
    if form.is_valid():
        with errors_on(form):
            drop_task(task=found, actor=request.user, reason=form.cleaned_data["reason"])
            return back(request, found)
    form_page = FormPage("Drop the task", "Drop task", f"“{found.text}” stays readable.")
    return render_form(request, found.incident, form, form_page)


def back(request: AuthedRequest, task: Task) -> HttpResponse:
    """To the tasks beside the timeline."""
    return back_to_incident(request, task.incident, ANCHOR)
