"""Documents changed at random: what somebody's editor, converter or mail program could have made of them."""

from pathlib import Path

TEXTS = Path(__file__).parent / "texts"
MOST = 256_000
PIECES = (
    "\n",
    "\n\n",
    " ",
    "\t",
    "- ",
    "* ",
    "1. ",
    "# ",
    "## Timeline\n",
    "### 14:05\n",
    "**",
    "`",
    "```\n",
    "|",
    "| --- |\n",
    "> ",
    "<b>",
    "</table>",
    "<!--",
    "[",
    "](",
    ")",
    "(owner: ",
    "14:05",
    "25:99",
    "T+5",
    "2023-02-30",
    "04-12-2022",
    "31 June",
    "UTC",
    "GMT+99",
    "EST",
    "100%",
    "999 %",
    "\u00a0",
    "\u200b",
    "\ufeff",
    "\r",
    "\x0b",
    "é",
    "日本",
    "🔥",
    "&amp;",
    "&#0;",
    "\\",
    "---\n",
    "+++\n",
    "===\n",
    "Root cause: ",
    "Impact:",
    "Duration: ",
    "@",
    "http://",
    "and a half hours",
    "½",
    "٣",
    "²",
    "T",
    "00:00",
    "0000",
    "99999999999999999999",
    "Date: ",
)


def documents():
    return [path.read_text() for path in sorted(TEXTS.iterdir()) if path.suffix != ".json"]


def mutated(dice, sources):
    """One of the documents, cut, doubled, spliced with another one, and with pieces put in anywhere."""
    text = dice.choice(sources)
    for _ in range(dice.choice((1, 2, 5, 20))):
        at, to = sorted((dice.randrange(len(text) + 1), dice.randrange(len(text) + 1)))
        change = dice.randrange(5)
        if change == 0:
            text = text[:at] + dice.choice(PIECES) * dice.choice((1, 1, 2, 9)) + text[at:]
        elif change == 1:
            text = text[:at] + text[min(to, at + 80) :]
        elif change == 2:
            text = text[:to] + text[at:]
        elif change == 3:
            other = dice.choice(sources)
            text = text[:at] + other[dice.randrange(len(other)) :]
        else:
            text = text[:at] + text[at:to].swapcase() + text[to:]
    if dice.random() < 0.01:
        text *= MOST // max(1, len(text))
    return text[:MOST]
