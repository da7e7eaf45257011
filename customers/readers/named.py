"""Names of customers that stand in a text."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

LONG_ENOUGH = 4  # a name without its legal form, so that "Go Ltd" is not found in every sentence
_FORMS = frozenset(
    "ag bv co company corp corporation gmbh inc incorporated limited llc".split()  # noqa: SIM905
    + "llp ltd nv oy plc pty sa sarl se spa srl".split()  # noqa: SIM905
)
_NO_WORD = re.compile(r"[^\w]+|_+")


def folded(text: str) -> str:
    """Words without case, accents and signs, one space around each."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(each for each in apart if unicodedata.category(each) not in {"Mn", "Cf"})
    plain = re.sub("['\u2018\u2019`]", "", plain)
    return f" {' '.join(_NO_WORD.sub(' ', plain).split())} "


def names_in(text: str, names: Iterable[str], own: Sequence[str] = ()) -> list[str]:
    """Those of the names that stand in the text as whole words, in their order; `own` names are not looked at.

    A name is also found without its legal form, and one in a script without spaces anywhere.
    """
    said = folded(text)
    for mine in sorted((folded(name) for name in own), key=len, reverse=True):
        said = said.replace(mine, " ") if mine.strip() else said
    return [name for name in names if any(_stands(form, said) for form in _forms(name))]


def _forms(name: str) -> list[str]:
    """The name, and the name without its legal form."""
    whole = folded(name)
    words = whole.split()
    while words and words[-1] in _FORMS:
        words.pop()
    short = " ".join(words)
    return [whole, f" {short} "] if len(short) >= LONG_ENOUGH and f" {short} " != whole else [whole]


def _stands(form: str, said: str) -> bool:
    name = form.strip()
    if not name:
        return False
    return name in said if any(unicodedata.east_asian_width(each) in "WF" for each in name) else form in said
