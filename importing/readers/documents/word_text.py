"""Word documents (.docx) to lines of Markdown, by way of mammoth’s HTML; checked first, so that none is a bomb."""

import io
import re
import zipfile

import mammoth

from importing.readers.documents.html_text import text_of_html
from importing.readers.documents.refusals import UnreadableDocument

MOST_BYTES = 4_000_000  # unpacked, all parts that hold text
_MOST_PARTS = 2_000
_MOST_ELEMENTS = 150_000
_MOST_TEXT = 2_000_000  # characters that come out of it
_DEEPEST = 200  # elements inside one another
_PACKED = 200  # times smaller than unpacked
_FEW_BYTES = 1_000_000
_PACKINGS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})  # the others unpack to any size at once
_TEXT_PARTS = (".xml", ".rels")
_TAG = re.compile(rb"<(/?)[A-Za-z][^<>]*?(/?)>")
_BROKEN = "The file is no Word document, or it is damaged. Save it again as .docx, or upload it as text."
_TOO_LARGE = "The Word document holds too much text. Upload it in parts."
_UNUSUAL = "The Word document is packed in an unusual way. Save it again as .docx, or upload it as text."


def text_of_word(content: bytes) -> str:
    """The words of a .docx as Markdown. Raises UnreadableDocument."""
    checked = _checked(content)
    try:
        result = mammoth.convert_to_html(
            checked, convert_image=mammoth.images.img_element(lambda _: {"src": "picture"})
        )
    except Exception as error:
        raise UnreadableDocument(_BROKEN) from error
    if len(result.value) > 2 * _MOST_TEXT:
        raise UnreadableDocument(_TOO_LARGE)
    text = text_of_html(result.value)
    if len(text) > _MOST_TEXT:
        raise UnreadableDocument(_TOO_LARGE)
    return text


def _checked(content: bytes) -> io.BytesIO:
    """Its parts that hold text, which are all that is read on: of no other size than they say.

    Refuses what unpacks to far more than it seems, declares entities, or is nested without end.
    """
    checked = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(checked, "w") as kept:
            trouble = _trouble_of(archive) or _copy(archive, kept)
    except Exception as error:
        raise UnreadableDocument(_BROKEN) from error
    if trouble:
        raise UnreadableDocument(trouble)
    return checked


def _trouble_of(archive: zipfile.ZipFile) -> str:
    """Why an archive is not unpacked; empty when all is well."""
    parts = _text_parts(archive)
    if len(archive.infolist()) > _MOST_PARTS or sum(info.file_size for info in parts) > MOST_BYTES:
        return _TOO_LARGE
    if "word/document.xml" not in archive.namelist():
        return _BROKEN
    if any(info.compress_type not in _PACKINGS for info in parts):
        return _UNUSUAL
    if any(info.file_size > max(_FEW_BYTES, info.compress_size * _PACKED) for info in parts):
        return _TOO_LARGE
    return ""


def _copy(archive: zipfile.ZipFile, kept: zipfile.ZipFile) -> str:
    """Copies the parts that hold text; why one is not read, empty when all is well."""
    for info in _text_parts(archive):
        with archive.open(info) as opened:
            part = opened.read(info.file_size + 1)  # with a bound, no more is unpacked than that
        if trouble := _trouble_in(part):
            return trouble
        kept.writestr(info.filename, part)
    return ""


def _text_parts(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    return [info for info in archive.infolist() if info.filename.endswith(_TEXT_PARTS)]


def _trouble_in(part: bytes) -> str:
    """Whether a part declares something of its own, is too deep, or has too many elements."""
    if b"<!DOCTYPE" in part or b"<!ENTITY" in part or b"\x00" in part:
        return _BROKEN
    depth = 0
    for count, match in enumerate(_TAG.finditer(part)):
        depth += -1 if match[1] else 0 if match[2] else 1
        if depth > _DEEPEST:
            return _BROKEN
        if count > _MOST_ELEMENTS:
            return _TOO_LARGE
    return ""
