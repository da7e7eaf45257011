"""Axe, the measuring of the layout and the pictures miss no page."""

from django.urls import Resolver404, resolve

from examples.services.loading import load_examples
from tests.journeys.pages import NOT_SHOWN, PAGES, STEPS, example_pages
from tests.project.access_table import TABLE


def test_every_page_is_shown(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    load_examples()
    shown = {name for _, _, path in example_pages() if (name := name_of(path))}
    answering = {name for name, row in TABLE.items() if "get" in row.methods}
    assert answering - shown - NOT_SHOWN.keys() == set(), "these stand not in tests/journeys/pages.py"
    assert NOT_SHOWN.keys() - (answering - shown) == set(), "these are shown, or answer to no GET"


def name_of(path):
    """The name of the address; none where nothing is, as on the page that says so."""
    try:
        return resolve(path.partition("?")[0]).view_name
    except Resolver404:
        return None


def test_each_page_has_a_name_of_its_own():
    names = [name for name, _, _ in PAGES]
    assert len(names) == len(set(names))
    assert STEPS.keys() <= set(names)
