"""Templates are readable line by line and hold no code of their own."""

import re
from pathlib import Path

import pytest
from django.conf import settings

FOLDER = Path(settings.ROOT) / "templates"
TEMPLATES = sorted(path for path in FOLDER.rglob("*") if path.suffix in {".html", ".txt"})
OWN_STYLE = {"emails", "export"}  # what leaves Debrief carries its style along
PAGES = [path for path in TEMPLATES if path.suffix == ".html" and not OWN_STYLE.intersection(path.parts)]
LONGEST_LINE = 140
INLINE = re.compile(r"<script(?![^>]*\bsrc=)|<style\b|\sstyle=|\son[a-z]+=\"|javascript:", re.IGNORECASE)


def name(path):
    return str(path.relative_to(FOLDER))


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_lines(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    assert not [line for line in lines if len(line) > LONGEST_LINE]
    assert not [line for line in lines if "\t" in line or line != line.rstrip()]


@pytest.mark.parametrize("path", [path for path in TEMPLATES if path.suffix == ".html"], ids=name)
def test_last_line_ends(path):
    assert path.read_text(encoding="utf-8").endswith("\n")


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_no_inline_code_or_style(path):
    assert not INLINE.findall(path.read_text(encoding="utf-8"))
