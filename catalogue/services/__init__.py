"""Use cases of what an installation sets up. Other apps call these."""

from catalogue.services.clearing import clear_example_services

__all__ = ["clear_example_services"]
