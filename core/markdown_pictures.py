"""Attachments in rendered Markdown: which there are, and what stands in their place elsewhere."""

import re
from collections.abc import Callable
from uuid import UUID

_ADDRESS = re.compile(r'"/attachments/([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})/[^"]*"')
_PICTURE = re.compile(r'<img (?:[^<>]*? )?src=("/attachments/[^"]*")[^<>]*>')
_ALT = re.compile(r'\balt="([^"]*)"')


def attachments_in(html: str) -> set[UUID]:
    """All that sanitized HTML shows or links to."""
    return {UUID(found) for found in _ADDRESS.findall(html)}


def replace_pictures(html: str, shown: Callable[[UUID, str], str]) -> str:
    """Sanitized HTML with `shown(uuid, alt)`, HTML too, for each picture; `alt` is escaped as it stands there."""

    def replaced(picture: re.Match[str]) -> str:
        address = _ADDRESS.fullmatch(picture[1])
        alt = _ALT.search(picture[0])
        return shown(UUID(address[1]), alt[1] if alt else "") if address else ""

    return _PICTURE.sub(replaced, html) if "<img " in html else html
