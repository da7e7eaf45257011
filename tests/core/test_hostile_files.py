"""Files made to harm: refused or made harmless, each with words for whoever sent it."""

import struct
import zipfile
import zlib
from io import BytesIO

import pytest
from PIL import Image

from core.files import DOWNLOAD, FileRefused, inspect_upload
from core.pictures import rewritten
from tests.core.pictures import animation, picture, upload

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script><image href="//evil.example/x"/></svg>'


def png_that_claims(width, height):
    """A PNG of a few bytes that would unfold to a picture of that size."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\x00" * 9)) + chunk(b"IEND", b"")
    )


def gif_that_claims(width, height):
    content = bytearray(picture("GIF", size=(4, 4)))
    content[6:10] = struct.pack("<HH", width, height)
    return bytes(content)


def webp_that_claims(width, height):
    extended = struct.pack("<B3x", 2) + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = b"WEBP" + b"VP8X" + struct.pack("<I", len(extended)) + extended
    return b"RIFF" + struct.pack("<I", len(body)) + body


def jpeg_that_claims(width, height):
    content = bytearray(picture("JPEG", size=(8, 8)))
    at = content.index(b"\xff\xc0") + 5
    content[at : at + 4] = struct.pack(">HH", height, width)
    return bytes(content)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("bomb.png", png_that_claims(50_000, 50_000)),
        ("bomb.gif", gif_that_claims(65_000, 65_000)),
        ("bomb.webp", webp_that_claims(16_000, 16_000)),
        ("bomb.jpg", jpeg_that_claims(60_000, 60_000)),
        ("long.gif", animation(frames=800, size=(300, 300))),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_picture_that_unfolds_to_too_much_is_refused_in_words(name, content):
    assert len(content) < 1_000_000
    with pytest.raises(FileRefused, match=r"million pixels|too long|damaged|not a picture"):
        inspect_upload(upload(name, content, "image/png"))


def test_a_zip_bomb_is_never_unpacked_only_handed_out_again():
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../../zeros", b"\x00" * 50_000_000)
    found = inspect_upload(upload("logs.zip", out.getvalue()))
    assert (found.content_type, found.size) == (DOWNLOAD, len(out.getvalue()))


@pytest.mark.parametrize("name", ["drawing.svg", "page.html", "page.xml", "script.js"])
def test_what_could_run_is_only_downloaded(name):
    found = inspect_upload(upload(name, SVG, "image/svg+xml"))
    assert (found.content_type, found.is_image) == (DOWNLOAD, False)


def test_what_is_hidden_behind_a_picture_does_not_survive():
    hidden = picture("PNG") + b"PK\x03\x04\x14\x00rest of a zip<script>alert(1)</script>"
    stored = rewritten(inspect_upload(upload("graph.png", hidden)).file).content
    assert b"PK\x03\x04" not in stored
    assert b"script" not in stored


def test_where_a_picture_was_taken_does_not_survive():
    exif = Image.Exif()
    exif[0x010F] = "Camera of Ana"
    exif.get_ifd(0x8825)[1] = "N"
    content = picture("JPEG", size=(60, 40), exif=exif.tobytes(), comment=b"secret words")
    assert b"Camera of Ana" in content
    stored = rewritten(inspect_upload(upload("photo.jpg", content)).file).content
    assert b"Camera of Ana" not in stored
    assert b"secret words" not in stored
    assert not Image.open(BytesIO(stored)).getexif()


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../../etc/cron.d/x.txt", "x.txt"),
        ("..\\..\\windows\\x.txt", "x.txt"),
        ("invoice\u202efdp.txt", "invoicefdp.txt"),
        ("a\r\nSet-Cookie: a=b.txt", "aSet-Cookie_ a=b.txt"),
        ("n" * 190 + ".txt", "n" * 116 + ".txt"),
    ],
)
def test_names_do_no_harm(name, safe):
    sent = upload("x.txt", b"words")
    sent._name = name  # as a hostile client sends it; Django's own cleaning does not stand in the way
    assert inspect_upload(sent).safe_name == safe
