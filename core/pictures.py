"""Pictures that people upload are decoded and encoded again: only pixels are kept, no metadata, nothing hidden.

Headers are read in the request (`content_type_of`, `pixels_of`); pixels by the worker alone (`rewritten`, `thumbnail`).
"""

import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import IO, Any

from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from core.errors import DomainError
from core.gif_frames import count_frames

MOST_PIXELS = 40_000_000
MOST_PIXELS_TOGETHER = 60_000_000  # of all frames of all pictures that are sent at once
MOST_FRAMES = 500
MOST_ANIMATED_PIXELS = 60_000_000  # width by height by frames
THUMBNAIL_EDGE = 480
CONTENT_TYPES = {"PNG": "image/png", "JPEG": "image/jpeg", "GIF": "image/gif", "WEBP": "image/webp"}
_MODES = {"PNG": {"1", "L", "LA", "P", "RGB", "RGBA", "I;16"}, "JPEG": {"L", "RGB"}, "WEBP": {"RGB", "RGBA"}}
_OPTIONS: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 88},
    "WEBP": {"quality": 88, "method": 0},  # the others take up to three times as long
    "PNG": {"optimize": False},
    "GIF": {"optimize": False},
}

# What the decoders and encoders raise, each in its own way, for content that breaks off or makes no sense.
_DAMAGED = (OSError, RuntimeError, SyntaxError, ValueError, EOFError, LookupError, TypeError, struct.error, zlib.error)


class FileRefused(DomainError):
    """A file that cannot be taken, with words for the person who sent it."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture written by us: its bytes, its content type, width and height in pixels."""

    content: bytes
    content_type: str
    width: int
    height: int


def content_type_of(file: IO[bytes]) -> str:
    """What kind of picture a file says it is, from its headers alone.

    Raises FileRefused for what these tell: it is too large, of another format, or no picture at all.
    """
    try:
        with _refusals(), Image.open(file, formats=tuple(CONTENT_TYPES)) as image:
            _check_size(image)
            kind = _kind(image)
            if kind in {"GIF", "WEBP"}:
                _check_length(image, _frames_of(image, file))
            return CONTENT_TYPES[kind]
    finally:
        file.seek(0)


def rewritten(file: IO[bytes]) -> Picture:
    """The picture in a PNG, JPEG, GIF or WebP file, decoded and encoded again in the same format, upright.

    Raises FileRefused for one that is too large, damaged, or of another format.
    """
    with _refusals(), Image.open(file, formats=tuple(CONTENT_TYPES)) as image:
        return _encoded(image)


@contextmanager
def _refusals() -> Iterator[None]:
    """What a decoder raises becomes words for the person who sent the picture."""
    try:
        yield
    except UnidentifiedImageError:
        raise FileRefused("This is not a picture that can be shown. Send a PNG, JPEG, GIF or WebP file.") from None
    except Image.DecompressionBombError:
        raise FileRefused(_too_large()) from None
    except _DAMAGED as error:
        raise FileRefused("This picture is damaged and cannot be opened. Save or export it again.") from error


def pixels_of(file: IO[bytes]) -> int:
    """How many pixels the frames of a picture have, read from its headers alone; 0 for what is none."""
    try:
        with Image.open(file, formats=tuple(CONTENT_TYPES)) as image:
            return image.width * image.height * _frames_of(image, file)
    except Image.DecompressionBombError:
        return MOST_PIXELS_TOGETHER + 1
    except _DAMAGED:  # UnidentifiedImageError, too
        return 0
    finally:
        file.seek(0)


def _frames_of(image: Image.Image, file: IO[bytes]) -> int:
    """How many frames are decoded. Of PNG and JPEG the first alone; those of a GIF Pillow would count without end."""
    if image.format == "GIF":
        return max(1, count_frames(file, most=MOST_FRAMES + 1))
    return int(getattr(image, "n_frames", 1)) if image.format == "WEBP" else 1


def thumbnail(content: bytes, *, edge: int = THUMBNAIL_EDGE) -> Picture:
    """A small still of a picture that `rewritten` made, at most `edge` pixels wide and high, as PNG or JPEG."""
    with Image.open(BytesIO(content), formats=tuple(CONTENT_TYPES)) as image:
        image.thumbnail((edge, edge))
        has_holes = image.has_transparency_data
        return _saved(image.convert("RGBA" if has_holes else "RGB"), "PNG" if has_holes else "JPEG")


def _kind(image: Image.Image) -> str:
    return "JPEG" if image.format == "MPO" else str(image.format)  # phones put several pictures into one JPEG


def _check_size(image: Image.Image) -> None:
    if image.width * image.height > MOST_PIXELS:
        raise FileRefused(_too_large())


def _check_length(image: Image.Image, frames: int) -> None:
    if frames > MOST_FRAMES or (frames > 1 and frames * image.width * image.height > MOST_ANIMATED_PIXELS):
        raise FileRefused("This animation is too long to be shown. Send it as a video or in a zip file.")


def _encoded(image: Image.Image) -> Picture:
    _check_size(image)
    kind = _kind(image)
    if kind in {"GIF", "WEBP"} and getattr(image, "is_animated", False):
        return _animated(image, kind)
    image.load()
    upright = ImageOps.exif_transpose(image)
    upright.info = {"transparency": image.info["transparency"]} if "transparency" in image.info else {}
    return _saved(upright, kind)


def _animated(image: Image.Image, kind: str) -> Picture:
    """All frames of an animation with their timing."""
    width, height = image.size
    frames: list[Image.Image] = []
    durations: list[int] = []
    for frame in ImageSequence.Iterator(image):
        _check_length(image, len(frames) + 1)  # the headers may have named fewer
        frames.append(frame.convert("RGBA"))
        durations.append(int(frame.info.get("duration", 100)))  # known once the frame is decoded
    for frame in frames:
        frame.info = {}
    out = BytesIO()
    loop = int(image.info.get("loop", 0))
    frames[0].save(out, kind, save_all=True, append_images=frames[1:], duration=durations, loop=loop)
    return Picture(out.getvalue(), CONTENT_TYPES[kind], width, height)


def _saved(image: Image.Image, kind: str) -> Picture:
    allowed = _MODES.get(kind)
    if allowed is not None and image.mode not in allowed:
        image = image.convert("RGBA" if image.has_transparency_data and "RGBA" in allowed else "RGB")
    out = BytesIO()
    image.save(out, kind, **_OPTIONS[kind])
    return Picture(out.getvalue(), CONTENT_TYPES[kind], image.width, image.height)


def _too_large() -> str:
    return f"This picture has more than {MOST_PIXELS // 1_000_000} million pixels. Make it smaller and send it again."
