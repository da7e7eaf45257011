"""Documents of our own in every layout: what is read in each stands beside it, in the public format."""

import json
from pathlib import Path

import pytest

from importing.readers.documents.public_format import as_json
from importing.readers.documents.reading import read_file

TEXTS = Path(__file__).parent / "texts"
NAMES = sorted(path.name for path in TEXTS.iterdir() if path.suffix != ".json")


@pytest.mark.parametrize("name", NAMES)
def test_a_layout_is_read_as_it_stands_beside_it(name):
    told = as_json(read_file(name, (TEXTS / name).read_bytes()))
    assert told.pop("file") == name
    assert told == json.loads((TEXTS / f"{name}.json").read_text())


@pytest.mark.parametrize("name", NAMES)
def test_every_line_is_in_a_section_or_left_over(name):
    document = read_file(name, (TEXTS / name).read_bytes())
    held = {number for section in document.sections for number in section.lines} | set(document.left_over)
    held |= set(document.held)
    held |= {document.title.line} if document.title else set()
    assert {number for number, line in enumerate(document.text.split("\n"), 1) if line.strip()} <= held


@pytest.mark.parametrize("name", NAMES)
def test_no_item_stands_in_both_lists(name):
    document = read_file(name, (TEXTS / name).read_bytes())
    assert not {item.line for item in document.measures} & {item.line for item in document.action_items}


def test_a_zone_from_outside_holds_where_the_document_names_none():
    content = (TEXTS / "no-zone.md").read_bytes()
    assert as_json(read_file("x.md", content))["timeline"][0]["at"] == "2022-11-17T13:58:00"
    assert (
        as_json(read_file("x.md", content, zone="Africa/Nairobi"))["timeline"][0]["at"] == "2022-11-17T13:58:00+03:00"
    )
