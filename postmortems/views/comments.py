"""Comments on the sections of a postmortem."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import AuthedRequest, responders_only
from core.errors import Conflict
from core.form_errors import errors_on, post_data, status_of
from incidents.forms.comments import CommentForm
from postmortems.forms.comments import ThreadForm
from postmortems.models import CommentThread, Section
from postmortems.selectors.comments import talk_of
from postmortems.services.comments import answer_thread, open_thread, reopen_thread, resolve_thread
from postmortems.views.fetch import editable_postmortem, section_of
from postmortems.views.sections import quotes_of


@require_http_methods(["GET", "POST"])
@responders_only
def section_comments(request: AuthedRequest, number: int, pk: int) -> HttpResponse:
    """GET shows the threads of a section; POST begins one, and shows what was typed when it is refused."""
    section = section_of(editable_postmortem(request, number), pk)
    form = ThreadForm(post_data(request))
    if form.is_valid():
        with errors_on(form):
            open_thread(section=section, actor=request.user, **form.words)
            return _back(request, section)
    return _answer(request, section, form=form)


@require_POST
@responders_only
def comment_answer(request: AuthedRequest, number: int, pk: int, thread: int) -> HttpResponse:
    """One more comment in a thread."""
    section = section_of(editable_postmortem(request, number), pk)
    found = _thread_of(section, thread)
    form = CommentForm(request.POST)
    if form.is_valid():
        with errors_on(form):
            answer_thread(thread=found, actor=request.user, **form.words)
            return _back(request, section)
    return _answer(request, section, answer=form, answered=found.pk)


@require_POST
@responders_only
def comment_resolve(request: AuthedRequest, number: int, pk: int, thread: int) -> HttpResponse:
    """Nothing is left to do about a thread."""
    section = section_of(editable_postmortem(request, number), pk)
    resolve_thread(thread=_thread_of(section, thread), actor=request.user)
    return _back(request, section)


@require_POST
@responders_only
def comment_reopen(request: AuthedRequest, number: int, pk: int, thread: int) -> HttpResponse:
    """Something is left to do after all."""
    section = section_of(editable_postmortem(request, number), pk)
    reopen_thread(thread=_thread_of(section, thread), actor=request.user)
    return _back(request, section)


def _thread_of(section: Section, pk: int) -> CommentThread:
    thread = get_object_or_404(CommentThread, pk=pk, section=section)
    thread.section = section
    return thread


def _back(request: AuthedRequest, section: Section) -> HttpResponse:
    """To where the form stood: the page to read, the editor, or the page of the section's comments."""
    number, back = section.postmortem.incident_id, request.POST.get("back", "")
    if back == "page":
        return redirect(f"{section.postmortem.get_absolute_url()}#comments-{section.pk}")
    name = "section" if back == "editor" else "section_comments"
    return redirect(f"{reverse(name, args=[number, section.pk])}#comments-{section.pk}")


def _answer(
    request: AuthedRequest,
    section: Section,
    *,
    form: ThreadForm | None = None,
    answer: CommentForm | None = None,
    answered: int = 0,
) -> HttpResponse:
    """The threads of the section; `answer` is a refused one, to the thread `answered`."""
    form, talk = form or ThreadForm(), talk_of(section.postmortem)
    context: dict[str, Any] = {
        "section": "postmortems",
        "postmortem": section.postmortem,
        "shown": section,
        "talk": talk,
        "quotes": quotes_of(request, section.postmortem, section.html, *talk.rendered),
        "form": form,
        "answer": answer,
        "answered": answered,
    }
    status = status_of(answer) if answer else status_of(form)
    context["is_conflict"] = status == Conflict.status
    return render(request, "postmortems/section_comments.html", context, status=status)
