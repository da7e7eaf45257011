"""Use cases of accounts. Other apps call these."""

from accounts.services.auditing import audit, blank_exports, clear_example_lines
from accounts.services.secrets import decrypt, encrypt, renewed

__all__ = ["audit", "blank_exports", "clear_example_lines", "decrypt", "encrypt", "renewed"]
