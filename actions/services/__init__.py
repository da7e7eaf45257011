"""Use cases of action items. Other apps call these."""

from actions.services.events import describe, record
from actions.services.items import ActionDetails, change_status, create_action_item

__all__ = ["ActionDetails", "change_status", "create_action_item", "describe", "record"]
