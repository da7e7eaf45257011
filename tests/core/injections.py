"""Strings that try to run a script, made of what would run it and of the Markdown around it; and mutations of them."""

import random
from collections.abc import Iterator

ATTACHMENT = "/attachments/0f8fad5b-d9cd-469f-a165-70867728950e/x.png"

# Each would run `ran()`, or ask another server, if a page took it as it is. In a row, so that a failure names it.
VECTORS = (
    "<script>ran()</script>",
    "<ScRiPt\n>ran()</sCrIpT >",
    "<img src=nothing onerror=ran()>",
    '<img/src="nothing"/onerror="ran()"/>',
    "<svg/onload=ran()>",
    "<svg><animate onbegin=ran() attributeName=x dur=1s>",
    "<math><a xlink:href=javascript:ran()>x</a></math>",
    '<iframe srcdoc="<script>parent.ran()</script>"></iframe>',
    "<iframe src=javascript:parent.ran()></iframe>",
    "<details open ontoggle=ran()>x</details>",
    "<input autofocus onfocus=ran()>",
    "<body onpageshow=ran()>",
    "<video><source onerror=ran()></video>",
    "<style>@import 'http://evil.example/x.css';</style>",
    "<link rel=stylesheet href=http://evil.example/x.css>",
    "<p style=\"background:url('http://evil.example/x')\" onmouseover=ran()>x</p>",
    '<noscript><p title="</noscript><img src=nothing onerror=ran()>">',
    "<template><s></template><img src=nothing onerror=ran()>",
    "javascript:ran()",
    "java\tscript:ran()",
    "data:text/html,<script>ran()</script>",
    '" onmouseover="ran()" x="',
    "' onmouseover='ran()' x='",
    "-->]]></textarea></title></style><img src=nothing onerror=ran()>",
    "&lt;img src=nothing onerror=ran()&gt;",
)

# Where it stands.
CARRIERS = (
    "{}",
    "# {} {{#x onclick=ran()}}",
    "> - 1. {}",
    "*{}* **{}** _{}_",
    "`{}` ``{}``",
    "```{}\n{}\n```",
    "[x]({})",
    '[{}](http://a.example "{}")',
    "![{}]({})",
    "![x](" + ATTACHMENT + ' "{}")',
    "[x][r]\n\n[r]: {} '{}'",
    "<{}>",
    "| {} | b |\n|:-|-:|\n| x | {} |",
)

_BITS = (
    *("<", ">", '"', "'", "`", "&", ";", "=", "/", "\\", ":", "(", ")", "[", "]", "!", "|", "#", "*", "_", "-", "\n"),
    *("\t", " ", "\x00", "\x02", "\x03", "\x0b", "\x0c", "\xa0", "\u200b", "\u2028", "\u202e", "\ufeff", "\uff1c"),
    *(
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "<?",
        "</",
        "&lt;",
        "&#x3c;",
        "&colon;",
        "&Tab;",
        "&#0;",
        "\\<",
        "\n\n",
        "    ",
    ),
    *("{entry 1}", "INC-1", "@ana", "klzzwxh:0001", "\x02klzzwxh:0000\x03", "\x02amp\x03lt;", "https://a.example/"),
)


def injections() -> list[str]:
    """Every vector in every carrier."""
    return [
        carrier.replace("{{", "{").replace("}}", "}").replace("{}", vector)
        for vector in VECTORS
        for carrier in CARRIERS
    ]


def mutations(count: int, seed: int) -> Iterator[str]:
    """So many of them at random, each changed in one to six places."""
    dice, known = random.Random(seed), injections()
    for _ in range(count):
        text = dice.choice(known)
        for _ in range(dice.randint(1, 6)):
            text = _mutated(text, known, dice)
        yield text


def _mutated(text: str, known: list[str], dice: random.Random) -> str:
    start = dice.randrange(len(text) + 1)
    end = min(len(text), start + dice.choice([1, 1, 2, 5, 20]))
    piece = text[start:end]
    instead = dice.choice(
        [
            "",
            dice.choice(_BITS),
            dice.choice(_BITS) + piece,
            piece + piece,
            piece.swapcase(),
            "".join(f"&#{ord(letter)};" for letter in piece),
            "".join(f"&#x{ord(letter):x}" for letter in piece),
            piece[::-1],
            dice.choice(known),
            dice.choice(_BITS).join(piece),
        ]
    )
    return text[:start] + instead + text[end:]
