"""Responses to the queue that a browser keeps of what it could not send yet: JSON, so that it knows what to do next."""

from typing import Any

from django.http import HttpRequest, JsonResponse

from core import clock

JSON = "application/json"
PERSON_HEADER = "X-Debrief-Person"  # whose words they are: never stored as somebody else's who logged in meanwhile
GONE = "It no longer exists, or you no longer have access to it."
FORBIDDEN = "Your role does not allow this."
STALE = "The page belongs to an earlier session."


def is_queued(request: HttpRequest) -> bool:
    """Whether the browser's queue sent the request."""
    return JSON in request.headers.get("Accept", "")


def is_for_somebody_else(request: HttpRequest) -> bool:
    """Whether the request says it is another person's than the one who is logged in."""
    person = request.headers.get(PERSON_HEADER, "")
    return bool(person) and person != str(request.user.pk)


def stored_response(**facts: Any) -> JsonResponse:
    """200: it is stored. Carries the server's clock, by which the browser corrects its own."""
    return JsonResponse(facts | {"now": clock.now().isoformat()})


def questions_response(errors: list[str], questions: list[dict[str, Any]]) -> JsonResponse:
    """422: it waits in the browser until the person answers or changes it."""
    return JsonResponse({"errors": errors, "asks": questions}, status=422)


def refused_response(words: str, status: int) -> JsonResponse:
    """403, 404, 409: sending it again would change nothing."""
    return JsonResponse({"refused": words}, status=status)


def login_ended_response(*, other: bool = False) -> JsonResponse:
    """401: nobody is logged in, or (`other`) somebody else; it waits for its author."""
    return JsonResponse({"ended": True, "other": other}, status=401)


def stale_token_response() -> JsonResponse:
    """403: its form is of an earlier session; the browser fetches a fresh token and sends it again."""
    return JsonResponse({"refused": STALE, "stale": True}, status=403)
