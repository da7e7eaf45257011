"""Use cases of action items. Other apps call these."""

from actions.services.events import describe
from actions.services.items import ActionDetails, create_action_item
from actions.services.statuses import MoveDetails, change_status

__all__ = ["ActionDetails", "MoveDetails", "change_status", "create_action_item", "describe"]
