"""Files that people upload, checked by their content and not by what their name or the browser says.

Only PNG, JPEG, GIF and WebP are ever shown, once the worker has encoded them again. All else is only ever downloaded,
as `application/octet-stream`: an SVG with script too. Here no more than headers of pictures are read.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.core.files.base import File

from core.pictures import MOST_PIXELS_TOGETHER, FileRefused, content_type_of, pixels_of

__all__ = ["FileRefused", "Inspected", "inspect_upload", "refuse_too_many", "safe_file_name"]

MOST_BYTES = 25 * 1024 * 1024
MOST_FILES = 10  # that are sent at once
DOWNLOAD = "application/octet-stream"
LONGEST_NAME = 120
_HEAD = 4_096  # bytes that are looked at

_PICTURE_STARTS: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpg"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
)
_PICTURE_NAMES = {"png": "png", "jpg": "jpg", "jpeg": "jpg", "jpe": "jpg", "gif": "gif", "webp": "webp"}
_ZIPPED = (b"PK\x03\x04", b"PK\x05\x06")
_STARTS: dict[str, tuple[bytes, ...]] = {
    **dict.fromkeys(("zip", "jar", "docx", "xlsx", "pptx", "odt", "ods", "odp"), _ZIPPED),
    **dict.fromkeys(("gz", "tgz"), (b"\x1f\x8b",)),
    **dict.fromkeys(("doc", "xls", "ppt", "msg"), (b"\xd0\xcf\x11\xe0",)),
    "bz2": (b"BZh",),
    "xz": (b"\xfd7zXZ\x00",),
    "zst": (b"\x28\xb5\x2f\xfd",),
    "7z": (b"7z\xbc\xaf\x27\x1c",),
    "bmp": (b"BM",),
    "tiff": (b"II*\x00", b"MM\x00*"),
    "tif": (b"II*\x00", b"MM\x00*"),
}
_TEXT_NAMES = frozenset(
    [
        "txt",
        "log",
        "md",
        "csv",
        "tsv",
        "json",
        "yaml",
        "yml",
        "xml",
        "html",
        "svg",
        "ini",
        "toml",
        "conf",
        "sql",
        "diff",
    ]
)
_UNICODE_MARKS = (b"\xff\xfe", b"\xfe\xff")  # UTF-16 text has null bytes
_UNWANTED = re.compile(r"[\x00-\x1f\x7f<>:\"/\\|?*%#;`$^{}\[\]]+")


@dataclass(frozen=True, slots=True)
class Inspected:
    """What an upload really is, as far as that is seen without decoding it.

    `content_type` is one of the four picture types or `application/octet-stream`. A picture (`is_image`) is still to be
    decoded; `file` is the upload unchanged. `extension_matches` is False where a picture stood under another picture's
    name; `safe_name` then has the right one.
    """

    safe_name: str
    content_type: str
    is_image: bool
    extension_matches: bool
    size: int
    file: "File[bytes]"


def inspect_upload(file: "File[bytes]") -> Inspected:
    """Check an upload and say what to store. Raises FileRefused, in words, for what cannot be taken.

    Refused: nothing in it, more than 25 MB, content that is not what the name says, and a picture whose headers say
    that it is immense, or make no sense.
    """
    name = safe_file_name(file.name or "")
    size = file.size or 0
    if size == 0:
        raise FileRefused(f"“{name}” is empty. Choose the file again.")
    if size > MOST_BYTES:
        raise FileRefused(f"“{name}” is larger than {MOST_BYTES // 1024 // 1024} MB.")
    file.seek(0)
    head = file.read(_HEAD)
    file.seek(0)
    extension = PurePosixPath(name).suffix.lower().removeprefix(".")
    kind = picture_kind(head)
    if kind is not None and (extension in _PICTURE_NAMES or not extension):
        return _picture(file, name, kind, matches=_PICTURE_NAMES.get(extension) == kind)
    if not _is_plausible(extension, kind, head):
        raise FileRefused(f"“{name}” does not match its file type: its content is of another kind.")
    return Inspected(name, DOWNLOAD, False, True, size, file)


def refuse_too_many(files: "Sequence[File[bytes]]") -> None:
    """Raises FileRefused, in words, for more files, or more pixels in all, than are taken at once."""
    if len(files) > MOST_FILES:
        raise FileRefused(
            f"These are {len(files)} files. Send at most {MOST_FILES} at once, and the others after them."
        )
    pixels = sum(pixels_of(file) for file in files) if len(files) > 1 else 0  # of one alone `inspect_upload` says it
    if pixels > MOST_PIXELS_TOGETHER:
        raise FileRefused(
            f"These pictures have {pixels / 1_000_000:.0f} million pixels together. Send at most "
            f"{MOST_PIXELS_TOGETHER // 1_000_000} million at once, and the others after them, or make them smaller."
        )


def megapixels_to_decode(files: "Sequence[File[bytes]]") -> int:
    """How many million pixels it takes to store these files, rounded up, from their headers alone; 0 without pictures.

    What `refuse_too_many` refuses is not decoded and costs nothing.
    """
    pixels = sum(pixels_of(file) for file in files) if len(files) <= MOST_FILES else 0
    if len(files) > 1 and pixels > MOST_PIXELS_TOGETHER:
        return 0
    return -(-min(pixels, MOST_PIXELS_TOGETHER) // 1_000_000)


def picture_kind(head: bytes) -> str | None:
    """`png`, `jpg`, `gif` or `webp` if a file that begins like this is such a picture, else None."""
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "webp"
    return next((kind for start, kind in _PICTURE_STARTS if head.startswith(start)), None)


def safe_file_name(name: str) -> str:
    """A name without folders, control characters and what file systems or browsers take for something else."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    visible = "".join(
        character for character in last if unicodedata.category(character)[0] not in "CZ" or character == " "
    )
    cleaned = " ".join(_UNWANTED.sub("_", visible).split()).strip(". ")
    if not cleaned.strip("_"):
        return "file"
    stem, dot, extension = cleaned.rpartition(".")
    if not dot or len(extension) > 16:  # noqa: PLR2004 - longer than any extension
        return cleaned[:LONGEST_NAME]
    return f"{stem[: LONGEST_NAME - len(extension) - 1].rstrip()}.{extension}"


def _picture(file: "File[bytes]", name: str, kind: str, *, matches: bool) -> Inspected:
    content_type = content_type_of(file)
    if not matches:
        name = f"{PurePosixPath(name).stem}.{kind}"
    return Inspected(name, content_type, True, matches, file.size or 0, file)


def _is_plausible(extension: str, kind: str | None, head: bytes) -> bool:
    """Whether content that begins like this may bear such a name. An unknown one may hold anything but a picture."""
    if extension in _PICTURE_NAMES:
        return False  # a picture's name, and no picture
    if extension == "pdf":
        return b"%PDF-" in head[:1024]
    if extension in _STARTS:
        return head.startswith(_STARTS[extension])
    if extension in _TEXT_NAMES:
        return kind is None and (b"\x00" not in head or head.startswith(_UNICODE_MARKS))
    return kind is None
