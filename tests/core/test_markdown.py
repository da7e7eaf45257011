"""What Markdown becomes: structure, references, links, pictures, and plain words."""

import threading

import pytest

from core.markdown import LONGEST, RENDERER_VERSION, TextTooLong, render
from core.markdown_tables import framed
from tests.core.html_check import faults

REL = 'rel="nofollow noopener noreferrer"'
PICTURE = "/attachments/0f8fad5b-d9cd-469f-a165-70867728950e/graph.png"


def html(source: str) -> str:
    rendered = render(source)
    assert not rendered.fell_back
    assert faults(rendered.html) == []
    return rendered.html


def test_the_version_comes_with_it() -> None:
    assert render("words").version == RENDERER_VERSION


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("", ""),
        ("  \n\n", ""),
        ("one\ntwo", "<p>one<br>\ntwo</p>"),
        ("*a* **b** `c`", "<p><em>a</em> <strong>b</strong> <code>c</code></p>"),
        ("# One\n## Two\n### Three\nwords", "<h4>One</h4>\n<h5>Two</h5>\n<h6>Three</h6>\n<p>words</p>"),
        ("Title\n===\nwords", "<h4>Title</h4>\n<p>words</p>"),
        ("tried:\n- restart\n- rollback", "<p>tried:</p>\n<ul>\n<li>restart</li>\n<li>rollback</li>\n</ul>"),
        ("3. c\n4. d", '<ol start="3">\n<li>c</li>\n<li>d</li>\n</ol>'),
        ("> said", "<blockquote>\n<p>said</p>\n</blockquote>"),
        ("a\n\n---\n\nb", "<p>a</p>\n<hr>\n<p>b</p>"),
        ("```sql\nselect 1 < 2;\n```", "<pre><code>select 1 &lt; 2;\n</code></pre>"),
        ("~~~\n\tx\n~~~\nafter", "<pre><code>\tx\n</code></pre>\n<p>after</p>"),
        ("```\nnever closed", "<pre><code>never closed\n</code></pre>"),
        ("<b>raw</b> &amp; a < b", "<p>&lt;b&gt;raw&lt;/b&gt; &amp; a &lt; b</p>"),
        ("a\r\nb\rc", "<p>a<br>\nb<br>\nc</p>"),
    ],
)
def test_structure(source: str, expected: str) -> None:
    assert html(source) == expected


@pytest.mark.parametrize("step", ["  ", "   ", "    "])
def test_lists_nest_by_two_three_or_four_spaces(step: str) -> None:
    nested = html(f"- a\n{step}- b\n{step}{step}- c\n- d")
    assert nested.replace("\n", "") == "<ul><li>a<ul><li>b<ul><li>c</li></ul></li></ul></li><li>d</li></ul>"


def test_further_paragraphs_stay_inside_their_item() -> None:
    listed = html("1. a\n\n   more\n2. b\n\nafter").replace("\n", "")
    assert listed == "<ol><li><p>a</p><p>more</p></li><li><p>b</p></li></ol><p>after</p>"


def test_tables() -> None:
    table = html("| a | b |\n|:--|--:|\n| 1 | `x|y` |")
    assert '<th align="left">a</th>' in table
    assert '<td align="right"><code>x|y</code></td>' in table


@pytest.mark.parametrize(
    ("reference", "path"),
    [("INC-12", "/incidents/12/"), ("ACT-5", "/action-items/5/"), ("REP-3", "/reports/3/")],
)
def test_references_become_links_without_anything_from_the_other_object(reference: str, path: str) -> None:
    assert html(f"see ({reference}).") == f'<p>see (<a class="ref" href="{path}">{reference}</a>).</p>'


@pytest.mark.parametrize(
    "text", ["INC-12x", "XINC-1", "INC-0", "INC-012", "inc-1", "INC-1-2", "a/INC-3", "INC-1234567890", "`INC-3`"]
)
def test_what_only_looks_like_a_reference_stays_text(text: str) -> None:
    assert "<a" not in html(text)


def test_references_and_mentions_inside_links_and_code_stay_text() -> None:
    assert html("[INC-4 @ana](https://a.example)").count("<a") == 1
    assert "mention" not in html("`@ana` and\n\n```\n@ana INC-3\n```")


@pytest.mark.parametrize(
    ("text", "name"),
    [("@amina look", "@amina"), ("(@amina.otieno)", "@amina.otieno"), ("thanks @ana.", "@ana"), ("@a-b", "@a-b")],
)
def test_names_are_marked(text: str, name: str) -> None:
    assert f'<span class="mention">{name}</span>' in html(text)


@pytest.mark.parametrize("text", ["ana@example.com", "@1", "x@y", "@@ana", "https://a.example/@ana"])
def test_other_at_signs_are_not(text: str) -> None:
    assert "mention" not in html(text)


