"""The fixtures of whole installations."""

from tests.faults.installations import empty, installation, migrated, owner  # noqa: F401
