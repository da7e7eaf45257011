"""Fields that several apps share."""

import pytest
from django import forms
from django.core.exceptions import ValidationError

from core.forms import MAX_TEXT, MarkdownField, ZoneField


class ZoneForm(forms.Form):
    zone = ZoneField(required=False)


def test_a_zone_word_cleans_to_its_meaning():
    meaning = ZoneField().clean(" eat ")
    assert (meaning.word, meaning.iana) == ("EAT", "Africa/Nairobi")


def test_an_unknown_zone_is_refused_in_words():
    with pytest.raises(ValidationError, match="not a time zone"):
        ZoneField().clean("Mars/Olympus")


@pytest.mark.parametrize(
    ("place", "zone"), [("Nairobi", "Africa/Nairobi"), ("berlin", "Europe/Berlin"), ("new york", "America/New_York")]
)
def test_a_place_is_refused_with_the_name_of_its_zone(place, zone):
    with pytest.raises(ValidationError, match=f"Enter {zone}\\."):
        ZoneField().clean(place)


def test_an_empty_zone_is_none_where_it_may_be_empty():
    assert ZoneField(required=False).clean("") is None


def test_the_field_suggests_names_and_keeps_what_was_typed():
    html = str(ZoneForm(data={"zone": "Mars"})["zone"])
    assert 'list="id_zone_zones"' in html
    assert '<option value="Africa/Nairobi">' in html
    assert 'value="Mars"' in html


def test_markdown_is_bounded_in_bytes():
    assert MarkdownField(strip=False).clean("x" * MAX_TEXT) == "x" * MAX_TEXT
    with pytest.raises(ValidationError, match="256 kB"):
        MarkdownField(strip=False).clean("é" * (MAX_TEXT // 2 + 1))
