"""What of incidents may not work: pictures that nobody decodes."""

from collections.abc import Iterator

from core.durations import humanize, to_the_minute
from incidents.selectors.unchecked import waiting_pictures
from notifications.registries import Trouble, register_troubles


def late_pictures() -> Iterator[Trouble]:
    """Said as late messages are."""
    waiting = waiting_pictures()
    if waiting.is_late and waiting.oldest_due:
        what = f"Pictures are late: the oldest has been waiting for {humanize(to_the_minute(waiting.oldest_due))}."
        means = (
            "None are lost: they appear when the worker has checked them. Whoever runs Debrief should look at its log."
        )
        yield Trouble(what, means, stops_mail=False)


register_troubles(late_pictures)
