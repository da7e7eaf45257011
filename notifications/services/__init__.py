"""Use cases of notifications. Other apps call `queue_delivery`, or `queue_deliveries` for many at once."""

from notifications.services.outbox import Draft, queue_deliveries, queue_delivery

__all__ = ["Draft", "queue_deliveries", "queue_delivery"]
