"""Use cases of accounts. Other apps call these."""

from accounts.services.auditing import append_again, audit, blank_exports, clear_example_lines, take_failed_logins
from accounts.services.secrets import decrypt, encrypt, renewed

__all__ = [
    "append_again",
    "audit",
    "blank_exports",
    "clear_example_lines",
    "decrypt",
    "encrypt",
    "renewed",
    "take_failed_logins",
]
