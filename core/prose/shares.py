"""Parts of something in running text: `75% of our users`, `about half of all requests`, `all users`."""

import re

from core.prose.finds import FoundShare

_OF_ALL = r"(?:all\s+(?:of\s+)?|of\s+|the\s+|our\s+|their\s+|your\s+|its\s+|total\s+|active\s+|overall\s+|incoming\s+)*"
# A few words in small letters or with a hyphen, none of which begins another part of the sentence.
_STOP = (
    r"(?:were|was|is|are|be|been|being|had|has|have|could|would|will|did|do|does|may|might|can"
    r"|cannot|who|that|which|and|or|but"
    r"|during|when|while|for|from|to|in|on|at|by|with|as|experienced|saw|received|affected"
    r"|failed|failing|got|went|lost|due|because"
    r"|until|after|before|since|between|over|within|across|using|trying|attempting|unable"
    r"|making|resulting|returned|we|it|they|there)"
)
_NOUN = rf"(?!{_STOP}\b)[A-Za-z][\w'’/-]{{1,24}}"
_NOUNS = rf"(?P<of>{_NOUN}(?:[ \t](?!\w+ed\b){_NOUN}){{0,3}})"
_PERCENT = re.compile(
    r"(?<![\w.,/-])(?:(?P<low>\d{1,3}(?:\.\d{1,4})?)\s?%?\s?(?:-|–"
    r"|to)\s?)?(?P<percent>\d{1,3}(?:\.\d{1,4})?)\s?(?:%|percent\b|per\s?cent\b)"
    rf"(?:\s+of\s+{_OF_ALL}{_NOUNS}|\s+(?P<bare>(?:users|customers|requests|traffic|sessions"
    r"|calls|orders|visitors)\b))?",
    re.IGNORECASE,
)
_WHO = (
    r"(?P<of>(?:[a-z-]+\s+)?(?:users|customers|clients|visitors|requests|tenants|subscribers|merchants|accounts"
    r"|orders|traffic))\b"
)
_WHOLE = re.compile(
    r"\b(?:(?P<all>all(?:\s+of)?(?:\s+(?:the|our))?|every\s+one\s+of\s+our|100\s?%\s+of)"
    r"|(?P<half>half(?:\s+of)?(?:\s+(?:the|our|all))*)"
    r"|(?P<third>(?:a|one)[\s-]third\s+of(?:\s+(?:the|our|all))*)"
    r"|(?P<thirds>two[\s-]thirds\s+of(?:\s+(?:the|our|all))*)"
    r"|(?P<quarter>(?:a|one)[\s-]quarter\s+of(?:\s+(?:the|our|all))*)"
    rf"|(?P<quarters>three[\s-]quarters\s+of(?:\s+(?:the|our|all))*))\s+{_WHO}",
    re.IGNORECASE,
)
# `All customers in Europe`, `all users who paid by card`: all of some, which is no share of all.
_OF_SOME = re.compile(
    r"\s+(?:(?:in|from|at|of)\s+(?:the\s+|our\s+)?(?!(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\b)[A-Z]"
    r"|(?:who|whose|with|without|using)\b)"
)
_PARTS = {"all": 100.0, "half": 50.0, "third": 33.3, "thirds": 66.7, "quarter": 25.0, "quarters": 75.0}
_ABOUT = re.compile(
    r"(?:about|around|approximately|approx\.?|roughly|nearly|almost|over|more than|at least|less than|under"
    r"|up to|~|≈)\s*$",
    re.IGNORECASE,
)
_NOT = re.compile(r"\bnot\s*$", re.IGNORECASE)
_LEADING = 20
_MOST = 100


def shares_in(text: str) -> list[FoundShare]:
    """The shares that a text names, in order. `10–15 %` is about 15 %."""
    found = [share for match in _PERCENT.finditer(text) if (share := _percent(match, text))]
    taken = [(share.start, share.end) for share in found]
    at = 0
    for match in _WHOLE.finditer(text):
        while at < len(taken) and taken[at][1] <= match.start():
            at += 1
        if (at < len(taken) and taken[at][0] < match.end()) or _NOT.search(
            text[max(0, match.start() - 8) : match.start()]
        ):
            continue
        part = next(name for name in _PARTS if match[name])
        if part == "all" and _OF_SOME.match(text, match.end()):
            continue
        is_about = part in {"third", "thirds"} or _is_about(text, match.start())
        found.append(FoundShare(match.start(), match.end(), _PARTS[part], " ".join(match["of"].split()), is_about))
    return sorted(found, key=lambda share: share.start)


def _percent(match: re.Match[str], text: str) -> FoundShare | None:
    percent = float(match["percent"])
    if percent > _MOST:
        return None
    of = " ".join((match["of"] or match["bare"] or "").split())
    return FoundShare(match.start(), match.end(), percent, of, bool(match["low"]) or _is_about(text, match.start()))


def _is_about(text: str, at: int) -> bool:
    return _ABOUT.search(text[max(0, at - _LEADING) : at]) is not None
