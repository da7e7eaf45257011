"""Uploads are checked by content, and refused in words."""

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from core.files import (
    DOWNLOAD,
    LONGEST_NAME,
    MOST_BYTES,
    MOST_FILES,
    FileRefused,
    inspect_upload,
    megapixels_to_decode,
    refuse_too_many,
    safe_file_name,
)
from core.gif_frames import MOST_STEPS, count_frames
from tests.core.pictures import animation, picture, upload

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
ZIP = b"PK\x03\x04\x14\x00rest of a zip"


@pytest.mark.parametrize(
    ("name", "kind", "content_type"),
    [
        ("graph.png", "PNG", "image/png"),
        ("photo.JPG", "JPEG", "image/jpeg"),
        ("photo.jpeg", "JPEG", "image/jpeg"),
        ("a.gif", "GIF", "image/gif"),
        ("a.webp", "WEBP", "image/webp"),
    ],
)
def test_pictures_are_known_by_their_content(name: str, kind: str, content_type: str) -> None:
    found = inspect_upload(upload(name, picture(kind), "application/x-php"))
    assert (found.is_image, found.content_type, found.extension_matches) == (True, content_type, True)
    assert (found.safe_name, found.size) == (name, len(found.file.read()))


def test_a_picture_under_another_pictures_name_gets_its_own() -> None:
    found = inspect_upload(upload("graph.png", picture("JPEG")))
    assert (found.safe_name, found.content_type, found.extension_matches) == ("graph.jpg", "image/jpeg", False)
    assert inspect_upload(upload("clipboard", picture("PNG"))).safe_name == "clipboard.png"


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_a_picture_is_not_decoded_here(kind: str) -> None:
    content = picture(kind, size=(300, 300))
    sent = upload(f"graph.{kind.lower()}", content if kind == "WEBP" else content[: len(content) * 2 // 3])
    found = inspect_upload(sent)
    assert found.is_image
    assert (found.file, found.file.tell()) == (sent, 0)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("notes.txt", b"plain words"),
        ("app.log", "wide words".encode("utf-16")),
        ("report.pdf", b"%PDF-1.7 ..."),
        ("logs.zip", ZIP),
        ("sheet.xlsx", ZIP),
        ("dump.gz", b"\x1f\x8b\x08..."),
        ("drawing.svg", SVG),
        ("page.html", b"<script>alert(1)</script>"),
        ("heap.hprof", b"\x00\x01\x02"),
        ("photo.heic", b"\x00\x00\x00\x18ftypheic"),
        ("Makefile", b"all:\n"),
    ],
)
def test_everything_else_is_only_downloaded(name: str, content: bytes) -> None:
    sent = upload(name, content, "image/png")
    found = inspect_upload(sent)
    assert (found.content_type, found.is_image) == (DOWNLOAD, False)
    assert found.file is sent
    assert found.file.read() == content


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("graph.png", ZIP),
        ("graph.png", SVG),
        ("graph.jpg", b"<?php echo 1;"),
        ("a.webp", b"RIFF\x00\x00\x00\x00WAVE"),
        ("notes.txt", picture("PNG")),
        ("notes.txt", b"MZ\x90\x00\x03"),
        ("drawing.svg", picture("GIF")),
        ("report.pdf", b"MZ\x90\x00"),
        ("report.pdf", picture("PNG")),
        ("logs.zip", b"Rar!\x1a\x07"),
        ("sheet.xlsx", b"<html>"),
        ("installer.exe", picture("JPEG")),
    ],
)
def test_content_that_is_not_what_the_name_says_is_refused(name: str, content: bytes) -> None:
    with pytest.raises(FileRefused, match=f"“{name}” does not match its file type"):
        inspect_upload(upload(name, content))


