"""Whether the title of an action item says something that somebody can check."""

import re

# Beginnings after which nobody can say whether it is done. What may be checked after all stays unmarked.
VAGUE = (
    *("improve", "investigate", "consider", "explore", "discuss", "think about", "look into", "look at", "try"),
    *("be careful", "be more careful", "be more aware", "pay attention", "pay more attention", "keep an eye on"),
    *("raise awareness", "more", "better", "remember to", "be mindful"),
)
_VAGUE = re.compile(rf"\s*({'|'.join(VAGUE)})\b", re.IGNORECASE)
_CHECKED = re.compile(
    r"\b(?:so that|until|to (?:at least|at most|under|below|above|less than|more than))\b|\d", re.IGNORECASE
)


def vague_beginning(title: str) -> str:
    """The words that cannot be checked; empty where the title says when it is done, or begins otherwise."""
    found = _VAGUE.match(title)
    return found[1] if found and not _CHECKED.search(title) else ""
