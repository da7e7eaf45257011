"""The words of rendered Markdown, for where no HTML can stand: a line of a list, a snippet of a search."""

import re
from html import unescape

# The two patterns are read by PostgreSQL, too. HTML that we stored holds no `>` outside of tags.
INLINE = r"</?(a|code|em|strong)( [^>]*)?>"  # leaves no gap: **bold**, with a comma
TAG = r"<[^>]*>"
_PICTURE = re.compile(r'<img[^>]*\balt="([^"]*)"[^>]*>')


def plain_words(rendered: str) -> str:
    """The text on one line, without any markup; pictures are there by the words that stand for them."""
    named = _PICTURE.sub(r"\1", rendered)
    return " ".join(unescape(re.sub(TAG, " ", re.sub(INLINE, "", named))).split())
