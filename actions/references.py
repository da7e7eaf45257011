"""Action items as they are named in text: ACT-12."""

from actions.models import ActionItem
from core.references import register_reference

register_reference(ActionItem.PREFIX, "action_item", ActionItem.objects.visible_to)
