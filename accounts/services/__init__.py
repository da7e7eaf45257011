"""Use cases of accounts. Other apps call `audit`."""

from accounts.services.auditing import audit

__all__ = ["audit"]