def test_empty_and_immense_files_are_refused() -> None:
    with pytest.raises(FileRefused, match="is empty"):
        inspect_upload(upload("a.txt", b""))
    with pytest.raises(FileRefused, match="larger than 25 MB"):
        inspect_upload(upload("a.txt", b"x" * (MOST_BYTES + 1)))


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\ana\\shot 1.png", "shot 1.png"),
        ("a\x00b\n.txt", "ab.txt"),
        ("gpj.\u202eexe", "gpj.exe"),
        ('x".txt; filename="y.html', "x_.txt_ filename=_y.html"),
        ("<script>.txt", "_script_.txt"),
        ("  ..hidden.. ", "hidden"),
        ("Störung März.pdf", "Störung März.pdf"),
        ("a?b#c%2e.txt", "a_b_c_2e.txt"),
        ("", "file"),
        ("..", "file"),
        ("///", "file"),
        ("\x01\x02", "file"),
        ("n" * 300 + ".log", "n" * (LONGEST_NAME - 4) + ".log"),
    ],
)
def test_names_are_cleaned(name: str, safe: str) -> None:
    assert safe_file_name(name) == safe


@given(st.text(max_size=300))
def test_a_cleaned_name_is_safe_and_stays_as_it_is(name: str) -> None:
    safe = safe_file_name(name)
    assert 0 < len(safe) <= LONGEST_NAME
    assert not set(safe) & set('/\\\x00\n\r"<>:?*|')
    assert not safe.startswith(".")
    assert safe_file_name(safe) == safe


def test_more_files_than_are_taken_at_once_are_refused_in_words():
    files = [upload(f"{number}.txt", b"words") for number in range(MOST_FILES + 1)]
    refuse_too_many(files[1:])
    with pytest.raises(FileRefused, match=f"These are {MOST_FILES + 1} files"):
        refuse_too_many(files)


def test_the_pixels_of_all_pictures_are_counted_before_any_is_decoded():
    wide = picture(size=(6000, 4000), mode="1")  # 24 million pixels
    cut = wide[: len(wide) // 2]  # nothing of it could be decoded
    refuse_too_many([upload("a.png", cut), upload("b.png", wide), upload("notes.txt", b"words")])
    with pytest.raises(FileRefused, match="72 million pixels together"):
        refuse_too_many([upload("a.png", cut), upload("b.png", wide), upload("c.png", wide)])


def test_of_an_animation_every_frame_counts():
    moving = animation(frames=20, size=(1500, 1000))
    with pytest.raises(FileRefused, match="60 million"):
        refuse_too_many([upload("a.gif", moving), upload("b.gif", moving), upload("c.gif", moving)])


@pytest.mark.parametrize("kind", ["GIF", "WEBP"])
def test_what_storing_takes_is_counted_from_the_headers(kind):
    moving = upload(f"a.{kind.lower()}", animation(kind, frames=20, size=(500, 1000)))
    assert megapixels_to_decode([moving]) == 10
    assert megapixels_to_decode([moving, upload("b.png", picture(size=(1000, 500)))]) == 11
    assert megapixels_to_decode([upload("notes.txt", b"words")]) == 0


def test_what_is_refused_undecoded_costs_nothing():
    wide = upload("a.png", picture(size=(6000, 6000), mode="1"))
    assert megapixels_to_decode([wide]) == 36
    assert megapixels_to_decode([wide, wide]) == 0


@pytest.mark.parametrize("frames", [1, 2, 7])
def test_the_frames_of_a_gif_are_those_that_pillow_finds(frames):
    content = animation(frames=frames)
    assert count_frames(BytesIO(content), most=500) == frames
    begins = content.index(b"\x21\xff") if frames > 1 else content.index(b"\x2c")
    stuffed = content[:begins] + b"\x01\x02" + content[begins:]  # Pillow steps over what means nothing
    with Image.open(BytesIO(stuffed)) as image:
        assert image.n_frames == count_frames(BytesIO(stuffed), most=500) == frames


def test_counting_the_frames_of_a_gif_ends():
    start, frame = picture("GIF")[:-1], b"\x2c" + b"\x00" * 9 + b"\x02\x01\x00\x00"
    assert count_frames(BytesIO(start + frame * 1_000), most=500) == 500
    endless = BytesIO(start + b"\x21\xfe" + b"\x01\x00" * (MOST_STEPS + 9) + b"\x00" + frame)
    assert count_frames(endless, most=500) == 500
    assert endless.tell() < 3 * MOST_STEPS


def test_counting_leaves_the_files_as_they_were():
    file = upload("a.png", picture())
    refuse_too_many([file, upload("b.png", picture())])
    assert inspect_upload(file).is_image
