"""When a customer was affected, and which names stand in a text: without a database."""

from datetime import UTC, datetime, timedelta

import pytest

from customers.readers.intervals import affected_spans
from customers.readers.named import names_in
from customers.readers.simple_markdown import simple_markdown

START = datetime(2026, 5, 13, 20, tzinfo=UTC)


def at(hours):
    return None if hours is None else START + timedelta(hours=hours)


def spans(own, *impact):
    found = affected_spans((at(own[0]), at(own[1])), [(at(begin), at(end)) for begin, end in impact])
    return [tuple(None if one is None else (one - START) / timedelta(hours=1) for one in span) for span in found]


@pytest.mark.parametrize(
    ("own", "impact", "expected"),
    [
        ((None, None), [], [(None, None)]),
        ((1, 2), [], [(1, 2)]),
        ((None, None), [(1, 2), (3, None)], [(1, 2), (3, None)]),
        ((None, None), [(1, 2), (3, 4)], [(1, 2), (3, 4)]),
        ((1.5, 3.5), [(1, 2), (3, 4)], [(1.5, 2), (3, 3.5)]),
        ((0, 5), [(1, 2), (3, 4)], [(0, 2), (3, 5)]),  # the customer noticed it earlier, and longer
        ((None, 1.5), [(1, 2), (3, 4)], [(1, 1.5)]),
        ((2.5, None), [(1, 2), (3, None)], [(3, None)]),
        ((2.2, 2.8), [(1, 2), (3, 4)], [(2.2, 2.8)]),  # only this customer
        ((None, None), [(1, 4), (2, 3), (5, 6)], [(1, 4), (5, 6)]),
        ((1, 3), [(None, 2), (4, 5)], [(1, 2)]),
        ((5, None), [(1, 2), (3, 4)], [(5, None)]),  # it began after the incident's impact: nobody knows the end
        ((None, 0), [(1, 2), (3, 4)], [(None, 0)]),
        ((None, None), [(2, 1)], [(2, None)]),  # marks of the timeline that contradict one another
    ],
)
def test_spans(own, impact, expected):
    assert spans(own, *impact) == expected


@pytest.mark.parametrize(
    ("text", "name", "is_there"),
    [
        ("we told baobab books.", "Baobab Books", True),
        ("Baobab  Bookshop", "Baobab Books", False),
        ("Baobab Books' shop", "Baobab Books", True),
        ("BAOBAB\nBOOKS", "Baobab Books", True),
        ("Société Générale", "Societe Generale", True),
        ("Straße AG", "STRASSE", True),
        ("at Kilima there", "Kilima, Ltd", True),
        ("we go there", "Go Ltd", False),
        ("Go Ltd. there", "Go Ltd", True),
        ("弊社は日本物産と", "日本物産", True),
        ("anything", "!!", False),
        ("x\u200by Baobab\u200b Books", "Baobab Books", True),
    ],
)
def test_names(text, name, is_there):
    assert (names_in(text, [name]) == [name]) is is_there


def test_the_own_name_is_not_taken_for_a_shorter_one():
    assert names_in("Dear Baobab Books, as Baobab said", ["Baobab"], ["Baobab Books"]) == ["Baobab"]
    assert names_in("Dear Baobab Books", ["Baobab"], ["Baobab Books"]) == []


def test_simple_markdown_keeps_all_words():
    quoted = "<h4>One</h4>\n<blockquote>\n<p>Two</p>\n</blockquote>\n<pre><code>a\nb\n</code></pre>\n"
    html = f'{quoted}<p><img src="x" alt="Three"></p>'
    assert simple_markdown(html) == "**One**\n\nTwo\n\na\n\nb\n\nThree"


def test_possessives_and_names_that_begin_with_the_own_one_are_found():
    assert names_in("Acme\u2019s servers failed too", ["Acme Ltd"]) == ["Acme Ltd"]
    assert names_in("Dear Delta Ltd, Delta Airlines was first", ["Delta Airlines Ltd"], ["Delta"]) == [
        "Delta Airlines Ltd"
    ]
