"""Which network address a request came from, behind the proxies that `TRUSTED_PROXIES` counts.

Each proxy adds to X-Forwarded-For the address that it was asked from. What stands before the entries of our own proxies
was written by the client, and may be anything.
"""

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse

QUESTION = "X-Debrief-Doctor"  # signed by the doctor, who asks how many proxies there are
COUNT = "X-Debrief-Proxies"  # the answer
_SECONDS = 60


def client_address(request: HttpRequest) -> str:
    """The address of the client. With fewer proxies than expected it is the first one named: better than none."""
    trusted = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    forwarded = _forwarded(request)
    if not trusted or not forwarded:
        return str(request.META.get("REMOTE_ADDR", ""))
    return forwarded[-trusted] if len(forwarded) >= trusted else forwarded[0]


def question() -> str:
    """What the doctor sends in QUESTION; nobody without our SECRET_KEY can."""
    return _signer().sign("proxies")


def answer_question(request: HttpRequest, response: HttpResponse) -> None:
    """Says in COUNT how many proxies the doctor's request came through; nothing to anybody else."""
    try:
        _signer().unsign(request.headers.get(QUESTION, ""), max_age=_SECONDS)
    except BadSignature:
        return
    response.headers[COUNT] = str(len(_forwarded(request)))


def _forwarded(request: HttpRequest) -> list[str]:
    entries = request.headers.get("X-Forwarded-For", "").split(",")
    return [entry.strip() for entry in entries if entry.strip()]


def _signer() -> TimestampSigner:
    return TimestampSigner(salt="core.proxies")
