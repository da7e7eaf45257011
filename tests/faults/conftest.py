"""The fixtures of every fault."""

from tests.faults.installations import empty, installation, migrated  # noqa: F401
