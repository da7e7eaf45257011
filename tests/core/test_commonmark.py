"""The renderer and the examples of the CommonMark specification."""

from itertools import chain

from core.markdown import render
from tests.core.commonmark import OTHERWISE, examples, plain_form
from tests.core.html_check import faults


def test_all_examples_but_those_of_the_list_render_as_the_specification_says() -> None:
    found = list(examples())
    assert len(found) == 652
    different = {
        each.number for each in found if plain_form(render(each.source).html) != plain_form(each.html, is_expected=True)
    }
    listed = set(chain.from_iterable(OTHERWISE.values()))
    assert (different - listed, listed - different) == (set(), set())


def test_no_example_is_listed_for_two_reasons() -> None:
    assert sum(map(len, OTHERWISE.values())) == len(set(chain.from_iterable(OTHERWISE.values())))


def test_no_example_makes_anything_outside_the_list_of_tags() -> None:
    assert [each.number for each in examples() if faults(render(each.source).html)] == []


def test_an_address_for_mail_is_written_as_it_is() -> None:
    rendered = render("<ana+oncall@example.com>, <a\\+b@example.com>").html
    assert (
        '<a href="mailto:ana+oncall@example.com" rel="nofollow noopener noreferrer">ana+oncall@example.com</a>'
        in rendered
    )
    assert '"mailto:a+b@example.com"' in rendered
