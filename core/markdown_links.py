"""References, mentions and bare addresses in rendered HTML become links and marks; code and links are left alone."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

from core.references import reference

REL = "nofollow noopener noreferrer"

_TAG = re.compile(r"(<[^<>]*>)")  # the sanitizer escapes both inside attributes
_TAG_NAME = re.compile(r"</?([a-z0-9]+)")
_LEFT_ALONE = frozenset({"a", "code", "pre"})
_TOKEN = re.compile(
    r"(?P<url>(?<![\w/])https?://(?:(?!&(?:lt|gt|quot|nbsp|#x27);)[^\s<>\"'`])+)"
    r"|(?<![\w/.-])(?P<prefix>[A-Z]{2,8})-(?P<number>[1-9]\d{0,8})(?![\w-])"
    r"|(?<![\w@./+-])@(?P<name>[A-Za-z][\w-]{0,40}(?:\.[\w-]{1,40}){0,3})"
)
_REFERENCE = re.compile(r'<a class="ref" href="[^"]*">([A-Z]{2,8})-([0-9]{1,9})</a>')
_MENTION = re.compile(r'<span class="mention">@([^<]+)</span>')

References = Mapping[str, set[int]]  # the numbers by their prefix


def references_in(rendered: Iterable[str]) -> References:
    """The references that rendered texts link to."""
    found: defaultdict[str, set[int]] = defaultdict(set)
    for html in rendered:
        for prefix, number in _REFERENCE.findall(html):
            found[prefix].add(int(number))
    return found


def mentions_in(rendered: Iterable[str]) -> list[str]:
    """The names after @ that rendered texts mark."""
    return [name for html in rendered if "mention" in html for name in _MENTION.findall(html)]


def link_mentions(html: str, pages: Mapping[str, str]) -> str:
    """Rendered Markdown in which each @name leads to the address that `pages` has for it in small letters, if any."""

    def linked(found: re.Match[str]) -> str:
        page = pages.get(found[1].lower())
        return f'<a class="mention" href="{page}">@{found[1]}</a>' if page else found[0]

    return _MENTION.sub(linked, html) if pages else html


def replace_marks(html: str, *, referred: Callable[[str, int], str], mentioned: Callable[[str], str]) -> str:
    """Rendered Markdown with other HTML for each reference and each @name, which comes without the @."""
    html = _REFERENCE.sub(lambda found: referred(found[1], int(found[2])), html)
    return _MENTION.sub(lambda found: mentioned(found[1]), html)


def without_references(text: str, instead: str = "") -> str:
    """Plain text without words such as `INC-12`; those that stand for nothing stay."""
    return _TOKEN.sub(lambda found: instead if found["prefix"] and reference(found["prefix"]) else found[0], text)


def decorate(html: str) -> str:
    """Link references such as `INC-12` and bare http addresses, and mark `@name`, in sanitized HTML."""
    depth = 0
    out: list[str] = []
    for index, piece in enumerate(_TAG.split(html)):
        if index % 2 == 0:
            out.append(piece if depth else _TOKEN.sub(_marked_up, piece))
            continue
        name = _TAG_NAME.match(piece)
        if name and name[1] in _LEFT_ALONE:
            depth += -1 if piece.startswith("</") else 1
        out.append(piece)
    return "".join(out)


def _marked_up(match: re.Match[str]) -> str:
    if match["prefix"]:
        named = reference(match["prefix"])
        return f'<a class="ref" href="{named.address(int(match["number"]))}">{match[0]}</a>' if named else match[0]
    if match["name"]:
        return f'<span class="mention">{match[0]}</span>'
    address = _without_closing_marks(match["url"])
    return f'<a href="{address}" rel="{REL}">{address}</a>{match["url"][len(address) :]}'


def _without_closing_marks(address: str) -> str:
    """The address without what ends the sentence around it, such as the last two of `(see https://a.example/b).`."""
    kept = len(address)
    surplus = address.count(")") - address.count("(")
    while kept and (address[kept - 1] in ".,;:!?*_" or (address[kept - 1] == ")" and surplus > 0)):
        if address[kept - 1] == ";" and "&" in address[max(0, kept - 8) : kept]:
            break  # the end of an entity such as &amp;
        surplus -= address[kept - 1] == ")"
        kept -= 1
    return address[:kept]
