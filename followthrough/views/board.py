"""The board of follow-through, and its numbers as CSV."""

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render

from accounts.enums import AuditAction
from accounts.http import AuthedRequest, limited, responders_only
from accounts.services import audit
from actions.due import DUE_SOON, DUE_WITHIN
from core.clock import now
from core.limits import Limit
from followthrough.exporting import board_csv, figures_csv
from followthrough.schedule import DigestTimes, next_digest
from followthrough.selectors.board import board as board_for
from followthrough.selectors.board_figures import figures
from followthrough.selectors.board_groups import groups
from followthrough.selectors.board_scope import Scope, scope_for
from followthrough.selectors.board_sight import sight
from followthrough.services.reminders import DIGEST
from incidents.enums import SEVERITY_SPANS
from incidents.services import note_private_list
from notifications.selectors.inbox import goes_to_inbox


@responders_only
def board(request: AuthedRequest) -> HttpResponse:
    """What is overdue and what is due, for the reader's teams, one team, or the company."""
    shown = board_for(request.user, scope_of(request))
    note_private_list(actor=request.user, listed="Follow-through", incidents=shown.private)
    context = {
        "section": "board",
        "board": shown,
        "next_digest": next_digest(now(), DigestTimes.of(request.user)),
        "digest_in_inbox": goes_to_inbox(request.user, DIGEST),
        "severities": SEVERITY_SPANS.items(),
        "due_soon": DUE_SOON.days,
        "due_within": DUE_WITHIN.days,
    }
    return render(request, "followthrough/board.html", context)


@responders_only
@limited(Limit.EXPORTS)
def board_numbers(request: AuthedRequest) -> HttpResponseBase:
    """The numbers of all teams and owners in the scope."""
    scope = scope_of(request)
    audit(
        actor=request.user, action=AuditAction.EXPORTED, subject="Follow-through as CSV", detail={"query": scope.query}
    )
    return board_csv(groups(scope, sight(request.user, scope), shown=None))


@responders_only
@limited(Limit.EXPORTS)
def board_figures(request: AuthedRequest) -> HttpResponseBase:
    """The figures and the weeks of the scope, with their formulas."""
    scope = scope_of(request)
    audit(
        actor=request.user,
        action=AuditAction.EXPORTED,
        subject="Figures of follow-through as CSV",
        detail={"query": scope.query},
    )
    return figures_csv(figures(scope, sight(request.user, scope)))


def scope_of(request: AuthedRequest) -> Scope:
    """What the address asks for; 404 for a team or severity that is not there."""
    found = scope_for(request.user, request.GET)
    if found is None:
        raise Http404
    return found
