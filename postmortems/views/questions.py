"""The questions of a postmortem: asking, answering, editing, opening again."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import AuthedRequest, responders_only
from core.errors import Conflict
from core.form_errors import errors_on, post_data, status_of
from postmortems.forms.preparation import AnswerForm, AskForm, QuestionForm
from postmortems.models import OpenQuestion, Postmortem
from postmortems.permissions import can_edit_postmortem
from postmortems.selectors.questions import questions_of
from postmortems.services.questions import (
    QuestionChanged,
    answer_question,
    ask_question,
    edit_question,
    reopen_question,
)
from postmortems.views.fetch import editable_postmortem, visible_postmortem


@require_http_methods(["GET", "HEAD", "POST"])
@responders_only
def open_questions(request: AuthedRequest, number: int) -> HttpResponse:
    """GET shows what is open and what was answered; POST asks one more."""
    is_sent = request.method == "POST"
    found = editable_postmortem(request, number) if is_sent else visible_postmortem(request, number)
    form = AskForm(post_data(request))
    if form.is_valid():
        with errors_on(form):
            question = ask_question(postmortem=found, actor=request.user, **form.cleaned_data)
            return _back(number, question)
    return _answer(request, found, form=form)


@require_POST
@responders_only
def open_question_answer(request: AuthedRequest, number: int, pk: int) -> HttpResponse:
    """Answers a question; a refused answer stands below it again."""
    found = editable_postmortem(request, number)
    question = _question_of(found, pk)
    form = AnswerForm(request.POST)
    if form.is_valid():
        with errors_on(form):
            answer_question(question=question, actor=request.user, answer=form.cleaned_data["answer"])
            return _back(number, question)
    return _answer(request, found, answer=form, answered=question.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@responders_only
def open_question(request: AuthedRequest, number: int, pk: int) -> HttpResponse:
    """The words of a question and of its answer, to edit."""
    found = editable_postmortem(request, number)
    question = _question_of(found, pk)
    form = QuestionForm(post_data(request), question=question)
    met: QuestionChanged | None = None
    if form.is_valid():
        with errors_on(form):
            try:
                edit_question(question=question, actor=request.user, **form.cleaned_data)
            except QuestionChanged as conflict:
                met = conflict
                raise
            return _back(number, question)
    if met:
        form.begin_again(met.present)
    context = {"section": "postmortems", "postmortem": found, "question": question, "form": form, "met": met}
    return render(request, "postmortems/open_question.html", context, status=status_of(form))


@require_POST
@responders_only
def open_question_reopen(request: AuthedRequest, number: int, pk: int) -> HttpResponse:
    """Something about it is open after all."""
    question = _question_of(editable_postmortem(request, number), pk)
    reopen_question(question=question, actor=request.user)
    return _back(number, question)


def _question_of(postmortem: Postmortem, pk: int) -> OpenQuestion:
    question = get_object_or_404(OpenQuestion, pk=pk, postmortem=postmortem)
    question.postmortem = postmortem
    return question


def _back(number: int, question: OpenQuestion) -> HttpResponse:
    return redirect(f"{reverse('open_questions', args=[number])}#question-{question.pk}")


def _answer(
    request: AuthedRequest,
    found: Postmortem,
    *,
    form: AskForm | None = None,
    answer: AnswerForm | None = None,
    answered: int = 0,
) -> HttpResponse:
    """The list; `answer` is a refused one, to the question `answered`."""
    form = form or AskForm()
    status = status_of(answer) if answer else status_of(form)
    context: dict[str, Any] = {
        "section": "postmortems",
        "postmortem": found,
        "questions": questions_of(found),
        "form": form,
        "answer": answer,
        "answered": answered,
        "can_edit": can_edit_postmortem(request.user, found),
        "is_conflict": status == Conflict.status,
    }
    return render(request, "postmortems/open_questions.html", context, status=status)
