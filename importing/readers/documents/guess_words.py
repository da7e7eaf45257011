"""Words of an entry that say that it began, that it was over, or neither."""

import re

_SUBJECT = (
    r"(?:site|website|services?|everything|systems?|api|servers?|network|database|cluster|platform|app"
    r"|application|chain"
    r"|traffic|logins?)"
)
FAILS = re.compile(
    (
        r"\b(?:fail\w*|errors?|down|outage|unavailable|inaccessible|slow(?:s|er|ed|ness|down|ing)?|unable|degrad\w*"
        r"|drops?|dropped|crash\w*|5\d\ds?|5xx|time(?:d )?outs?|ran out|out of memory|killed|halt\w*|cannot"
        r"|could not|no new"
        r"|stops?|stopped|affected|unreachable|40[134]s?|expires?|expired|stall\w*|hung|hangs|accidental\w*"
        r"|deleted|overwrote"
        r"|erased|unauthori[sz]ed|malicious|compromised?|unresponsive|broken?|breaks|wrong(?:ly)?|exceeded"
        r"|lost|outages?|spike\w*|delay(?:ed|s)?|stuck|unhealthy|overload\w*|full|exhausted|disrupt\w*"
        r"|missing|dies|died|drain(?:s|ed)|fill(?:s|ed) up)\b|\b0 ?%"
        r"|\b(?:latency|error rates?|errors|response times?|load|memory|cpu)\b.{0,20}"
        r"\b(?:increas\w+|ris(?:es|ing)|rose|climb\w*|jump\w*|goes up|went up|grows?|grew)\b"
    ),
    re.IGNORECASE,
)
# Behind a recovery, fewer words say that it failed again, and not why it had failed.
FAILS_AGAIN = re.compile(
    (
        r"\b(?:fail(?:s|ed|ing|ures?)?|errors?|(?:is|are|was|were|goes|went) down|outage|unavailable|inaccessible"
        r"|slow\w*|degrad\w*|crash\w*"
        r"|5\d\d|5xx|time(?:d )?outs?|still|unreachable|unresponsive|recur\w*|reappear\w*|overload\w*"
        r"|exhaust\w*|stops?|stopped"
        r"|lost)\b|errors? returns?|\bre-?open(?:s|ed|ing)?\b"
    ),
    re.IGNORECASE,
)
# That began before: `issues continue to be experienced`.
GOES_ON = re.compile(r"\b(?:continu(?:e|es|ing) to|(?:is|are) still|remains?)\b", re.IGNORECASE)
EXPLAINS = re.compile(
    (
        r"\b(?:root cause|post[ -]?mortem|because|caused by|due to|determin\w+|discover\w+|found|clean\w* up|announc\w*"
        r"|follow[ -]?up|retrospective|review\w*|confirm\w*|monitor\w*)\b"
    ),
    re.IGNORECASE,
)
LOOKS_BACK = re.compile(
    r"\b(?:post[ -]?mortem|retro\w*|review\w*|blog|article|publish\w*|announc\w*|follow[ -]?up|meeting|statement"
    r"|root cause)\b",
    re.IGNORECASE,
)
PREPARES = re.compile(
    r"\b(?:deploy\w*|merged?|release[ds]?|upgrad\w*|plan\w*|migrat\w*|prepar\w*|created|enabled|rolled out)\b",
    re.IGNORECASE,
)
DONE = re.compile(
    (
        r"\b(?:resolved?|restored?|recover\w*|normal\w*|fixed|back|working|complete[ds]?|healthy"
        r"|stable|online|operational|closed|up and running|successful\w*|solved|available"
        r"|resum\w+)\b"
    ),
    re.IGNORECASE,
)
OVER = re.compile(
    (
        r"\b(?:restored|resolved|recovered)\b|\bback (?:online|to normal|to work|in service)|outage to an end"
        r"|recovery (?:is |was |of .{1,60} )?(?:completed?|confirmed|done)|natural resolution|regained|steady state"
        r"|recovers\b(?! the\b| a\b| an\b)|(?:back|returned|down|dropped) to (?:baseline|usual)"
        r"|\b(?:is|are|was|were|came|comes|all|everything) back\b|\bresum(?:es|ed)\b"
        r"|no (?:more|further) (?:errors|failures|timeouts|5\d\d\w?)"
        r"|errors? (?:ends?|ended|stop\w*|drop\w*|subsid\w*|clear\w*|disappear\w*)"
        rf"|\b{_SUBJECT} (?:is|are|was|were) (?:now )?"
        r"(?:up|live|online|healthy|working|stable|available|fine|ok)\b"
        rf"|\b{_SUBJECT} (?:up|online|ok|back|works?|recovers?)\W*$"
        r"|(?:working|running|functioning|operating) (?:as (?:intended|expected|designed)"
        r"|again|normally|fine|properly)|(?:fully|now|systems?"
        r"|services?) operational"
        r"|return(?:s|ed)? to normal|normal (?:operations?|service|functioning)|up and running|everything works"
        r"|self-heals"
        r"|(?:accessible|available|healthy|responding|responsive|reachable|passing|shipping|running|operational"
        r"|usable|up"
        r"|live|online|flows?|succeeds?|answers?|works?) again|all (?:is )?clear|\bcan \w+(?: \w+){0,2} again"
        r"|\ball (?:\w+ ){1,2}succeed\b"
        r"|\ball (?:\w+ ){1,2}(?:(?:is|are|was|were|confirmed|reported?|found|verified) ){0,2}(?:healthy|green"
        r"|up|operational|online|available)\b"
        r"|incident (?:is |was )?(?:over|closed)|(?:start(?:ed|s)?|resum\w+) .{0,40}\bagain\b"
    ),
    re.IGNORECASE,
)
# Words that say that nothing is left, so that an earlier entry told of a part.
WHOLE = re.compile(
    r"\b(?:fully|completely|full recovery|all (?:affected |other |remaining |the )?(?:services?|systems?|sites?"
    r"|servers?"
    r"|components?))\b",
    re.IGNORECASE,
)
# Words that say so less clearly: what was done, and not what came of it.
MENDED = re.compile(
    r"\bback up\b|deployed (?:on|to|in) production|fix (?:was |is )?deployed|(?:fully|been) reverted|reverted the",
    re.IGNORECASE,
)
# Where not even those are there: what was done against it.
REPAIRED = re.compile(
    r"\b(?:rolled back|rollback (?:is |was )?(?:done|complete\w*|finished)|reverted"
    r"|(?:fix|patch|change|hotfix) (?:is |was )?(?:deployed|applied|released|live|merged)"
    r"|deployed (?:a |the )?(?:fix|patch|hotfix)|unpaused)\b",
    re.IGNORECASE,
)
NOT_OVER = re.compile(
    (
        r"\b(?:partial\w*|not (?:yet |been )?(?:resolved|restored|working|back|healthy|stable|available|online)"
        r"|staging|un(?:resolved|available)|still"
        r"|attempt\w*|tried|trying|try to|if\b|should be|begins? to|starting to|until|temporar\w+|briefly"
        r"|(?:and|but|,) (?:then|soon|immediately) (?:\w+ )?(?:stop|fail|drop|crash|halt|break|broke|go down"
        r"|goes down|went down)\w*"
        r"|for a (?:moment|while|few|short)|but\b.{0,60}\b(?:not|no|never|fail\w*|down|unavailable)"
        r"|some (?:of|services))\b"
    ),
    re.IGNORECASE,
)
BEGAN_AT = re.compile(
    (
        r"\b(?:issues?|outages?|impact|problems?|errors?|failures?|incident|symptoms?) (?:had |have )?(?:first )?"
        r"(?:started|began|occurred) (?:on |at |around |from |about )*"
    ),
    re.IGNORECASE,
)
ENDED = re.compile(
    (
        r"\b(?:outage|impact|downtime|disruption) (?:is |has |was )?(?:ends?|ended|over)\b"
        r"|\bend of (?:the )?(?:outage|impact|downtime)\b|^(?:resolved|ended)\W{1,3}\d"
    ),
    re.IGNORECASE,
)
NOTICED = re.compile(
    (
        r"\b(?:alert\w*|alarm\w*|page[dr]?|notic\w*|report\w*|detect\w*|ticket\w*|complain\w*"
        r"|aware|notif\w*|discover\w*|investigat\w*|observ\w*|identif\w*|flag(?:s|ged)|found|finds|spot(?:s|ted)"
        r"|encounter(?:s|ed))\b"
    ),
    re.IGNORECASE,
)
# A label at the beginning of an entry, or in brackets at its end.
LABELLED_START = re.compile(
    r"^(?:\W*(?:(?:incident|outage|impact|event|downtime|disruption) )?(?:starts?|started|begins?|began)\s?"
    r"(?:[:\]]|[-–—]\s)"
    r"|.{0,400}[(\[*<]{1,3}(?:start|beginning|onset) of (?:the )?(?:incident|outage|impact|downtime)[)\]*>]{1,3}\W*$)",
    re.IGNORECASE | re.DOTALL,
)
LABELLED_END = re.compile(
    r"^(?:\W*(?:(?:incident|outage|impact|event|downtime|disruption) )?(?:end|ends|ended)\s?(?:[:\]]|[-–—]\s)"
    r"|.{0,400}[(\[*<]{1,3}end of (?:the )?(?:incident|outage|impact|downtime)[)\]*>]{1,3}\W*$)",
    re.IGNORECASE | re.DOTALL,
)
# The name of a row or an entry, which may tell in brackets of what had failed: `Resolved (the errors stopped)`.
SAYS_RESOLVED = re.compile(
    r"\W*(?:fully )?(?:resolved|restored|recovered|fixed|mitigated|closed|ended|end)\s*(?:[(:\[|,.–—-]|$)",
    re.IGNORECASE,
)
# Mitigated, where nothing says that it was over.
MITIGATED_AT_LAST = re.compile(
    r"\b(?:outage|impact|downtime|disruption|incident|issue) (?:is |was |has been |now )*mitigated\b", re.IGNORECASE
)
