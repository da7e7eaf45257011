"""Inputs that make the Markdown library slow are shown as typed; ordinary long texts are rendered."""

import html
import re

import pytest

from core.markdown import DEAREST_SEGMENT, plain, render
from core.markdown_segments import cost, is_too_deep, split
from tests.core.html_check import faults

LIMIT = 256_000


def filled(shape: str) -> str:
    return (shape * (LIMIT // len(shape) + 1))[:LIMIT]


HOSTILE = {
    "brackets": "[" * 20_000,
    "few brackets": "[" * 2_000,
    "link starts": "[a](b" * 5_000,
    "picture starts": "![" * 10_000,
    "nested brackets": "[" * 10_000 + "]" * 10_000,
    "nested links": "[" * 3_000 + "a" + "](b)" * 3_000,
    "references": "[a][" * 5_000,
    "link titles": '[a]("' * 5_000,
    "link angles": "[a](<" * 5_000,
    "wide table": "|" * 60_000 + "\n" + "|-" * 30_000 + "|\n" + "a\n" * 60_000,
    "square table": "|" + "a|" * 350 + "\n|" + "-|" * 350 + "\n" + "|\n" * 30_000,
    "list markers in one line": "1. " * 5_000 + "a",
    "dashes in one line": "- " * 40 + "a",
    "quotes in one line": ">" * 5_000 + "a",
    "nested quotes": "\n".join(">" * depth + " a" for depth in range(700)),
    "nested lists": "\n".join("    " * depth + "- a" for depth in range(300)),
    "emphasis": filled("*a **a"),
    "emphasis pairs": filled("*a*"),
    "underscores": filled("_*"),
    "code marks": filled("`a"),
    "code mark pairs": filled("`a`"),
    "code runs": " ".join("`" * run for run in range(1, 700)),
    "backslashes": filled("\\*"),
    "entities": filled("&#1;"),
    "tags": filled("<a "),
    "comments": filled("<!--"),
    "angle links": filled("<http://a>"),
    "links": filled("[a](b)"),
    "pictures": filled("![a](b)"),
    "lines": filled("a\n"),
    "paragraphs": filled("a\n\n"),
    "headings": filled("# a\n"),
    "underlined": filled("a\n===\n"),
    "rules": filled("---\n"),
    "items": filled("- a\n\n"),
    "numbers": filled("1. a\n"),
    "quote paragraphs": filled("> a\n\n"),
    "definitions": filled("[a]: b\n"),
    "hard breaks": filled("a  \n"),
    "table rows": filled("a|b\n"),
}

HARMLESS = {
    "one word": "a" * LIMIT,
    "spaces": " " * LIMIT,
    "blank lines": "\n" * LIMIT,
    "tabs": "\t" * LIMIT,
    "stars": "*" * LIMIT,
    "at signs": filled("@a "),
    "tildes and a backtick": "~" * 250_000 + "`",
    "a fence that is none": "```" + " " * 250_000 + "`",
    "a table that is none": "a|b\n" + "|" * 250_000 + "x",
    "a heading of marks": "# " + "#" * 250_000 + "x",
    "fences": filled("```\n"),
    "placeholders": filled("\x02klzzwxh:0001\x03"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_shapes_fall_back_and_lose_no_word(name: str) -> None:
    rendered = render(HOSTILE[name])
    assert rendered.fell_back
    assert faults(rendered.html) == []


@pytest.mark.parametrize("name", ["brackets", "code runs", "list markers in one line", "wide table"])
def test_what_fell_back_stands_as_it_was_typed(name: str) -> None:
    shown = html.unescape(re.sub(r"<[^>]*>", "", render(HOSTILE[name]).html.replace("<br>", "\n")))
    assert shown.split() == HOSTILE[name].split()


@pytest.mark.parametrize("name", HARMLESS)
def test_big_harmless_shapes_end_too(name: str) -> None:
    assert faults(render(HARMLESS[name]).html) == []


def test_only_the_piece_that_is_too_dear_falls_back() -> None:
    words = "\n\n".join(["Words with *emphasis* in them."] * 200)
    rendered = render(f"{words}\n\n{'[' * 5_000}\n\n{words}")
    assert rendered.fell_back
    assert rendered.html.count("<em>emphasis</em>") > 200


def test_a_nesting_the_library_cannot_follow_is_no_error() -> None:
    rendered = render("[x](" * 30 + "> " * 7 + "a")
    assert faults(rendered.html) == []


def ordinary() -> str:
    section = """## What happened at {n}

At **22:3{n}** the *products* API (see INC-1{n}) began to answer `502`; [the graph](https://a.example/g?x={n}) shows
it. @amina restarted `db-{n}` and found nothing. Sales, who had seen it first, kept a list of the orders that failed:

- order {n}01, paid twice, refunded
- order {n}02, see ACT-{n} and https://a.example/orders/{n}02
  - the customer called again
1. first we rolled back
2. then we removed the cache

| time | what | who |
|:-----|------|----:|
| 22:3{n} | alert (p99 > 2 s) | Amina |
| 22:4{n} | rollback | Peter |

```sql
select count(*) from orders where state = 'failed' and n = {n};
```

> It had been tested, but not with the third party. That is the lesson, and it is not a small one: every integration
> needs a test that fails when the other side changes.

"""
    return "".join(section.format(n=number % 9 + 1) for number in range(400))[:200_000]


def test_an_ordinary_long_postmortem_is_rendered_whole() -> None:
    rendered = render(ordinary())
    assert not rendered.fell_back
    assert faults(rendered.html) == []
    assert rendered.html.count("<h5>") > 180
    assert rendered.html.count("<table>") > 180


def test_a_long_list_and_a_long_table_are_rendered() -> None:
    assert not render("\n".join(f"- item {number} with [a link](https://a.example)" for number in range(500))).fell_back
    rows = "\n".join(f"| {number} | words | more words |" for number in range(1_000))
    assert not render(f"| a | b | c |\n|---|---|---|\n{rows}").fell_back


def test_pieces_are_cut_only_between_paragraphs() -> None:
    text = "\n\n".join([*["- item\n\n  further words of it"] * 300, *["A paragraph."] * 600])
    pieces = split(text)
    assert len(pieces) > 1
    assert all(not piece.text.lstrip("\n").startswith((" ", "-")) for piece in pieces[1:])
    assert sum(piece.text.count("further") for piece in pieces) == 300


def test_cost_grows_with_what_is_slow() -> None:
    words = "words and more of them " * 100
    assert cost(words) < 2_000
    assert cost("[" * 2_000) > DEAREST_SEGMENT > cost("[a](b) " * 100)


def test_depth_is_counted_in_markers() -> None:
    assert is_too_deep("> " * 9 + "a")
    assert not is_too_deep("> > > a\n- - - b\n---")


def test_plain_escapes_and_keeps_lines() -> None:
    assert plain("<b>\nx\n\n\ny & z") == "<p>&lt;b&gt;<br>x</p>\n<p>y &amp; z</p>"
