"""A sign of life to a watch outside, which raises the alarm when it stays away: a dead man's switch."""

import logging

from django.conf import settings
from django.core.cache import cache

from core.egress import EgressError, get
from notifications.selectors.health import outbox_health

FAILING = "heartbeat-url-fails"

log = logging.getLogger(__name__)


def tell_outside() -> None:
    """Calls HEARTBEAT_URL, if there is one. That a worker came to do it, and reaches the database, is the message.

    The first failure in a row is logged, by whichever worker has it.
    """
    if not settings.HEARTBEAT_URL:
        return
    outbox_health()
    try:
        get(settings.HEARTBEAT_URL)
    except EgressError as error:
        if cache.add(FAILING, value=True, timeout=None):
            log.warning("HEARTBEAT_URL: %s It is tried every minute; this is not logged again until it works.", error)
        return
    if cache.delete(FAILING):
        log.info("HEARTBEAT_URL works again.")
