"""Records that beat and a worker do their work."""

from core import clock
from notifications.enums import Beating
from notifications.models import Heartbeat


def note_heartbeat(name: Beating) -> None:
    """It did its work just now, by the database's clock."""
    Heartbeat.objects.bulk_create(
        [Heartbeat(name=name, at=clock.database_now())],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["at"],
    )
