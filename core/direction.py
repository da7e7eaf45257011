"""Characters that turn the direction of text around, so that it reads otherwise than it is: `invoice.\u202efdp.exe`.

Letters of languages written from right to left need none of them: browsers know the direction of each letter.
"""

import re

_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")


def with_turns_shown(text: str) -> str:
    """`⟨U+202E⟩` in the place of each of them."""
    return _TURNS.sub(lambda found: f"⟨U+{ord(found[0]):04X}⟩", text)


def without_turns(text: str) -> str:
    """The text without them."""
    return _TURNS.sub("", text)
