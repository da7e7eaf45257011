"""Boards that somebody keeps under a name, and the link by which others open them."""

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.http import AuthedRequest, responders_only
from core.errors import DomainError
from core.form_errors import errors_on, post_data, status_of
from followthrough.forms.board import ViewForm
from followthrough.models import SavedView
from followthrough.selectors.board_scope import scope_for
from followthrough.services.saved_views import delete_view, save_view

GONE = "The team of that board is gone, so it was not saved. The form now names the board that you open first."


@responders_only
def saved_views(request: AuthedRequest) -> HttpResponse:
    """The reader's views, and a form that keeps the board of this address."""
    scope = scope_for(request.user, request.GET)
    form = ViewForm(post_data(request))
    if scope is None and not form.is_bound:
        raise Http404
    if form.is_valid():
        with errors_on(form):
            if scope is None:
                raise DomainError(GONE)
            view = save_view(owner=request.user, name=form.cleaned_data["name"], query=scope.query)
            messages.success(request, f"The view {view.name} was saved.")
            return redirect(f"{reverse('board')}?{view.query}")
    views = SavedView.objects.filter(owner=request.user)
    shown = scope or scope_for(request.user, QueryDict())
    context = {"section": "board", "scope": shown, "form": form, "views": views}
    return render(request, "followthrough/saved_views.html", context, status=status_of(form))


@responders_only
def saved_view(request: AuthedRequest, number: int) -> HttpResponse:
    """Anybody with the link opens the board that it names, and sees what they may see; *my teams* are their own."""
    view = get_object_or_404(SavedView, pk=number)
    return redirect(f"{reverse('board')}?{QueryDict(view.query).urlencode()}")


@require_POST
@responders_only
def saved_view_delete(request: AuthedRequest, number: int) -> HttpResponse:
    """One's own view."""
    delete_view(view=get_object_or_404(SavedView, pk=number, owner=request.user))
    return redirect("saved_views")
