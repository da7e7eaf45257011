"""Pictures are written anew: upright, without metadata, within bounds."""

import struct
import zlib
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from core import pictures
from core.pictures import THUMBNAIL_EDGE, FileRefused, content_type_of, rewritten, thumbnail
from tests.core.pictures import animation, picture

KINDS = ["PNG", "JPEG", "GIF", "WEBP"]


def opened(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))


def claimed(width: int, height: int) -> bytes:
    """A tiny PNG that says it is of this size."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(b"\x00" * 100)), (b"IEND", b"")]
    body = (
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(body)


@pytest.mark.parametrize("kind", KINDS)
def test_pixels_survive_in_the_same_format(kind: str) -> None:
    result = rewritten(BytesIO(picture(kind)))
    again = opened(result.content)
    assert (again.format, again.size) == (kind, (40, 20))
    assert (result.width, result.height) == (40, 20)
    assert again.convert("RGB").tobytes() == opened(picture(kind)).convert("RGB").tobytes()


def test_metadata_does_not_survive() -> None:
    exif = Image.Exif()
    exif[0x010E] = "secret-place"
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", "secret-place")
    for content in (
        picture("JPEG", exif=exif, comment=b"secret-place", icc_profile=b"secret-place"),
        picture("PNG", pnginfo=text, exif=exif, icc_profile=b"secret-place"),
        picture("WEBP", exif=exif, xmp=b"secret-place"),
        picture("GIF", comment=b"secret-place"),
    ):
        assert b"secret-place" in content
        assert b"secret-place" not in rewritten(BytesIO(content)).content


def test_a_photo_held_sideways_comes_out_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    result = rewritten(BytesIO(picture("JPEG", exif=exif)))
    assert (result.width, result.height) == (20, 40)


@pytest.mark.parametrize(
    ("kind", "mode"),
    [
        ("PNG", "RGBA"),
        ("PNG", "P"),
        ("PNG", "L"),
        ("PNG", "1"),
        ("PNG", "LA"),
        ("PNG", "I;16"),
        ("WEBP", "RGBA"),
        ("JPEG", "CMYK"),
        ("JPEG", "L"),
        ("GIF", "P"),
    ],
)
def test_every_mode(kind: str, mode: str) -> None:
    assert opened(rewritten(BytesIO(picture(kind, mode=mode))).content).size == (40, 20)


def test_transparency_survives() -> None:
    see_through = Image.new("RGBA", (4, 4), (9, 9, 9, 0))
    out = BytesIO()
    see_through.save(out, "PNG")
    assert opened(rewritten(out).content).convert("RGBA").getpixel((0, 0))[3] == 0
    paletted = picture("PNG", mode="P", transparency=0)
    assert opened(rewritten(BytesIO(paletted)).content).has_transparency_data


@pytest.mark.parametrize("kind", ["GIF", "WEBP"])
def test_animations_keep_moving(kind: str) -> None:
    again = opened(rewritten(BytesIO(animation(kind))).content)
    assert again.n_frames == 3
    again.seek(1)
    again.load()
    assert again.info["duration"] == 50


def test_animations_without_end_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MOST_FRAMES", 4)
    for read in (rewritten, content_type_of):
        assert read(BytesIO(animation(frames=4)))
        with pytest.raises(FileRefused, match="too long"):
            read(BytesIO(animation(frames=5)))
    monkeypatch.setattr(pictures, "MOST_ANIMATED_PIXELS", 250)
    for read in (rewritten, content_type_of):
        with pytest.raises(FileRefused, match="too long"):
            read(BytesIO(animation(frames=3)))


@pytest.mark.parametrize(("width", "height"), [(6_400, 6_251), (10_000, 10_000), (60_000, 60_000)])
@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_decompression_bombs_are_refused_before_they_are_decoded(width: int, height: int) -> None:
    for read in (rewritten, content_type_of):
        with pytest.raises(FileRefused, match="more than 40 million pixels"):
            read(BytesIO(claimed(width, height)))


@pytest.mark.parametrize("content", [b"", b"<svg/>", b"BM" + b"\x00" * 100, b"\x89PNG\r\n\x1a\n"])
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    for read in (rewritten, content_type_of):
        with pytest.raises(FileRefused):
            read(BytesIO(content))


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_that_breaks_off_is_refused(kind: str) -> None:
    content = picture(kind, size=(300, 300))
    with pytest.raises(FileRefused, match=r"damaged|not a picture"):
        rewritten(BytesIO(content[: len(content) // 2]))


@given(
    st.sampled_from([picture(kind) for kind in KINDS] + [animation()]),
    st.integers(0),
    st.binary(min_size=1, max_size=8),
)
@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_damage_anywhere_is_refused_or_survived(content: bytes, at: int, damage: bytes) -> None:
    at %= len(content)
    try:
        rewritten(BytesIO(content[:at] + damage + content[at + len(damage) :]))
    except FileRefused as refusal:
        assert refusal.message.endswith(".")


def test_thumbnails_are_small_and_light() -> None:
    wide = thumbnail(rewritten(BytesIO(picture("PNG", size=(1_000, 500)))).content)
    assert (wide.width, wide.height, wide.content_type) == (THUMBNAIL_EDGE, THUMBNAIL_EDGE // 2, "image/jpeg")
    assert thumbnail(picture("PNG", mode="RGBA")).content_type == "image/png"
    assert thumbnail(picture("GIF"), edge=10).width == 10
    assert thumbnail(animation()).width == 10
