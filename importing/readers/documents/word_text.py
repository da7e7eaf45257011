"""Word documents (.docx) to lines of Markdown, by way of mammoth’s HTML; checked first, so that none is a bomb."""

import io
import re
import zipfile

import mammoth

from importing.readers.documents.html_text import text_of_html
from importing.readers.documents.refusals import UnreadableDocument

MOST_BYTES = 40_000_000  # unpacked, all parts that hold text
_MOST_PARTS = 2_000
_DEEPEST = 200  # elements inside one another
_PACKED = 200  # times smaller than unpacked
_FEW_BYTES = 1_000_000
_TEXT_PARTS = (".xml", ".rels")
_TAG = re.compile(rb"<(/?)[A-Za-z][^<>]*?(/?)>")
_BROKEN = "The file is no Word document, or it is damaged. Save it again as .docx, or bring it as text."
_TOO_LARGE = "The Word document holds too much text. Bring it in parts."


def text_of_word(content: bytes) -> str:
    """The words of a .docx as Markdown. Raises UnreadableDocument."""
    _check(content)
    try:
        result = mammoth.convert_to_html(
            io.BytesIO(content), convert_image=mammoth.images.img_element(lambda _: {"src": "picture"})
        )
    except Exception as error:
        raise UnreadableDocument(_BROKEN) from error
    return text_of_html(result.value)


def _check(content: bytes) -> None:
    """Refuses what unpacks to far more than it seems, declares entities, or is nested without end."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            trouble = _trouble_of(archive)
    except Exception as error:
        raise UnreadableDocument(_BROKEN) from error
    if trouble:
        raise UnreadableDocument(trouble)


def _trouble_of(archive: zipfile.ZipFile) -> str:
    """Why an archive is not read; empty when all is well."""
    parts = [info for info in archive.infolist() if info.filename.endswith(_TEXT_PARTS)]
    if len(archive.infolist()) > _MOST_PARTS or sum(info.file_size for info in parts) > MOST_BYTES:
        return _TOO_LARGE
    if "word/document.xml" not in archive.namelist():
        return _BROKEN
    if any(info.file_size > max(_FEW_BYTES, info.compress_size * _PACKED) for info in parts):
        return _TOO_LARGE
    return "" if all(_is_plain(archive.read(info)) for info in parts) else _BROKEN


def _is_plain(part: bytes) -> bool:
    """Whether a part declares nothing of its own and is not too deep."""
    if b"<!DOCTYPE" in part or b"<!ENTITY" in part or b"\x00" in part:
        return False
    depth = 0
    for closes, is_empty in _TAG.findall(part):
        depth += -1 if closes else 0 if is_empty else 1
        if depth > _DEEPEST:
            return False
    return True
