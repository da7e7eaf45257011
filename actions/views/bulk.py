"""Changing several action items at once: choose, look at what would change, then do it."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import AuthedRequest, responders_only
from actions.forms.bulk import MOST, BulkForm
from actions.models import ActionItem
from actions.services.bulk import BulkResult, change_several, try_change
from actions.services.proposed import accept_all
from core.addresses import local_path
from core.form_errors import post_data, status_of
from core.paging import number_in
from incidents.services import note_private_list
from incidents.views.fetch import visible_incident


@require_http_methods(["GET", "HEAD", "POST"])
@responders_only
def action_bulk(request: AuthedRequest) -> HttpResponse:
    """`item` names them. *Preview* stores nothing; *change* does what was previewed, where it is not refused."""
    sent = post_data(request)
    items = _items(request, (sent or request.GET).getlist("item"))
    form = BulkForm(sent, items=items)
    context: dict[str, Any] = {"section": "board", "items": items, "form": form, "most": MOST, "back": _back(request)}
    if not form.is_valid():
        return render(request, "actions/action_bulk.html", context, status=status_of(form))
    is_pressed = "change" in request.POST
    if not is_pressed or request.POST.get("previewed") != form.chosen:
        context["is_other"] = is_pressed
        context["results"] = try_change(items=items, actor=request.user, change=form.change())
        context["would_change"] = _count(context["results"])
        return render(request, "actions/action_bulk.html", context)
    done = change_several(items=items, actor=request.user, change=form.change(), seen=_seen(request))
    refused = [result for result in done if result.refusal]
    messages.success(request, _summary(done, refused))
    if not refused:
        return redirect(_back(request) or "action_list")
    context |= {"items": [result.item for result in refused], "results": refused, "is_done": True}
    return render(request, "actions/action_bulk.html", context, status=422)


@require_POST
@responders_only
def action_accept_all(request: AuthedRequest, number: int) -> HttpResponse:
    """Accepts what was read in the document that an incident was imported from."""
    incident = visible_incident(request, number)
    count = accept_all(incident=incident, actor=request.user)
    messages.success(request, f"{count} action item{'' if count == 1 else 's'} accepted.")
    return redirect(_back(request) or incident)


def _items(request: AuthedRequest, asked: Sequence[str]) -> list[ActionItem]:
    """Those of the asked that the person may see; an admin's look at private ones is logged."""
    numbers = [number for text in asked[:MOST] if (number := number_in(text)) is not None]
    visible = ActionItem.objects.visible_to(request.user).filter(pk__in=numbers)
    items = list(visible.select_related("incident", "owner", "team").order_by("pk"))
    shown = [item.incident_id for item in items]
    note_private_list(actor=request.user, listed="Several action items to change", incidents=shown)
    return items


def _seen(request: AuthedRequest) -> dict[int, int]:
    """The versions that the preview showed, as `12.3`."""
    pairs = (text.partition(".") for text in request.POST.getlist("seen"))
    return {int(pk): int(version) for pk, _, version in pairs if number_in(pk) and number_in(version)}


def _count(results: Iterable[BulkResult]) -> int:
    return sum(bool(result.lines) for result in results)


def _summary(done: Sequence[BulkResult], refused: Sequence[BulkResult]) -> str:
    changed = _count(done)
    same = len(done) - changed - len(refused)
    words = f"{changed} of {len(done)} action items changed"
    words += f", {same} needed no change" if same else ""
    return f"{words}, {len(refused)} refused: see below." if refused else f"{words}."


def _back(request: AuthedRequest) -> str:
    return local_path(request.POST.get("back", "") or request.GET.get("back", ""))
