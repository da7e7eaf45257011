"""HTML back to Markdown: rendered again, it says the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import markdown
from core.markdown_writer import escaped, markdown_of
from core.plain_words import plain_words

SAME = {
    "paragraphs": "One.\n\nTwo\nlines.",
    "emphasis": "a **b** *c* `d` and **bold *both* bold**",
    "nested lists": "- x\n- y\n    - z\n        - q\n- w",
    "loose list": "- one\n\n- two\n\n    more of two\n\n- three",
    "numbers": "3. three\n4. four",
    "quote": "> one\n>\n> - two",
    "code": "```\na *b* {entry 1}\n\n  c\n```",
    "code with ticks": "````\n```\n````",
    "code span with ticks": "a ``b`c`` d",
    "table": "| a | b |\n|:--|--:|\n| 1 | **2** |\n| x\\|y | `z` |",
    "rule": "a\n\n---\n\nb",
    "link": 'see [this *page*](https://a.example/b?c=d "A title")',
    "bare address": "see https://a.example/b_c_d.",
    "signs": "1986\\. a\n\n\\# b\n\n\\- c\n\na \\* b \\_ c snake_case < > & &amp; [x] {y}",
    "picture": "![alt](/attachments/0a0a0a0a-0a0a-0a0a-0a0a-0a0a0a0a0a0a/x.png)",
    "name": "@amina and words",
}


@pytest.mark.parametrize("name", SAME)
def test_rendered_again_it_is_the_same(name):
    html = markdown.render(SAME[name]).html
    assert markdown.render(markdown_of(html)).html == html


def test_headings_stay_at_the_level_at_which_they_are_shown():
    assert markdown_of(markdown.render("# One\n\n## Two").html) == "#### One\n\n##### Two"


def test_code_in_a_list_stays_in_it():
    html = markdown.render("- a\n\n        code\n\n- b").html
    assert "<pre>" in html
    assert markdown.render(markdown_of(html)).html == html


@given(st.text(alphabet="ab1 .*_#-+>`[](){}<&|~=\\\n:!", max_size=60))
def test_escaped_text_shows_as_it_was(text):
    line = " ".join(text.split())
    shown = plain_words(markdown.render(escaped(line)).html)
    assert shown == line


def test_no_address_ends_its_link_early():
    html = '<p><a href="https://a.example/(b) c">d</a></p>'
    assert markdown_of(html) == "[d](https://a.example/%28b%29%20c)"
