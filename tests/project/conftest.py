"""The fixtures of whole installations."""

from tests.faults.installations import empty, installation, migrated  # noqa: F401
