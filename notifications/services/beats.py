"""Records that beat and a worker do their work."""

from django.db import connection, transaction

from core import clock
from notifications.enums import Beating
from notifications.models import Heartbeat

_LIMITS = "SELECT set_config('lock_timeout', '2s', true), set_config('statement_timeout', '5s', true)"


@transaction.atomic
def note_heartbeat(name: Beating) -> None:
    """It did its work just now, by the database's clock. Raises DatabaseError, also when that takes seconds."""
    with connection.cursor() as cursor:
        cursor.execute(_LIMITS)
    Heartbeat.objects.bulk_create(
        [Heartbeat(name=name, at=clock.database_now())],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["at"],
    )
