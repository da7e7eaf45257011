"""Addresses of our own pages as they must stand outside of them: in mails and in files."""

from django.conf import settings


def absolute(path: str) -> str:
    """The whole address of a page of ours."""
    return f"{settings.BASE_URL}{path}"
