"""What a person typed into a form that could not be taken: shown, to copy or to send again. Nothing typed is lost."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import Resolver404, resolve

SESSION_KEY = "unsent"
LIMIT = 256 * 1024  # characters kept for sending again; longer texts are shown to copy
_BY_THE_PAGE = {"base_seq", "base_version", "began_version", "pressed_at", "seen", "show", "version", "zone"}
_NEVER_KEPT = {"csrfmiddlewaretoken"}
_NEVER_SHOWN = {"client_uuid", "next", *_NEVER_KEPT, *_BY_THE_PAGE}
_SECRET = ("password", "code", "token", "secret")


@dataclass(frozen=True, slots=True)
class Typed:
    """A form's fields as they arrived, the address they were meant for, and whether files came with them."""

    path: str
    fields: tuple[tuple[str, str], ...]
    had_files: bool = False

    @property
    def texts(self) -> list[str]:
        """What the person wrote, to copy."""
        return [value for name, value in self.fields if value.strip() and name not in _NEVER_SHOWN]

    @property
    def can_be_sent_again(self) -> bool:
        """False for files, which a page cannot keep, for very long texts, and for forms that held only secrets."""
        return bool(self.texts) and not self.had_files and sum(len(value) for _, value in self.fields) <= LIMIT

    def kept(self) -> dict[str, Any]:
        """For the session."""
        return {"path": self.path, "fields": [list(pair) for pair in self.fields]}


def typed_in(request: HttpRequest) -> Typed:
    """What came with the request. Passwords, codes and tokens are left out."""
    fields = tuple(
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if isinstance(value, str) and name not in _NEVER_KEPT and not any(word in name for word in _SECRET)
    )
    return Typed(request.get_full_path(), fields, bool(request.FILES))


def keep(request: HttpRequest, typed: Typed) -> None:
    """Keep it in the session, so that it can be sent again after logging in."""
    if typed.can_be_sent_again:
        request.session[SESSION_KEY] = typed.kept()


def kept_in(request: HttpRequest) -> Typed | None:
    """What is kept in the session, if anything is and its address is still one of ours."""
    kept = request.session.get(SESSION_KEY)
    if not kept:
        return None
    typed = Typed(kept["path"], tuple((name, value) for name, value in kept["fields"]))
    try:
        resolve(typed.path.partition("?")[0])
    except Resolver404:
        return None
    return typed


def forget(request: HttpRequest) -> None:
    """The person discarded it."""
    request.session.pop(SESSION_KEY, None)
