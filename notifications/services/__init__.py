"""Use cases of notifications. Other rooms call `queue_delivery`, or `queue_deliveries` for many at once."""

from notifications.services.outbox import draft_delivery, queue_deliveries, queue_delivery

__all__ = ["draft_delivery", "queue_deliveries", "queue_delivery"]
