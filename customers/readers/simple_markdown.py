"""Rendered Markdown as the simple Markdown of words that leave the company: paragraphs, lists, bold, links."""

import re

from core.markdown_writer import markdown_of

_HEADING = re.compile(r"<(h[4-6])>(.*?)</\1>", re.DOTALL)
_PICTURE = re.compile(r'<img\b[^<>]*?\balt="([^"]*)"[^<>]*>|<img\b[^<>]*>')
_BLOCK = re.compile(r"</?(?:blockquote|table|thead|tbody)\b[^<>]*>|<hr[^<>]*>")
_ROW = re.compile(r"<tr\b[^<>]*>(.*?)</tr>", re.DOTALL)
_CELL = re.compile(r"<t[hd]\b[^<>]*>(.*?)</t[hd]>", re.DOTALL)
_CODE = re.compile(r"<pre>\s*<code[^<>]*>(.*?)</code>\s*</pre>", re.DOTALL)
_EMPTY = re.compile(r"<p>\s*</p>")


def simple_markdown(html: str) -> str:
    """Headings become bold, rows of tables lines, pictures what they are called; all words stay."""
    html = _HEADING.sub(r"<p><strong>\2</strong></p>", html)
    html = _PICTURE.sub(lambda found: found[1] or "", html)
    html = _ROW.sub(lambda row: f"<p>{' – '.join(_CELL.findall(row[1]))}</p>\n", html)
    html = _CODE.sub(lambda code: "".join(f"<p>{line}</p>\n" for line in code[1].splitlines()), html)
    return markdown_of(_EMPTY.sub("", _BLOCK.sub("", html)))
