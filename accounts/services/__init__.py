"""Use cases of accounts."""

from accounts.services.auditing import audit

__all__ = ["audit"]
