"""Use cases of deliveries. Other apps call these: to write messages, to remove what they said, to note a heartbeat."""

from notifications.services.addressed import AddressedDelivery, queue_to_addresses
from notifications.services.beats import note_heartbeat
from notifications.services.endpoints import queue_for_endpoint, queue_for_endpoints
from notifications.services.erasing import (
    REMOVED,
    deliveries_saying,
    erase_deliveries,
    erase_deliveries_about,
    erase_deliveries_saying,
    forget_addresses,
)
from notifications.services.queueing import NewDelivery, queue_deliveries, queue_delivery

__all__ = [
    "REMOVED",
    "AddressedDelivery",
    "NewDelivery",
    "deliveries_saying",
    "erase_deliveries",
    "erase_deliveries_about",
    "erase_deliveries_saying",
    "forget_addresses",
    "note_heartbeat",
    "queue_deliveries",
    "queue_delivery",
    "queue_for_endpoint",
    "queue_for_endpoints",
    "queue_to_addresses",
]
