"""Files that stand in the text of sections."""

from collections.abc import Iterable
from pathlib import PurePosixPath

from incidents.models import Attachment
from postmortems.models import Section


def markdown_of(attachment: Attachment) -> str:
    """What to write into a text to show a picture, or to link another file."""
    address = attachment.get_absolute_url().replace("(", "%28").replace(")", "%29")
    if attachment.is_image:
        return f"![{PurePosixPath(attachment.name).stem}]({address})"
    return f"[{attachment.name}]({address})"


def pictures_beside(files: Iterable[Attachment], sections: Iterable[Section]) -> list[Attachment]:
    """The pictures among these files that do not stand in a section already."""
    texts = "".join(section.body for section in sections)
    return [file for file in files if file.is_picture and str(file.uuid) not in texts]
