"""No input makes a tag, an attribute or an address outside the list."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.markdown import render, sanitize
from tests.core.html_check import faults

UUID = "0f8fad5b-d9cd-469f-a165-70867728950e"

RAW = """
<script>alert(1)</script>
<SCRIPT SRC=//evil.example/x.js></SCRIPT>
<scr<script>ipt>alert(1)</scr</script>ipt>
<img src=x onerror=alert(1)>
<img/src="x"/onerror=alert(1)>
<img src="javascript:alert(1)">
<svg onload=alert(1)>
<svg><script>alert(1)</script></svg>
<svg><a xlink:href="javascript:alert(1)">x</a></svg>
<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>
<iframe src="javascript:alert(1)"></iframe>
<iframe srcdoc="<script>alert(1)</script>"></iframe>
<object data="data:text/html,x"></object>
<embed src="//evil.example">
<form action="/logout"><button>x</button></form>
<input autofocus onfocus=alert(1)>
<body onload=alert(1)>
<link rel=stylesheet href=//evil.example/x.css>
<meta http-equiv=refresh content="0;url=//evil.example">
<base href="//evil.example/">
<style>*{background:url(//evil.example)}</style>
<div style="position:fixed;inset:0">x</div>
<a href="javascript:alert(1)">x</a>
<a href="jav&#x09;ascript:alert(1)">x</a>
<p id="main" class="btn btn-danger" onclick=alert(1)>x</p>
<!-- comment --><b>x</b>
<!--><script>alert(1)</script>-->
<![CDATA[<script>alert(1)</script>]]>
<?xml version="1.0"?><script>alert(1)</script>
<!DOCTYPE html><html><head></head></html>
<template><script>alert(1)</script></template>
<noscript><p title="</noscript><img src=x onerror=alert(1)>">
<video><source onerror=alert(1)></video>
<details open ontoggle=alert(1)>
<marquee onstart=alert(1)>
<textarea></textarea><script>alert(1)</script>
<xmp><script>alert(1)</script></xmp>
<plaintext>
<a/href="//evil.example">x
&lt;script&gt;alert(1)&lt;/script&gt;
&#60;script&#62;alert(1)&#60;/script&#62;
[x](javascript:alert(1))
[x](JaVaScRiPt:alert(1))
[x](javascript&colon;alert(1))
[x](javascript&#58;alert(1))
[x](&#106;avascript:alert(1))
[x](java\tscript:alert(1))
[x]( javascript:alert(1))
[x](\x01javascript:alert(1))
[x](vbscript:msgbox(1))
[x](data:text/html;base64,PHNjcmlwdD4=)
[x](file:///etc/passwd)
[x](//evil.example)
[x](/\\evil.example)
[x](\\\\evil.example)
[x](/\t/evil.example)
[x](https:evil.example)
[x](http://a.example" onmouseover="alert(1))
[x](http://a.example 'a" onmouseover="alert(1)')
[x](http://a.example "a' onmouseover='alert(1)")
[x](<javascript:alert(1)>)
[x](http://a.example"onclick=alert(1))
[x"onclick="alert(1)](http://a.example)
[<img src=x onerror=alert(1)>](http://a.example)
[![x](javascript:alert(1))](javascript:alert(2))
![x](javascript:alert(1))
![x](https://evil.example/pixel.png)
![x](//evil.example/pixel.png)
![x](/attachments/UUID/../../admin/)
![x](/attachments/UUID/x?next=//evil.example)
![x" onerror="alert(1)](/attachments/UUID/x.png)
![x](/attachments/UUID/x.png "a" onerror="alert(1)")
![x](data:image/svg+xml,<svg/onload=alert(1)>)
[x][1]\n\n[1]: javascript:alert(1)
[x][1]\n\n[1]: http://a.example "a\\" onclick=\\"alert(1)"
![x][1]\n\n[1]: data:image/png;base64,AAAA
<javascript:alert(1)>
<http://a.example/"onclick="alert(1)>
<a@b.example"onclick="alert(1)>
https://a.example/"onclick="alert(1)
https://a.example/<script>alert(1)</script>
https://a.example/&quot;onclick=alert(1)
https://javascript:alert(1)@evil.example
INC-1"onclick="alert(1)
@ana"onclick="alert(1)
@<script>alert(1)</script>
```html\n</code></pre><script>alert(1)</script>\n```
```"><script>alert(1)</script>\nx\n```
~~~{.x onclick=alert(1)}\nx\n~~~
`</code><script>alert(1)</script>`
| <script>alert(1)</script> | b |\n|---|---|\n| <img src=x onerror=alert(1)> | x |
# <script>alert(1)</script> {#id .class onclick=alert(1)}
> <script>\n> alert(1)\n> </script>
- <script>\n  alert(1)\n  </script>
*<script>*alert(1)*</script>*
**bold<script>**alert(1)</script>
\\<script>alert(1)\\</script>
\x02wzxhzdk:0\x03 \x02klzzwxh:0000\x03 \x02amp\x03lt;script>
wzxhzdk:0 klzzwxh:0000
<scr\x00ipt>alert(1)</scr\x00ipt>
"""
INJECTIONS = [
    line.replace("\\n", "\n").replace("\\t", "\t").replace("UUID", UUID) for line in RAW.strip().split("\n") if line
]


@pytest.mark.parametrize("source", INJECTIONS)
def test_injections(source: str) -> None:
    assert faults(render(source).html) == []


@pytest.mark.parametrize("source", INJECTIONS)
def test_injections_inside_other_markup(source: str) -> None:
    wrapped = f"# {source}\n\n> - *{source}*\n\n[{source}](https://a.example)\n\n| a | b |\n|---|---|\n| {source} | x |"
    assert faults(render(wrapped).html) == []


@pytest.mark.parametrize("source", INJECTIONS)
def test_the_allow_list_holds_by_itself(source: str) -> None:
    assert faults(sanitize(f"<p>{source}</p>")) == []


def test_enough_of_them() -> None:
    assert len(INJECTIONS) >= 80


@given(
    st.lists(st.sampled_from([*INJECTIONS, "\n", "\n\n", "    ", "`", "```\n", "[", "](", ")", "> ", "|"]), max_size=6)
)
def test_mixtures(parts: list[str]) -> None:
    assert faults(render("".join(parts)).html) == []


@given(st.text(st.sampled_from("<>[]()!*_`\"'&;#:/\\|~-=+ \n\tax1@hINC\x02\x03"), max_size=200))
def test_any_text(source: str) -> None:
    assert faults(render(source).html) == []


@given(st.text(max_size=200))
def test_any_characters(source: str) -> None:
    rendered = render(source)
    assert faults(rendered.html) == []
    assert not set(rendered.html) & set(map(chr, [*range(9), *range(11, 32)]))
