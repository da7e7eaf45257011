"""What of importing may not work: texts that nobody reads."""

from collections.abc import Iterator

from core.durations import humanize, to_the_minute
from importing.selectors.unread import waiting_texts
from notifications.registries import Trouble, register_troubles


def late_texts() -> Iterator[Trouble]:
    """Said as late pictures are."""
    waiting = waiting_texts()
    if waiting.is_late and waiting.oldest_due:
        what = f"Imports are late: the oldest text has been waiting for {humanize(to_the_minute(waiting.oldest_due))}."
        means = (
            "None are lost: their previews come when the worker has read them. Whoever runs Debrief should look at its "
            "log."
        )
        yield Trouble(what, means, stops_mail=False)


register_troubles(late_texts)