@pytest.mark.parametrize(
    ("text", "address", "after"),
    [
        ("https://a.example/b?c=1&d=2", "https://a.example/b?c=1&amp;d=2", ""),
        ("(see https://a.example/b).", "https://a.example/b", ")."),
        ("https://a.example/(b)", "https://a.example/(b)", ""),
        ('"https://a.example"', "https://a.example", '"'),
        ("https://a.example/<b", "https://a.example/", "&lt;b"),
        ("<https://a.example/INC-1>", "https://a.example/INC-1", ""),
    ],
)
def test_bare_addresses_become_links(text: str, address: str, after: str) -> None:
    assert f'<a href="{address}" {REL}>{address}</a>{after}</p>' in html(text)


def test_links_and_their_definitions_reach_across_the_whole_text() -> None:
    filler = "\n\n".join(["A paragraph of words that fills a batch."] * 400)
    rendered = html(f'[Status Page][s]\n\n{filler}\n\n[s]: https://a.example "Now"')
    assert f'<a href="https://a.example" title="Now" {REL}>Status Page</a>' in rendered


@pytest.mark.parametrize(
    "address", ["//a.example", "javascript:alert(1)", "data:text/html,x", "/\\a.example", "ftp://a.example", "page"]
)
def test_other_addresses_lose_their_target(address: str) -> None:
    assert "href" not in html(f"[words]({address})")


def test_angles_inside_attributes_end_no_tag() -> None:
    linked = html('[INC-1](http://a.example/>INC-2 "INC-3 > @ana <")')
    assert linked.count("<a") == 1
    assert "mention" not in linked


def test_our_own_pictures_show_and_others_become_links() -> None:
    assert html(f"![graph]({PICTURE})") == f'<p><img alt="graph" src="{PICTURE}"></p>'
    assert html("![graph](https://a.example/x.png)") == f'<p><a href="https://a.example/x.png" {REL}>graph</a></p>'


@pytest.mark.parametrize("path", ["/attachments/../admin/", PICTURE + "/../../../admin/", PICTURE + "?a=1", "/logout"])
def test_other_paths_are_no_pictures(path: str) -> None:
    assert "<img" not in html(f"![x]({path})")


def test_text_beyond_the_limit_is_refused_in_words() -> None:
    assert render("é" * (LONGEST // 2)).html
    with pytest.raises(TextTooLong, match="256 kB"):
        render("é" * (LONGEST // 2) + "x")


def test_threads_do_not_meet() -> None:
    found: list[str] = []
    sources = [f"*{number}* [x][r]\n\n[r]: https://{number}.example" for number in range(8)]
    threads = [threading.Thread(target=lambda s=source: found.append(render(s * 20).html)) for source in sources]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == sorted(render(source * 20).html for source in sources)


@pytest.mark.parametrize("rows", [299, 300, 301, 2_000])
def test_a_long_table_is_one_table(rows: int) -> None:
    table = "| time | what |\n|---|:-:|\n" + "\n".join(f"| {row} | *it* |" for row in range(rows))
    rendered = render(f"Before\n\n{table}\n\nAfter")
    assert not rendered.fell_back
    assert (rendered.html.count("<table>"), rendered.html.count("<thead>")) == (1, 1)
    assert rendered.html.count("<tr>") == rows + 1
    assert [f">{row}</td>" in rendered.html for row in range(rows)] == [True] * rows
    assert rendered.html.count('<td align="center"><em>it</em></td>') == rows
    assert rendered.html.index("Before") < rendered.html.index("<table>") < rendered.html.index("After")
    assert faults(rendered.html) == []


def test_of_a_table_too_large_to_render_no_row_is_lost_and_no_head_repeated() -> None:
    table = "| a | b |\n|---|---|\n" + "\n".join(f"| n{row} | [x](y) *z* `q` |" for row in range(9_000))
    rendered = render(table)
    assert rendered.fell_back
    assert all(f"n{row} " in rendered.html or f"n{row}<" in rendered.html for row in range(9_000))
    assert rendered.html.count("|---|") == 0


def test_what_turns_the_direction_of_text_around_is_shown() -> None:
    rendered = render("Paid \u202eDSU 001\u2069\n\n`\u2066x` [שלום](https://a.example/\u202e)").html
    assert "<p>Paid ⟨U+202E⟩DSU 001⟨U+2069⟩</p>" in rendered
    assert "<code>⟨U+2066⟩x</code>" in rendered
    assert "שלום" in rendered
    assert not set(rendered) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
    assert "⟨U+202E⟩" * 80_000 in render("\u202e" * 80_000).html


def test_a_long_table_stands_in_a_frame_that_the_keyboard_scrolls() -> None:
    short, long = ("| a |\n|---|\n" + "| x |\n" * rows for rows in (40, 41))
    assert framed(render(short).html) == render(short).html
    html = framed(f"{render(short).html}{render(long).html}")
    assert html.count('<div class="table-frame" role="region" tabindex="0" aria-label="Table, 41 rows"><table>') == 1
    assert html.count("</table></div>") == 1
