"""Use cases of what an installation sets up. Other apps call these."""

from catalogue.services.clearing import clear_example_services
from catalogue.services.policies import (
    MOST_NOTICES,
    NoticeDetails,
    PolicyChanged,
    PolicyDetails,
    add_policy,
    edit_policy,
    identity,
    move_policy,
    unsaved_rule,
)

__all__ = [
    "MOST_NOTICES",
    "NoticeDetails",
    "PolicyChanged",
    "PolicyDetails",
    "add_policy",
    "clear_example_services",
    "edit_policy",
    "identity",
    "move_policy",
    "unsaved_rule",
]
