"""What does not work here, in sentences for the people who can have it mended: managers and admins."""

from collections.abc import Iterator
from datetime import timedelta

from core.disk import disk_trouble
from core.durations import humanize, to_the_minute
from notifications.models import Endpoint
from notifications.registries import Trouble, registered_troubles
from notifications.selectors.health import OutboxHealth, do_none_pass, outbox_health

KEPT = "Nothing is lost: messages, reminders, uploads and imports wait, and go on by themselves when it works again."

# Beat that cannot reach the broker looks like beat that does not run, and no page asks the broker.
BEAT_OR_BROKER = (
    "Whoever runs Debrief should look at /readyz, which says whether the broker answers, and restart the broker if it "
    "does not, else beat."
)


def troubles() -> list[Trouble]:
    """All that is wrong now, the worst first. One small query, and one for each app that registered."""
    health = outbox_health()
    endpoints = _endpoints() if health.has_failing_endpoints else ()
    return [*_all(health), *endpoints, *registered_troubles()]


def _all(health: OutboxHealth) -> Iterator[Trouble]:
    """Without beat the workers have nothing to do, so that only one of the two is named."""
    if words := disk_trouble():
        yield Trouble(words, "", stops_mail=False)
    if not health.is_beating:
        what = f"The scheduler (beat) {_silent(health.since_beat)}, so no message, digest or reminder is sent."
        yield Trouble(what, f"{KEPT} {BEAT_OR_BROKER}")
    elif not health.is_working:
        what = f"The worker {_silent(health.since_worker)}, so no message, digest or reminder is sent."
        yield Trouble(what, f"{KEPT} Whoever runs Debrief should restart the worker and look at its log.")
    for pause in health.pauses:
        what = f"{pause.get_channel_display()} is paused: {pause.answer.rstrip('.')}."
        means = "Messages wait and none are lost; Debrief tries again every minute."
        yield Trouble(what, f"{means} If it lasts, whoever runs Debrief should look at the mail server and EMAIL_URL.")
    if health.is_late and health.oldest_due:
        what = f"Messages are late: the oldest has been due for {humanize(to_the_minute(health.oldest_due))}."
        means = "They are tried again and none are lost. Settings, Deliveries shows what the mail server answered."
        yield Trouble(what, means, stops_mail=False)
    elif not health.pauses and do_none_pass(health):
        what = "No message gets through: the mail server put off several, one after another."
        means = "They are tried again and none are lost. Settings, Deliveries shows what the mail server answered."
        yield Trouble(what, means, stops_mail=False)


def _endpoints() -> Iterator[Trouble]:
    """Chats and webhooks that fail again and again, or are gone; an admin who saves one takes note of it."""
    for endpoint in Endpoint.objects.failing():
        if endpoint.gone_at:
            what = f"{endpoint.name} was switched off, because its address answered that it is gone."
            means = (
                "No messages are posted there. An admin can enter another address, under Settings, Chat and webhooks."
            )
        else:
            what = f"Messages to {endpoint.name} do not arrive: {endpoint.last_answer.rstrip('.')}."
            means = (
                "What it refuses is not tried again, anything else for two days. An admin can enter another address, "
                "under Settings, Chat and webhooks."
            )
        yield Trouble(what, means, stops_mail=False)


def _silent(since: timedelta | None) -> str:
    if since is None:
        return "has not run yet"
    return "does not run" if since < timedelta(0) else f"has done nothing for {humanize(to_the_minute(since))}"
