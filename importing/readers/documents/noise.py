"""What is no part of the document: what a web page left around it, and captions of pictures that are not there."""

import re
from collections.abc import Sequence
from itertools import pairwise, takewhile

from importing.readers.documents.code_words import is_code_word
from importing.readers.documents.lines import Kind, Line
from importing.readers.documents.part_names import part_of
from importing.readers.documents.parts import Part

# From such a line on, everything is the page's and not the author's.
_FOOTER = re.compile(
    r"(?:subscribe to (?:my|our|the|this) newsletter|read articles from .{1,80}|written by"
    r"|published in|more from .{1,60}|recommended (?:from medium|reading|articles)"
    r"|responses? \(\d+\)"
    r"|did you find this article (?:valuable|helpful).{0,40}|share this (?:article|post)"
    r"|leave a (?:comment|reply)|related (?:posts|articles)|sign up (?:for|to) .{1,80}"
    r"|about the author"
    r"|follow (?:me|us) on .{1,60}|get .{1,60} stories in your inbox.{0,40}"
    r"|top comments.{0,20}|no responses yet|further articles)\.?",
    re.IGNORECASE,
)
_ANYWHERE = re.compile(
    r"(?:\d+ min(?:ute)?s? read.{0,40}|·|follow|share|listen|like|comment|sign (?:in|up)"
    r"|open in app|edit this page|back to top|copy(?: link)?|\d{1,5}|view (?:raw|source)"
    r"|member-only story|image (?:source|credit|by).{0,80}"
    r"|photo by .{1,80}|©.{0,120}|all rights reserved.{0,40}|posted (?:on|by|in) .{1,60}"
    r"|source: (?:https?://)?\S{1,200}|\[toc\])",
    re.IGNORECASE,
)
# Above everything.
_HEADER = re.compile(
    r"\W*(?:skip (?:to )?(?:the )?(?:main )?(?:content|navigation|search)|(?:toggle|main) (?:navigation"
    r"|menu)|menu|search"
    r"|home|log ?in|sign (?:in|up)|print this page|(?:go )?back to (?:the )?(?:blog|news|home|all posts"
    r"|(?:\w+ )?status(?: page)?).{0,20})\W*",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"<?https?://\S{1,2000}>?")
_PICTURE = re.compile(r"<?https?://\S{1,1000}\.(?:png|jpe?g|gif|svg|webp)(?:\?\S{0,500})?>?", re.IGNORECASE)
_IN_ITALICS = re.compile(r"\*[^*\s][^*]{0,200}\*|_[^_\s][^_]{0,200}_|<(?:em|i|small|figcaption)>[^<>]{0,200}</\w+>")
_ALL_IN_ITALICS = re.compile(r"\*[^*\s][^*]{5,2000}\*|_[^_\s][^_]{5,2000}_")
_ASKS = re.compile(
    r"(?:add|address|briefly|copy|describe|detail|document|ensure|explain|fill|give|identify|in this section|include"
    r"|list|mention|outline|please|provide|quantify|summari[sz]e|this section|to be|write"
    r"|one (?:paragraph|sentence)|a (?:short|brief|concise))\b"
    r"|(?:what|when|who|how|which|why|where|did|was|were)\b.*\?$",
    re.IGNORECASE,
)
_TELLS_WHEN = re.compile(r"\d:\d\d")
_LONGEST = 140
_LONGEST_CAPTION = 90
_KNOWN = frozenset(
    {Part.TIMELINE, Part.ROOT_CAUSE, Part.RESOLUTION, Part.ACTIONS, Part.MEASURES, Part.LESSONS, Part.IMPACT}
)


def noise_of(lines: Sequence[Line]) -> set[int]:
    """The numbers of the lines that are left over."""
    found = {line.number for line in lines if _is_aside(line)}
    told = [line for line in lines if line.kind is not Kind.BLANK and line.kind is not Kind.ASIDE]
    found |= {line.number for line in told if is_code_word(line)}
    found |= _around_pictures(told) | _below_pictures(lines)
    found |= {line.number for line in takewhile(lambda line: _HEADER.fullmatch(line.words[:_LONGEST]), told)}
    return found | _hints(told) | _footer(told)


def _is_aside(line: Line) -> bool:
    """Front matter, comments and addresses of links; marks of code, rules and pictures stay in their part."""
    if line.kind is not Kind.ASIDE or line.text:
        return False
    raw = line.raw.strip()
    return bool(raw) and not raw.startswith(("```", "~~~", "!", "<img", "<a", "<p", "<br"))


def _hints(told: Sequence[Line]) -> set[int]:
    """What the template says, in italics below a heading, of how to fill in the part that is filled in below it."""
    return {
        line.number
        for above, line, below in zip(told, told[1:], told[2:], strict=False)
        if above.kind is Kind.HEADING
        and line.kind is Kind.TEXT
        and (below.kind is not Kind.HEADING or below.level > above.level)
        and _ALL_IN_ITALICS.fullmatch(line.raw.strip())
        and _ASKS.match(line.words)
        and not _TELLS_WHEN.search(line.words)
    }


def _around_pictures(told: Sequence[Line]) -> set[int]:
    """Addresses of pictures, and of the page itself at the top, with the captions above them."""
    found: set[int] = set()
    for at, line in enumerate(told):
        if line.kind is not Kind.TEXT or not line.words.startswith(("http", "<http")):
            continue
        if _PICTURE.fullmatch(line.words):
            found.add(line.number)
            above = told[at - 1] if at else None
            if (
                above
                and above.kind is Kind.TEXT
                and len(above.words) <= _LONGEST_CAPTION
                and above.words[-1] not in ".:!?"
                and at > 1
            ):
                found.add(above.number)
        elif at == 0 and _ADDRESS.fullmatch(line.words):
            found.add(line.number)
    return found


def _below_pictures(lines: Sequence[Line]) -> set[int]:
    """Captions in italics right below a picture."""
    return {
        line.number
        for above, line in pairwise(lines)
        if above.kind is Kind.ASIDE
        and above.raw.lstrip().startswith(("![", "<img"))
        and _IN_ITALICS.fullmatch(line.raw.strip())
    }


def _footer(told: Sequence[Line]) -> set[int]:
    begin = next((at for at, line in enumerate(told) if _ends_here(told, at, line)), None)
    if begin is None:
        return set()
    while begin and len(told[begin - 1].words) <= _LONGEST and _ANYWHERE.fullmatch(told[begin - 1].words):
        begin -= 1
    return {line.number for line in told[begin:]}


def _ends_here(told: Sequence[Line], at: int, line: Line) -> bool:
    if len(line.words) > _LONGEST or at < len(told) // 3 or not _FOOTER.match(line.words):
        return False
    return not any(
        part_of(later.words) in _KNOWN for later in told[at + 1 :] if later.kind in {Kind.HEADING, Kind.TEXT}
    )
