"""Templates keep their size and hold no code of their own."""

import re
from pathlib import Path

import pytest
from django.conf import settings

FOLDER = Path(settings.ROOT) / "templates"
TEMPLATES = sorted(FOLDER.rglob("*.html"))
PAGES = [path for path in TEMPLATES if "emails" not in path.parts]
INLINE = re.compile(r"<script(?![^>]*\bsrc=)|<style\b|\sstyle=|\son[a-z]+=\"|javascript:", re.IGNORECASE)


def name(path):
    return str(path.relative_to(FOLDER))


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_size_and_form(path):
    text = path.read_text(encoding="utf-8")
    limit = 40 if "components" in path.parts else 120
    assert len(text.splitlines()) <= limit
    assert text.endswith("\n")
    assert "\t" not in text
    assert not [line for line in text.splitlines() if line != line.rstrip()]


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_no_inline_code_or_style(path):
    assert not INLINE.findall(path.read_text(encoding="utf-8"))
