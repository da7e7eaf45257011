"""Acting from the board: owner and date of an action item, and a question to its owner."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from accounts.http import AuthedRequest, responders_only
from actions.models import ActionItem
from actions.services import change_owner_and_date
from core.addresses import local_path
from core.errors import Conflict
from core.form_errors import errors_on, post_data, status_of
from followthrough.forms.board import AnswerForm, AskForm, OwnerAndDateForm
from followthrough.models import OwnerQuestion
from followthrough.selectors.questions import open_questions
from followthrough.services.questions import answer_owner_question, ask_owner
from incidents.services import note_private_read


@responders_only
def board_item(request: AuthedRequest, number: int) -> HttpResponse:
    """Owner and date; the board loads the form into the row, without JavaScript it is a page."""
    item = _visible(request, number)
    form = OwnerAndDateForm(post_data(request), item=item, actor=request.user)
    if form.is_valid():
        with errors_on(form):
            change_owner_and_date(item=item, actor=request.user, wanted=form.wanted(), base_version=form.base_version)
            messages.success(request, f"{item.reference} was changed.")
            return redirect(_back(request))
    version = form.base_version
    if status_of(form) == Conflict.status:
        item = _visible(request, number)
        version = item.version  # the refusal said how it is now
    return _page(request, "followthrough/board_change.html", item, form, version=version)


@responders_only
def board_ask(request: AuthedRequest, number: int) -> HttpResponse:
    """A question to the owner, who gets it in the next digest and answers on the item's page."""
    item = _visible(request, number)
    form = AskForm(post_data(request))
    if form.is_valid():
        with errors_on(form):
            question = ask_owner(item=item, actor=request.user, text=form.cleaned_data["text"], client_uuid=form.uuid)
            messages.success(request, f"{question.asked_of.name} is asked in the next digest.")
            return redirect(_back(request))
    is_sent_before = status_of(form) == Conflict.status  # what is pressed next is another question
    more = {"is_sent_before": is_sent_before, "open_questions": open_questions(item)}
    return _page(request, "followthrough/board_ask.html", item, form, **more)


@responders_only
def owner_question(request: AuthedRequest, number: int) -> HttpResponse:
    """A question and the field for its answer, as on the item's page."""
    questions = OwnerQuestion.objects.visible_to(request.user).select_related("item__incident", "asked_by", "asked_of")
    question: OwnerQuestion = get_object_or_404(questions, pk=number)
    note_private_read(incident=question.item.incident, actor=request.user)
    form = AnswerForm(post_data(request))
    if form.is_valid():
        with errors_on(form):
            answer_owner_question(question=question, actor=request.user, answer=form.cleaned_data["answer"])
            return redirect(question.item)
    context = {"section": "board", "question": question, "item": question.item, "form": form}
    return render(request, "followthrough/owner_question.html", context, status=status_of(form))


def _visible(request: AuthedRequest, number: int) -> ActionItem:
    items = ActionItem.objects.visible_to(request.user).select_related("incident", "owner")
    item: ActionItem = get_object_or_404(items, pk=number)
    note_private_read(incident=item.incident, actor=request.user)
    return item


def _page(request: AuthedRequest, template: str, item: ActionItem, form: Any, **more: Any) -> HttpResponse:
    """The form alone for the row of the board, else a page around it."""
    back = _back(request)
    context = {"section": "board", "item": item, "form": form, "back": back, "part": template} | more
    shown = template if request.htmx else "followthrough/board_acting.html"
    return render(request, shown, context, status=status_of(form))


def _back(request: AuthedRequest) -> str:
    return local_path(request.GET.get("back", "")) or reverse("board")
