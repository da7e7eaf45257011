"""Small pictures for tests."""

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 20), mode: str = "RGB", **options: Any) -> bytes:
    """A picture with something in it."""
    image = Image.new(mode, size)
    image.paste(Image.new(mode, (size[0] // 2, size[1]), 1 if mode in {"1", "L", "P", "I;16"} else None))
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def animation(kind: str = "GIF", frames: int = 3, size: tuple[int, int] = (10, 10)) -> bytes:
    """A moving picture."""
    images = [Image.new("RGB", size, (40 * number % 256, number % 256, 9)) for number in range(frames)]
    out = BytesIO()
    images[0].save(out, kind, save_all=True, append_images=images[1:], duration=[50] * frames, loop=2)
    return out.getvalue()


def upload(name: str, content: bytes, content_type: str = "text/plain") -> SimpleUploadedFile:
    """A file as a browser sends it; the browser's own type is never believed."""
    return SimpleUploadedFile(name, content, content_type)
