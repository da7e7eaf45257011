"""The weekly mail."""

from core import clock
from core.addresses import absolute
from core.zones import zone_label, zone_or_utc
from followthrough.selectors.weekly import WeeklyFigures
from notifications.emails import compose
from notifications.kinds import Message
from notifications.models import Delivery


def render_weekly(delivery: Delivery, figures: WeeklyFigures) -> Message:
    """The weekly mail of one person."""
    zone = zone_or_utc(delivery.recipient.zone if delivery.recipient else "")
    written = clock.now().astimezone(zone)
    return compose(
        "followthrough/emails/weekly",
        {
            "figures": figures,
            "lines": [
                {
                    "title": line.title,
                    "value": line.value,
                    "facts": line.facts,
                    "is_late": line.is_late,
                    "url": absolute(line.address),
                }
                for line in figures.lines
            ],
            "dateline": f"{written:%A %-d %B %Y, %H:%M} {zone_label(clock.now(), zone)}",
            "board_url": absolute(figures.board),
            "reason": delivery.reason,
        },
    )
