"""What pages know of the first steps."""

from django.http import HttpRequest

from home.selectors.first_steps import first_steps


def steps_left(request: HttpRequest) -> dict[str, object]:
    """`first_steps_left`: whether first steps are left for this admin. Asked only by templates that need it."""
    return {"first_steps_left": lambda: bool(first_steps(request.user))}  # type: ignore[arg-type]
