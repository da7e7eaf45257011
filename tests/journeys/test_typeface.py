"""The typeface comes from our own server, and only the part of it that a page needs."""

import pytest

from tests.factories.accounts import make_user

pytestmark = pytest.mark.django_db(transaction=True)


def _loaded(page):
    page.evaluate("document.fonts.ready.then(() => true)")
    return page.evaluate("[...document.fonts].filter(face => face.status === 'loaded').map(face => face.unicodeRange)")


def test_latin_alone(visitor):
    faces = _loaded(visitor(make_user("Zoë Müller")).open("/"))
    assert len(faces) == 1
    assert faces[0].startswith("U+0-FF")


def test_letters_beyond(visitor):
    faces = _loaded(visitor(make_user("Łukasz Dvořák")).open("/profile/"))
    assert len(faces) == 2


def test_where_there_is_no_network(visitor):
    """The worker keeps the typeface for the pages that it opens by itself."""
    someone = visitor(make_user(), worker=True)
    page = someone.open("/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    kept = page.evaluate(
        "caches.keys().then(names => Promise.all(names.map(async name => (await (await caches.open(name)).keys()))))"
        ".then(all => all.flat().map(request => request.url))"
    )
    assert any(address.endswith(".woff2") for address in kept)
