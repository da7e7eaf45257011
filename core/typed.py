"""What a person typed into a form that could not be taken: shown, to copy or to send again. Nothing typed is lost.

It stands in the page of the answer alone. The server stores nothing for somebody who is not logged in.
"""

from dataclasses import dataclass

from django.http import HttpRequest

LIMIT = 256 * 1024  # characters that the page can send again; longer texts are shown to copy
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


def typed_in(request: HttpRequest) -> Typed:
    """What came with the request. Passwords, codes and tokens are left out."""
    fields = tuple(
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if isinstance(value, str) and name not in _NEVER_KEPT and not any(word in name for word in _SECRET)
    )
    return Typed(request.get_full_path(), fields, bool(request.FILES))
