"""What a redaction does to action items besides removing words from them."""

from collections.abc import Collection

from accounts.models import User
from actions.models import ActionItem
from incidents.redactable import touched


def _changed(item: ActionItem, actor: User, seq: int) -> Collection[str]:
    """A form that was opened before meets a conflict."""
    item.version += 1
    return ("version",)


touched(ActionItem, _changed)
