"""Use cases of follow-through. Other apps call these."""

from followthrough.services.urgent import plan_urgent
from followthrough.services.weekly import plan_weekly

__all__ = ["plan_urgent", "plan_weekly"]
