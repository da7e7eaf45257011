"""What beat calls."""

from celery import shared_task

from core import rerendering

SHARE = 3  # seconds of a tick; short, so that deliveries and reminders get their turn


@shared_task(name="core.tasks.render_anew", soft_time_limit=60, time_limit=90)  # type: ignore[untyped-decorator]
def render_anew() -> None:
    """Renders stored Markdown again after the renderer's version changed."""
    rerendering.render_anew(seconds=SHARE)
