"""The bytes of pictures that stand in an export."""

from base64 import b64encode

from incidents.models import Attachment


def data_address(file: Attachment) -> str:
    """The picture itself as an address; empty where its bytes are missing."""
    content = bytes_of(file)
    return f"data:{file.content_type};base64,{b64encode(content).decode()}" if content else ""


def bytes_of(file: Attachment) -> bytes:
    """What is stored; nothing where it is missing."""
    try:
        with file.file.open("rb") as stream:
            content: bytes = stream.read()
    except (OSError, ValueError):
        return b""
    return content
