"""A title out of longer prose: its first sentence, as far as it fits."""

import re
from textwrap import shorten

_NEXT_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[^\W\d_a-z])")  # so that *e.g. this* and *v2. 3* end none


def title_of(text: str, longest: int) -> str:
    """The first sentence of a text without its full stop, cut after a word; a longer word is cut itself."""
    first = " ".join(_NEXT_SENTENCE.split(text.strip(), maxsplit=1)[0].split()).removesuffix(".")
    if len(first) <= longest:
        return first
    whole_words = shorten(first, longest, placeholder=" …")
    return whole_words if len(whole_words) > longest // 2 else f"{first[: longest - 1]}…"
