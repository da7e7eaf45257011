"""One action item: its page, its forms, and making a new one."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from accounts.http import AuthedRequest, responders_only
from actions.forms.conflict import differences, version_seen
from actions.forms.items import ActionForm, DueForm
from actions.forms.moves import MoveForm, move_named
from actions.models import ActionItem, ActionTemplate
from actions.registries.panels import FormSubject, form_parts, item_panels
from actions.selectors.answers import DONE, NEW_DATE, NOT_MINE, WORDS
from actions.selectors.page import action_page
from actions.services.items import create_action_item, edit_action_item
from actions.services.owner_and_date import move_due_date
from actions.services.statuses import change_status
from core.addresses import local_path
from core.errors import Conflict
from core.form_errors import errors_on, post_data, status_of
from core.paging import number_in
from incidents.forms.comments import CommentForm
from incidents.services import note_private_read
from incidents.views.fetch import visible_incident


@responders_only
def action_item(request: AuthedRequest, number: int) -> HttpResponse:
    """Everything about one action item, and what may be done with it."""
    item = visible_item(request, number)
    return item_page(request, item, answer=_answer(request, DONE, NEW_DATE) if item.is_unfinished else None)


@responders_only
def action_new(request: AuthedRequest, number: int) -> HttpResponse:
    """A new action item of an incident; its address may hold initial values, *fill in* those of a template."""
    incident = visible_incident(request, number)
    templates = list(ActionTemplate.objects.filter(is_active=True))
    asked = number_in(request.POST.get("template", "") or request.GET.get("template", ""))
    template = next((each for each in templates if each.pk == asked), None)
    is_filled = "fill_in" in request.POST
    form = _form(request, FormSubject(incident), None if is_filled else post_data(request))
    if is_filled:
        form.begin_with_typed(request.POST)
    if template:
        form.begin_with(template, templates)
    if form.is_valid():
        with errors_on(form):
            item = create_action_item(
                incident=incident,
                actor=request.user,
                details=form.details(),
                client_uuid=form.uuid,
                make_member=form.may_make_member,
            )
            messages.success(request, f"{item.reference} was created.")
            return redirect(_back(request) or item)
    context = {
        "section": "board",
        "incident": incident,
        "form": form,
        "back": _back(request),
        "templates": templates,
        "template": template,
    }
    return render(request, "actions/action_new.html", context, status=status_of(form))


@responders_only
def action_edit(request: AuthedRequest, number: int) -> HttpResponse:
    """The form of all fields; who did not see the last change is shown both versions, and nothing is stored."""
    item = visible_item(request, number)
    form = _form(request, FormSubject(item.incident, item), post_data(request))
    answer = _answer(request, NOT_MINE)
    if answer and not form.is_bound:
        form.initial.update(owner=None, note="Not mine")
    version = version_seen(request.POST, item)
    context: dict[str, Any] = {"section": "board", "item": item, "form": form, "version": version}
    context |= {"back": _back(request), "answer": answer}
    if form.is_valid():
        with errors_on(form):
            edit_action_item(
                item=item,
                actor=request.user,
                details=form.details(),
                base_version=version,
                note=form.cleaned_data["note"],
                make_member=form.may_make_member,
            )
            return redirect(_back(request) or item)
    if status_of(form) == Conflict.status:
        context |= _met(visible_item(request, number), form)
    return render(request, "actions/action_edit.html", context, status=status_of(form))


@require_POST
@responders_only
def action_status(request: AuthedRequest, number: int) -> HttpResponse:
    """One press on a button of the table."""
    item = visible_item(request, number)
    form = MoveForm(request.POST, item=item, move=move_named(request.POST.get("action", "")), reader=request.user)
    if form.is_valid():
        said = form.cleaned_data
        with errors_on(form):
            change_status(
                item=item,
                actor=request.user,
                action=said["action"],
                reason=said["reason"],
                details=form.details(),
            )
            return redirect(item)
    return item_page(request, item, status=status_of(form), sent_move=form)


@require_POST
@responders_only
def action_due(request: AuthedRequest, number: int) -> HttpResponse:
    """Another due date."""
    item = visible_item(request, number)
    form = DueForm(request.POST, item=item)
    if form.is_valid():
        with errors_on(form):
            move_due_date(item=item, actor=request.user, **form.cleaned_data)
            return redirect(item)
    return item_page(request, item, status=status_of(form), due_form=form)


def _form(request: AuthedRequest, subject: FormSubject, data: QueryDict | None) -> ActionForm:
    """With what upper apps add to it."""
    parts = form_parts.begin(subject, request.user, request.GET)
    return ActionForm(data, subject=subject, actor=request.user, parts=parts)


def _answer(request: AuthedRequest, *known: str) -> dict[str, str] | None:
    """What the link in a mail said, which fills in a form and changes nothing."""
    given = request.GET.get("answer", "")
    return {"name": given, "words": WORDS[given]} if given in known else None


def _back(request: AuthedRequest) -> str:
    """Where the link to the form was, if it said so."""
    return local_path(request.GET.get("back", ""))


def visible_item(request: AuthedRequest, number: int) -> ActionItem:
    """The action item, or 404; an admin's look at one of a private incident is logged."""
    items = (
        ActionItem.objects.visible_to(request.user)
        .with_ownerless()
        .select_related("incident", "owner", "team", "created_by", "verified_by", "risk_accepted_by")
    )
    item: ActionItem = get_object_or_404(items, pk=number)
    note_private_read(incident=item.incident, actor=request.user)
    return item


def item_page(request: AuthedRequest, item: ActionItem, *, status: int = 200, **forms: Any) -> HttpResponse:
    """The page of an item, with the forms that were refused."""
    page = action_page(item, request.user)
    sent = forms.get("sent_move")
    moves = [MoveForm(item=item, move=move, reader=request.user) for move in page.moves]
    context: dict[str, Any] = {
        "section": "board",
        "item": item,
        "page": page,
        "panels": item_panels.read(item, request.user),
        "move_forms": [sent if sent and sent.move == form.move else form for form in moves],
        "due_form": DueForm(item=item),
        "is_gone": bool(sent and sent.move not in page.moves),
        "comment_form": CommentForm(),
    }
    context |= forms
    return render(request, "actions/action_item.html", context, status=status)


def _met(item: ActionItem, form: ActionForm) -> dict[str, Any]:
    """The item as somebody else left it, beside what was typed; saving begins from there."""
    found = differences(item, form.details())
    return {"item": item, "version": item.version, "is_conflict": True, "differences": found}
