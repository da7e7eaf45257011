"""Mail addresses in the form that mail servers take."""

from email.utils import parseaddr

from django.conf import settings
from django.utils.encoding import punycode


def ascii_address(address: str) -> str:
    """The address with its domain in ASCII. Raises UnicodeError when no mail can be sent to such an address."""
    name, _, domain = address.rpartition("@")
    return f"{name.encode('ascii').decode()}@{punycode(domain)}"


def our_address() -> str:
    """The address in MAIL_FROM."""
    return ascii_address(parseaddr(settings.DEFAULT_FROM_EMAIL)[1])


def our_domain() -> str:
    """The domain of MAIL_FROM: our name towards mail servers, and part of every Message-ID."""
    return our_address().rpartition("@")[2] or "localhost"
