"""No change of a document makes its reading fail, and what is read always has the public shape."""

import json
import random

import pytest

from importing.readers.documents.public_format import as_json
from importing.readers.documents.reading import read_file, read_text
from importing.readers.documents.refusals import UnreadableDocument
from tests.importing.documents.mutations import documents, mutated

KEYS = set(as_json(read_text("x", "")))


def check(text, name="x.md"):
    try:
        document = read_file(name, text.encode(errors="replace"))
    except UnreadableDocument as refusal:
        assert refusal.message
        return
    told = as_json(document)
    assert set(told) == KEYS
    json.dumps(told)
    lines = document.text.count("\n") + 1
    assert all(1 <= number <= lines for number in document.left_over)
    assert all(entry["text"].strip() == entry["text"] for entry in told["timeline"])
    held = {number for section in document.sections for number in section.lines} | set(document.left_over)
    held |= {document.title.line} if document.title else set()
    assert {number for number, line in enumerate(document.text.split("\n"), 1) if line.replace(">", "").strip()} <= held


def walk(seed, count):
    dice, sources = random.Random(seed), documents()
    for number in range(count):
        text = mutated(dice, sources)
        try:
            check(text, "x.html" if number % 7 == 0 else "x.md")
        except Exception as error:
            raise AssertionError(f"seed {seed}, number {number}: {error!r}\n{text[:2_000]}") from error


@pytest.mark.parametrize("seed", range(4))
def test_mutated_documents_are_read(seed):
    walk(seed, 60)


@pytest.mark.soak
def test_ten_thousand_mutated_documents_are_read():
    for seed in range(100, 200):
        walk(seed, 100)


def test_random_bytes_are_read_or_refused():
    dice = random.Random(1)
    for start in (b"", b"PK\x03\x04", b"<html>", b"\xff\xfe", b"# Postmortem\n"):
        for _ in range(10):
            try:
                read_file("x", start + dice.randbytes(300))
            except UnreadableDocument as refusal:
                assert refusal.message
