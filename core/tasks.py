"""What beat calls."""

from celery import shared_task
from django.core.management import call_command

from core import rerendering

SHARE = 3  # seconds of a tick; short, so that deliveries and reminders get their turn


@shared_task(name="core.tasks.render_anew", soft_time_limit=60, time_limit=90)  # type: ignore[untyped-decorator]
def render_anew() -> None:
    """Renders stored Markdown again after the renderer's version changed."""
    rerendering.render_anew(seconds=SHARE)


@shared_task(name="core.tasks.clear_sessions", soft_time_limit=240, time_limit=300)  # type: ignore[untyped-decorator]
def clear_sessions() -> None:
    """Deletes the sessions that have expired."""
    call_command("clearsessions")
