"""Whether Celery's broker answers. Pages never ask; health checks do."""

from django.conf import settings
from kombu.connection import Connection
from kombu.exceptions import KombuError

SECONDS = 2


def broker_trouble() -> str:
    """What is wrong with the broker, in its own words; empty when it answers. Takes a few seconds at most."""
    options = {"socket_timeout": SECONDS, "socket_connect_timeout": SECONDS}
    try:
        with Connection(settings.REDIS_URL, transport_options=options) as broker:  # type: ignore[no-untyped-call]
            broker.ensure_connection(max_retries=1, timeout=SECONDS, reraise_as_library_errors=True)
    except (OSError, KombuError) as error:
        return str(error) or type(error).__name__
    return ""
