"""Records that beat and a worker run."""

from core import clock
from notifications.models import Heartbeat

BEAT = "beat"


def note_beat() -> None:
    """Beat called and a worker answered: both run."""
    now = clock.now()
    Heartbeat.objects.bulk_create(
        [Heartbeat(name=BEAT, at=now)], update_conflicts=True, unique_fields=["name"], update_fields=["at"]
    )
