"""Quoted timeline entries: stored as a reference, put in their place when read."""

import pytest

from core.markdown import render
from core.markdown_quotes import entries_marked, entries_quoted, quote_of, replace_quotes, without_quotes

MARKED = '<p data-entry="12">{entry 12}</p>'


def html(text: str) -> str:
    return render(text).html


def test_a_line_of_its_own_is_marked() -> None:
    assert html(quote_of(12)) == MARKED


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("before\n{entry 12}\nafter", f"<p>before</p>\n{MARKED}\n<p>after</p>"),
        ("{entry 12}\n{entry 12}", f"{MARKED}\n{MARKED}"),
        ("a\nb\n  {entry 12}", f"<p>a<br>b</p>\n{MARKED}"),
    ],
)
def test_it_parts_the_paragraph_around_it(text: str, shown: str) -> None:
    assert html(text).replace("<br>\n", "<br>") == shown


@pytest.mark.parametrize(
    "text",
    [
        "see {entry 12}",
        "{entry 012}",
        "{entry 0}",
        "{entry 1234567890}",
        "{ entry 12 }",
        "`{entry 12}`",
        "    {entry 12}",
        "```\n{entry 12}\n```",
        "- {entry 12}",
    ],
)
def test_anything_else_stays_as_it_was_typed(text: str) -> None:
    assert "data-entry" not in html(text)
    assert "entry" in html(text)


@pytest.mark.parametrize("text", [MARKED, "<p data-entry='12'>x</p>", "<b data-entry=12>{entry 12}</b>"])
def test_nobody_can_write_the_mark_itself(text: str) -> None:
    assert not entries_marked([html(text)])


def test_entries_are_found_and_replaced() -> None:
    shown = html("Say\n\n{entry 3}\n\n{entry 4}")
    assert entries_quoted("Say\n\n{entry 3}\n {entry 4} \nsee {entry 5}") == {3, 4} == entries_marked([shown])
    assert replace_quotes(shown, lambda entry: f"<b>{entry}</b>").split() == ["<p>Say</p>", "<b>3</b>", "<b>4</b>"]
    assert without_quotes(shown).split() == ["<p>Say</p>"]
