"""Errors whose words are meant for the user."""


class DomainError(Exception):
    """A use case was refused. `message` says what was wrong and what to do; `field` names the form field, if any."""

    status = 422

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class Conflict(DomainError):
    """The thing changed meanwhile, or the same UUID arrived with other content."""

    status = 409


class NotPermitted(DomainError):
    """The person may see this, but not do it."""

    status = 403
