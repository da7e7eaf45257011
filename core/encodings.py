"""Only UTF-8 is read. With some encodings that Python knows, such as rot13, Django fails before any middleware."""

from django.utils.http import parse_header_parameters

UNREADABLE = "application/x-unreadable"  # stands in place of the type of what says it is in another encoding
_READ = {"utf-8", "utf8", "us-ascii", "ascii"}


def readable_type(content_type: str) -> str:
    """The Content-Type as it came, or UNREADABLE, which `EncodingMiddleware` refuses."""
    try:
        charset = parse_header_parameters(content_type)[1].get("charset", "utf-8")
    except (LookupError, ValueError):
        return UNREADABLE
    return content_type if charset.strip("\"' ").lower() in _READ else UNREADABLE
