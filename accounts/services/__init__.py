"""Use cases of accounts. Other apps call these."""

from accounts.services.auditing import audit, blank_exports, clear_example_lines

__all__ = ["audit", "blank_exports", "clear_example_lines"]
