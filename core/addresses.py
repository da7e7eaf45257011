"""Addresses of our own pages: as they must stand outside of them, in mails and in files, and as an address gave one."""

from django.conf import settings
from django.utils.http import url_has_allowed_host_and_scheme


def absolute(path: str) -> str:
    """The whole address of a page of ours."""
    return f"{settings.BASE_URL}{path}"


def local_path(text: str) -> str:
    """A path on this server that an address names, such as where to go back to; empty for anything else."""
    is_local = text.startswith("/") and url_has_allowed_host_and_scheme(text, allowed_hosts=None)
    return text if is_local else ""
