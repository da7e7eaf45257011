"""Use cases of notifications. Other apps call `queue_delivery`, or `queue_deliveries` for many at once."""

from notifications.services.outbox import NewDelivery, queue_deliveries, queue_delivery

__all__ = ["NewDelivery", "queue_deliveries", "queue_delivery"]
