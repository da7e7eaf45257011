"""Comments on an action item, and following it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from accounts.http import AuthedRequest, responders_only
from actions.services.comments import comment_on
from actions.services.following import follow_item, unfollow_item
from actions.views.item import item_page, visible_item
from core.errors import Conflict
from core.form_errors import errors_on, status_of
from incidents.forms.comments import CommentForm


@require_POST
@responders_only
def action_comment(request: AuthedRequest, number: int) -> HttpResponse:
    """One more comment; a refused one is shown again with what was typed."""
    item = visible_item(request, number)
    form = CommentForm(request.POST)
    if form.is_valid():
        with errors_on(form):
            comment = comment_on(item=item, actor=request.user, **form.words)
            return redirect(f"{item.get_absolute_url()}#comment-{comment.pk}")
    status = status_of(form)
    return item_page(request, item, status=status, comment_form=form, is_conflict=status == Conflict.status)


@require_POST
@responders_only
def action_follow(request: AuthedRequest, number: int) -> HttpResponse:
    """The person is told of changes from now on."""
    item = visible_item(request, number)
    follow_item(item=item, actor=request.user)
    messages.success(
        request,
        f"You follow {item.reference}: you are told of comments, and of changes of its status, owner or due date.",
    )
    return redirect(item)


@require_POST
@responders_only
def action_unfollow(request: AuthedRequest, number: int) -> HttpResponse:
    """The person is no longer told, unless they own it."""
    item = visible_item(request, number)
    unfollow_item(item=item, actor=request.user)
    messages.success(request, f"You no longer follow {item.reference}.")
    return redirect(item)
