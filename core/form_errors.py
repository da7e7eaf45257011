"""Shows the error of a refused use case on the form that was sent, with its status."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol, runtime_checkable

from django import forms
from django.http import HttpRequest, QueryDict

from core.errors import DomainError


@runtime_checkable
class AsksOnRefusal(Protocol):
    """A form that asks a question when the use case was refused, so that one press answers it."""

    def ask_about(self, error: DomainError) -> None:
        """Adds the question, if the refusal is one that can be answered."""


def post_data(request: HttpRequest) -> QueryDict | None:
    """What a form binds: the data of a POST, even an empty one; None when the page is only opened."""
    return request.POST if request.method == "POST" else None


@contextmanager
def errors_on(form: forms.BaseForm) -> Iterator[None]:
    """Turns a DomainError of the block into an error of the form, at the field it names.

    The code after the block runs only when the use case was refused, if the block ends with a return.
    """
    try:
        yield
    except DomainError as error:
        form.add_error(error.field if error.field in form.fields else None, error.message)
        form.refused_status = error.status  # type: ignore[attr-defined]
        if isinstance(form, AsksOnRefusal):
            form.ask_about(error)


def words_of(form: forms.BaseForm) -> str:
    """All its errors in one line, for an answer that shows no form."""
    return " ".join(str(error) for errors in form.errors.values() for error in errors)


def status_of(form: forms.BaseForm) -> int:
    """200 for a form just opened, 422 for a refused one, or what the DomainError said (409, 403)."""
    return int(getattr(form, "refused_status", 422)) if form.is_bound else 200
