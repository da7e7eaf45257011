"""What somebody uploaded, file by file: what lies in an archive is taken out within bounds."""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath
from struct import error as StructError  # noqa: N812 - its name there is `error`
from zlib import error as ZlibError  # noqa: N812 - its name there is `error`

MOST_FILES = 2_000  # in one batch
MOST_BYTES = 10 * 1024 * 1024  # of one document
MOST_UNPACKED = 100 * 1024 * 1024  # of one batch
MOST_RATIO = 100  # how much larger than packed
ZIPPED = b"PK\x03\x04"
PACKINGS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})  # the others unpack to any size at once
DAMAGES = (zipfile.BadZipFile, ZlibError, StructError, NotImplementedError, OSError, EOFError, ValueError, RuntimeError)
WORD_PARTS = ("word/document.xml", "[Content_Types].xml")
IGNORED = ("__MACOSX/", ".DS_Store", "Thumbs.db")
TEXTS = frozenset({"", ".txt", ".text", ".md", ".markdown", ".rst", ".html", ".htm", ".docx", ".log", ".org", ".adoc"})


class _Refused(Exception):
    """Why an archive cannot be taken; the message is for the person."""


@dataclass(frozen=True, slots=True)
class UploadedDocument:
    """One document, or why it cannot be one (`refusal`); then it has no content."""

    name: str
    content: bytes
    refusal: str = ""


def is_archive(content: bytes) -> bool:
    """A zip, and not a text document that happens to be zipped, such as a .docx."""
    if not content.startswith(ZIPPED):
        return False
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return not all(part in archive.namelist() for part in WORD_PARTS)
    except DAMAGES:
        return True


def files_in(name: str, content: bytes) -> Iterator[UploadedDocument]:
    """The document itself, or those in the archive; of one that cannot be taken, why."""
    if not is_archive(content):
        yield _file(name, content)
        return
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            yield from _unpacked(archive)
    except _Refused as refused:
        yield UploadedDocument(name, b"", str(refused))
    except DAMAGES:
        yield UploadedDocument(name, b"", "It is damaged, or no zip that can be read here. Pack it again.")


def _unpacked(archive: zipfile.ZipFile) -> Iterator[UploadedDocument]:
    members = [each for each in archive.infolist() if not each.is_dir() and not _is_ignored(each.filename)]
    if len(members) > MOST_FILES:
        raise _Refused(f"It holds {len(members):,} files; at most {MOST_FILES:,} are taken at once. Split it.")
    if any(member.flag_bits & 0x1 for member in members):
        raise _Refused("It is locked with a password. Pack it again without one.")
    if sum(member.file_size for member in members) > MOST_UNPACKED:
        limit = MOST_UNPACKED // 1024 // 1024
        raise _Refused(f"It holds more than {limit} MB when it is unpacked. Split it.")
    left = MOST_UNPACKED
    for member in members:
        file = _member(archive, member)
        left -= len(file.content)
        if left < 0:
            raise _Refused("It holds more than it says. Pack it again.")
        yield file


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> UploadedDocument:
    """One file; never more bytes than the bounds allow are unpacked, whatever the archive says of itself."""
    if member.compress_type not in PACKINGS:
        return UploadedDocument(member.filename, b"", "It is packed in an unusual way. Pack it again as a usual zip.")
    if member.file_size > MOST_BYTES:
        return UploadedDocument(member.filename, b"", _too_large(member.file_size))
    if member.file_size > MOST_RATIO * max(member.compress_size, 1024):
        return UploadedDocument(member.filename, b"", "It is packed far more tightly than text, and was not unpacked.")
    with archive.open(member) as opened:
        content = opened.read(MOST_BYTES + 1)
    return _file(member.filename, content, inside=True)


def _file(name: str, content: bytes, *, inside: bool = False) -> UploadedDocument:
    shown = PurePosixPath(name.replace("\\", "/")).name or name
    if len(content) > MOST_BYTES:
        return UploadedDocument(shown, b"", _too_large(len(content)))
    if inside and is_archive(content):
        return UploadedDocument(shown, b"", "It is an archive in an archive. Unpack it, then upload its files.")
    if not content.strip():
        return UploadedDocument(shown, b"", "It is empty.")
    if PurePosixPath(shown).suffix.lower() not in TEXTS and b"\x00" in content[:4096]:
        return UploadedDocument(shown, b"", "It is neither text nor a .docx. Save it as one of these and try again.")
    return UploadedDocument(shown, content)


def _too_large(size: int) -> str:
    return f"It has {size / 1024 / 1024:.1f} MB; a document has at most {MOST_BYTES // 1024 // 1024} MB."


def _is_ignored(name: str) -> bool:
    return any(part in name for part in IGNORED)
