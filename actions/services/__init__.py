"""Use cases of action items. Other apps call these."""

from actions.services.events import describe, record
from actions.services.items import ActionDetails, create_action_item
from actions.services.owner_and_date import OwnerAndDate, change_owner_and_date
from actions.services.owners import able_owner
from actions.services.past_items import PastItem, record_past_items
from actions.services.statuses import MoveDetails, change_status
from actions.services.writing import lock_item

__all__ = [
    "ActionDetails",
    "MoveDetails",
    "OwnerAndDate",
    "PastItem",
    "able_owner",
    "change_owner_and_date",
    "change_status",
    "create_action_item",
    "describe",
    "lock_item",
    "record",
    "record_past_items",
]
