"""Which milestones an entry may mark, by its words: guesses that a person looks at.

For each milestone one row of words or several, the surest first; each milestone is guessed once.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from importing.readers.documents.facts import Moment, ReadEntry

# (milestone, words that say so, words that say otherwise, whether the first or the last such entry is meant)
_TABLE: tuple[tuple[str, str, str, bool], ...] = (
    (
        "impact_started",
        (
            r"(?:incident|outage|impact|issue|downtime|disruption|fault|failure|problem)s? "
            r"(?:begins?|began|starts?|started"
            r"|occur(?:red|s))|(?:start|beginning|onset) of (?:the )?"
            r"(?:incident|outage|impact|downtime)|(?:went|goes|go|going) (?:down|offline)|(?:stops?"
            r"|stopped|began|begins?|starts?|started) (?:responding|failing|to fail|returning|crashing"
            r"|throwing|to drop)"
            r"|(?:first|initial) (?:errors?|failures?|impact)|becomes? unavailable|became unavailable"
            r"|crashed|outage begins"
        ),
        r"still|again|resolved|restored",
        True,
    ),
    (
        "detected",
        (
            r"\balert(?:s|ed|ing)?\b|\balarms?\b|\bpag(?:ed|es|er)\b|detect(?:ed|s|ion)|notic(?:ed"
            r"|es?)|monitoring|discover(?:ed|s)|aware of|spotted|observed|observes"
            r"|reported by|(?:customers?|users?|clients?) (?:writes?|wrote|contacts?|contacted)"
            r"|(?:users?|customers?|team)\b.{0,40}\breport(?:ed|s|ing)?\b|incoming report"
            r"|first reports?"
        ),
        r"no (?:alert|alarm)|resolved|silenced|identified",
        True,
    ),
    (
        "reported",
        (
            r"\b(?:users?|customers?|clients?|sales|support|somebody|someone|students?|community"
            r"|people|partner)\b.{0,60}\b(?:report(?:ed|s|ing)?|complain(?:ed|s|ts)?|noticed)\b"
            r"|report(?:ed|s)? (?:by|from|of)|reported (?:the|it|this|an?)|complaints?"
            r"|tickets? (?:were|was|is|arrives?|arrived|start)|reports? (?:that|of|from|start)"
        ),
        r"resolved|monitoring (?:system|tool) reported",
        True,
    ),
    (
        "acknowledged",
        (
            r"acknowledg(?:ed|es)|(?:start(?:ed|s)?|began|begins?|beg[iu]n) (?:to )?(?:investigat|look"
            r"|triag|debug)|investigation (?:begins|began|starts|started)|initial investigation"
            r"|investigations? began"
            r"|(?:is|are|starts?|started) investigating|joins? (?:the )?(?:incident|call|channel)"
            r"|on[ -]call (?:engineer|team).{0,40}(?:investigat|look|respond)|looked into"
            r"|investigates\b|investigated"
        ),
        r"continue|identified (?:the )?root cause",
        True,
    ),
    (
        "identified",
        (
            r"root causes? (?:of .{1,60})?(?:is |was |has been |were )?(?:identified|found|determined"
            r"|discovered|known|detected|traced)|(?:identif(?:ied|ies)|found|finds|determin(?:ed|es)"
            r"|pinpoint(?:ed|s)|discover(?:ed|s)|confirm(?:ed|s))\b.{0,60}\bcauses?\b"
        ),
        (
            r"potential causes|possible causes?|several|not (?:be )?(?:identified|found)|suspected"
            r"|continued|unable|could not|to (?:identify|determine|find)"
        ),
        True,
    ),
    (
        "identified",
        (
            r"(?:identif(?:ied|ies|y)|found|finds|determin(?:ed|es)|pinpoint(?:ed|s)|discover(?:ed|s)"
            r"|isolated|traced|located|confirm(?:ed|s))\b.{0,60}\b(?:cause|culprit|bug|misconfigur\w+"
            r"|source|problem|fault|issue)"
            r"|root cause (?:is |was |has been )?(?:identified|found|determined|discovered|known)"
            r"|(?:is|was) identified|cause (?:is |was )?(?:identified|found)|culprit|(?:issue"
            r"|problem) traced to"
        ),
        (
            r"potential causes|possible causes?|several|not (?:be )?(?:identified|found|related)"
            r"|no (?:network )?issues?|ruled out|suspected|continued|unable|could not|began|begins"
            r"|to (?:identify|determine|find)"
        ),
        True,
    ),
    (
        "mitigated",
        (
            r"mitigat(?:ed|es|ion)|rolled back|rolls back|roll(?:ed|ing)? ?back|rollback|revert(?:ed|s"
            r"|ing)?|deploy(?:ed|s)? (?:a |the )?(?:hot)?fix|fix (?:was |is |has been "
            r"|successfully )?(?:deployed|applied|released|rolled|implemented)"
            r"|deployed (?:a |the )?fix|workaround|failed over|failover (?:to|complete)"
            r"|accessible again|back (?:up|online|to normal)|recover(?:ed|s|ing)\b|restored"
            r"|responded normally|fixed"
        ),
        (
            r"decid(?:ed|es)|plan(?:ned|s)?|attempt|tried|did(?: not|n.t) (?:help|work|fix|remove"
            r"|resolve)|but it re|reoccurrence|begins|unsuccessful|without success|still"
        ),
        False,
    ),
    (
        "resolved",
        (
            r"resolv(?:ed|es|ing)\b|was resolve\b|all clear|incident (?:is |was )?(?:closed|over|ends?"
            r"|ended)|outage (?:ends?|ended|over)|fully (?:restored|recovered|operational|functional)"
            r"|full (?:service|functionality|recovery)"
            r"|(?:service|services|operations?|everything|site|traffic|system|systems|functionality"
            r"|website)\b.{0,40}\b(?:restored|back to normal|back online|returned to normal|recovered"
            r"|normal|stable)|returned to normal|back to normal"
            r"|100 ?% of traffic|end of (?:incident|outage)|functioning normally"
            r"|bringing the outage to an end|issue (?:is )?closed"
        ),
        (
            r"(?:not|un)[ -]?resolved|resolved the issue for a few|partially|for a few minutes|begins?"
            r"|monitoring for|did(?: not|n't|n’t)"
        ),
        False,
    ),
)
_COMPILED = tuple(
    (name, re.compile(words, re.IGNORECASE), re.compile(against, re.IGNORECASE), is_first)
    for name, words, against, is_first in _TABLE
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


def with_start(entries: Sequence[ReadEntry], start: Moment | None) -> list[ReadEntry]:
    """The first entry at the stated start of the incident marks it, unless the entries say another one."""
    marked = list(entries)
    if start is None or start.local is None or any("impact_started" in entry.milestones for entry in entries):
        return marked
    for at, entry in enumerate(marked):
        if entry.at and entry.at.local == start.local and not entry.has_stated_milestones:
            marked[at] = replace(entry, milestones=("impact_started", *entry.milestones))
            break
    return marked


def _fits(text: str, words: re.Pattern[str], against: re.Pattern[str]) -> bool:
    return words.search(text) is not None and against.search(text) is None
