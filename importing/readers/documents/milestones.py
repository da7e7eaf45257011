"""Which milestones an entry may mark, by its words: guesses that a person looks at.

For each milestone one row of words or several, the surest first; each milestone is guessed once.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from importing.readers.documents.facts import ReadEntry

# (milestone, words that say so, words that say otherwise, whether the first or the last such entry is meant)
_TABLE: tuple[tuple[str, str, str, bool], ...] = (
    (
        "impact_started",
        r"(?:incident|outage|impact|issue|downtime|disruption)s? (?:begins?|began|starts?|started|occurr(?:ed|s))|(?:start|beginning|onset) of (?:the )?"
        r"(?:incident|outage|impact|downtime)|(?:went|goes|go|going) (?:down|offline)|(?:stops?|stopped|began|begins?|starts?|started) (?:responding|failing|to fail|returning|crashing|throwing|to drop)"
        r"|(?:first|initial) (?:errors?|failures?|impact)|becomes? unavailable|became unavailable|crashed|outage begins",
        r"still|again|resolved|restored",
        True,
    ),
    (
        "detected",
        r"\balert(?:s|ed|ing)?\b|\balarms?\b|\bpag(?:ed|es|er)\b|detect(?:ed|s|ion)|notic(?:ed|es?)|monitoring|discover(?:ed|s)|aware of|spotted|observed|observes"
        r"|reported by|(?:customers?|users?|clients?) (?:writes?|wrote|contacts?|contacted)|(?:users?|customers?|team)\b.{0,40}\breport(?:ed|s|ing)?\b|incoming report|first reports?",
        r"no (?:alert|alarm)|resolved|silenced|identified",
        True,
    ),
    (
        "reported",
        r"\b(?:users?|customers?|clients?|sales|support|somebody|someone|students?|community|people|partner)\b.{0,60}\b(?:report(?:ed|s|ing)?|complain(?:ed|s|ts)?|noticed)\b"
        r"|report(?:ed|s)? (?:by|from|of)|reported (?:the|it|this|an?)|complaints?|tickets? (?:were|was|is|arrives?|arrived|start)|reports? (?:that|of|from|start)",
        r"resolved|monitoring (?:system|tool) reported",
        True,
    ),
    (
        "acknowledged",
        r"acknowledg(?:ed|es)|(?:start(?:ed|s)?|began|begins?|beg[iu]n) (?:to )?(?:investigat|look|triag|debug)|investigation (?:begins|began|starts|started)|initial investigation|investigations? began"
        r"|(?:is|are|starts?|started) investigating|joins? (?:the )?(?:incident|call|channel)|on[ -]call (?:engineer|team).{0,40}(?:investigat|look|respond)|looked into|investigates\b|investigated",
        r"continue|identified (?:the )?root cause",
        True,
    ),
    (
        "identified",
        r"root causes? (?:of .{1,60})?(?:is |was |has been |were )?(?:identified|found|determined|discovered|known|detected|traced)|(?:identif(?:ied|ies)|found|finds|determin(?:ed|es)|pinpoint(?:ed|s)|discover(?:ed|s)|confirm(?:ed|s))\b.{0,60}\bcauses?\b",
        r"potential causes|possible causes?|several|not (?:be )?(?:identified|found)|suspected|continued|unable|could not|to (?:identify|determine|find)",
        True,
    ),
    (
        "identified",
        r"(?:identif(?:ied|ies|y)|found|finds|determin(?:ed|es)|pinpoint(?:ed|s)|discover(?:ed|s)|isolated|traced|located|confirm(?:ed|s))\b.{0,60}\b(?:cause|culprit|bug|misconfigur\w+|source|problem|fault|issue)"
        r"|root cause (?:is |was |has been )?(?:identified|found|determined|discovered|known)|(?:is|was) identified|cause (?:is |was )?(?:identified|found)|culprit|(?:issue|problem) traced to",
        r"potential causes|possible causes?|several|not (?:be )?(?:identified|found|related)|no (?:network )?issues?|ruled out|suspected|continued|unable|could not|began|begins|to (?:identify|determine|find)",
        True,
    ),
    (
        "mitigated",
        r"mitigat(?:ed|es|ion)|rolled back|rolls back|roll(?:ed|ing)? ?back|rollback|revert(?:ed|s|ing)?|deploy(?:ed|s)? (?:a |the )?(?:hot)?fix|fix (?:was |is |has been |successfully )?(?:deployed|applied|released|rolled|implemented)"
        r"|deployed (?:a |the )?fix|workaround|failed over|failover (?:to|complete)|accessible again|back (?:up|online|to normal)|recover(?:ed|s|ing)\b|restored|responded normally|fixed",
        r"decid(?:ed|es)|plan(?:ned|s)?|attempt|tried|did(?: not|n.t) (?:help|work|fix|remove|resolve)|but it re|reoccurrence|begins|unsuccessful|without success|still",
        False,
    ),
    (
        "resolved",
        r"resolv(?:ed|es|ing)\b|was resolve\b|all clear|incident (?:is |was )?(?:closed|over|ends?|ended)|outage (?:ends?|ended|over)|fully (?:restored|recovered|operational|functional)|full (?:service|functionality|recovery)"
        r"|(?:service|services|operations?|everything|site|traffic|system|systems|functionality|website)\b.{0,40}\b(?:restored|back to normal|back online|returned to normal|recovered|normal|stable)|returned to normal|back to normal"
        r"|100 ?% of traffic|end of (?:incident|outage)|functioning normally|bringing the outage to an end|issue (?:is )?closed",
        r"(?:not|un)[ -]?resolved|resolved the issue for a few|partially|for a few minutes|begins?|monitoring for|did(?: not|n't|n’t)",
        False,
    ),
)  # fmt: skip
_COMPILED = tuple(
    (name, re.compile(words, re.IGNORECASE), re.compile(against, re.IGNORECASE), is_first) for name, words, against, is_first in _TABLE
)
_LOOKED_AT = 400  # characters of an entry


def guessed(entries: Sequence[ReadEntry]) -> tuple[ReadEntry, ...]:
    """The entries with the milestones that their words suggest. Where some are stated, nothing is guessed."""
    if any(entry.has_stated_milestones for entry in entries):
        return tuple(entries)
    marks: dict[int, list[str]] = {}
    for name, words, against, is_first in _COMPILED:
        if any(name in names for names in marks.values()):
            continue
        fitting = [at for at, entry in enumerate(entries) if _fits(entry.text[:_LOOKED_AT], words, against)]
        if fitting:
            marks.setdefault(fitting[0] if is_first else fitting[-1], []).append(name)
    return tuple(replace(entry, milestones=tuple(marks.get(at, ()))) for at, entry in enumerate(entries))


def _fits(text: str, words: re.Pattern[str], against: re.Pattern[str]) -> bool:
    return words.search(text) is not None and against.search(text) is None
