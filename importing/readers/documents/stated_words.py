"""Words around a time that say whether it is the beginning, the end, or neither."""

import re

# How somebody tells that a thing failed.
_FAILED = (
    r"ran out|fell (?:over|off|offline|silent|down)|dropped off|died|vanished|froze|locked up|seized up"
    r"|went away|gave (?:out|up)"
    r"|(?:was|were|been|got) (?:knocked|taken|cut|kicked) (?:off|out|down|offline)|(?:self-)?fenced|piled up|pegged"
    r"|lost (?:power|connectivity|contact|network|access|connections?)|(?:power|connectivity) (?:was )?lost"
    r"|went (?:dark|blank|silent|quiet)"
)
# Words before or behind a time that make it the beginning or the end.
BEGINS = re.compile(
    r"\b(?:start(?:ed|ing|s)?|began|begin(?:ning|s)?|begun|occurr(?:ed|ing)|experienc(?:ed"
    r"|ing)|went (?:down|offline)|outage|suffered|down (?:from|since)|since|became"
    r"|from(?=\W*(?:(?:about|around|approximately|roughly)\W*)?$)|(?:was|were|is|are) down|timed out|hung|stalled"
    r"|first (?:errors?|failures?|timeouts?)"
    r"|unavailable"
    r"|unreachable|inaccessible|failed|failing|broke|crashed|disrupt\w*|incident"
    r"|interrupt\w*|degrad\w*|impact\w*|affected|stopped|unable|encountered|faced|hit by|happened|halted"
    rf"|no longer|{_FAILED})\b",
    re.IGNORECASE,
)
ENDS = re.compile(
    r"\b(?:(?:resolv|fix|end|mitigat|clos|stopp)(?:ed|ing) (?:the|this) (?:\w+ )?(?:incident|outage|impact|disruption"
    r"|degradation|interruption|bleeding|attack|exploit|leak|loss)|able to (?:restore|resolve|fix|recover)|resumed"
    r"|end(?:ed|ing|s)?|came back|comes back|resolv(?:ed|ing|es)|restor(?:ed|ing|es)|fix(?:ed|es)?|recover(?:ed"
    r"|y|ing|s)|mitigated|(?:back|returned?) to normal|back (?:up|on-?line|in (?:service|operation|use))|until"
    r"|till|through"
    r"|(?:restored|resolved|recovered|fixed),? which (?:occurred|happened)"
    r"|completed?(?: by)?|(?:is|are|was|were|came|comes) back|(?:is|was|were) over"
    r"|subsided|ceased|disappeared|went away|worked again|solved|(?:incident|issue|ticket) (?:was |is )?closed"
    r"|last (?:errors?|failures?|timeouts?|one|of (?:them|these|those))|contained|under control"
    r"|(?!fail|crash|tim|return|drop|degrad|restart|break|happen|occurr|see|go)[a-z]{2,}ing again"
    r"|fully (?:operational|functional|available|functioning)"
    r"|(?:up|online|available|accessible|reachable|working|running|responding|operational|healthy|live|open"
    r"|(?:producing|serving|processing|accepting) \w+) again"
    r"|(?:errors?|failures?|impact|outage|timeouts?|problems?|issues?) (?:had |have )?(?:stopped|ceased|subsided"
    r"|disappeared|cleared)"
    r"|resolution(?: time)?:?(?=\s*$)|regained|(?:was|were|had|been|fully) cleared|brought (?:\w+ )?back"
    r"|re-?established"
    r"|(?:was|were) (?:healthy|stable|fine|corrected|drained|processed)|stabili[sz]ed|services? returning"
    r"|(?:up|well|fine|good|stable|succeeded|responded|loaded|ran) again"
    r"|conclud(?:ed|ing)|finished|operational again|returned|normal(?:ized|ised)?|lasted until|repaired)\b",
    re.IGNORECASE,
)
# Behind a time, fewer words say that it began there: a report or a search for the cause comes later.
BEGINS_BEHIND = re.compile(
    r"\b(?:start(?:ed|s)?|began|begins|occurr(?:ed|ing)|experienc(?:ed|ing)|went (?:down"
    r"|offline)|was down|were down|outage|suffered|unavailable|unreachable|inaccessible"
    r"|fail(?:ed|ing|ures?)|broke|crashed|disrupt\w*|became|unresponsive|rebooted|expired|stalled|hung"
    r"|caus(?:ed|ing)|lost|filled up|increased?|spiked?|errors?|timeouts?|slow|delayed"
    r"|interrupt\w*|degrad\w*|affected|stopped|unable|faced|halted|happened|no longer"
    r"|could(?: not|n['’]t)|cannot|(?:not|never) (?:be )?(?:able|available|reachable|accessible|respond\w*)"
    rf"|{_FAILED}|exhausted|overloaded|refused|rejected|dropped|stuck|triggered|drained"
    r"|stole|exploited|attack(?:ed)?"
    r"|declined|ceased|shut down|tripped|overwhelmed|saturated|corrupted)\b",
    re.IGNORECASE,
)
BEGAN = re.compile(
    r"\b(?:started|starting|began|beginning|begun|since|occurred|first (?:seen|appeared|observed))"
    r"(?: (?:at|on|around|about|approximately|~))*\s*$",
    re.IGNORECASE,
)
# Behind a time, few words say for sure that it was over then.
ENDS_BEHIND = re.compile(
    r"\b(?:(?:services?|systems?|access|functionality|traffic|operations?|everything|all|site|website)\b.{0,40}"
    r"\b(?:restored|recovered|normal|delivered|operational|working|back)|back online|back to normal|working again|"
    r"(?:was|were|been|fully|completely) (?:resolved|restored|recovered|fixed|repaired|replaced|solved|reconnected"
    r"|rectified|brought back)"
    r"|which (?:resolved|fixed|restored|ended|stopped)|and .{0,30}\b(?:recovered|restored|returned to normal)"
    r"|(?:errors?|failures?|timeouts?) (?:had |have )?(?:stopped|ceased|subsided|disappeared)"
    r"|(?:everything|all|it|services?|systems?) worked|(?:processed|working|running|functioning) normally"
    r"|(?:was|were|is|are|came) back"
    r"|confirmed .{0,40}\b(?:operational|recovery|resolution|normal|working|restored)"
    r"|(?:outage|incident|disruption|issue|impact|problem|attack|exploit) (?:was|is|had) (?:\w+ )?"
    r"(?:over|ended|gone|resolved))\b",
    re.IGNORECASE,
)
NOT_ENDS = re.compile(
    r"\b(?:not|partial\w*|some|attempt\w*|tr(?:y|ied)|still|begin|began|again fail\w*)\b", re.IGNORECASE
)
FULLY = re.compile(
    r"\b(?:fully|completely|full|all (?:\w+ ){0,2}(?:services?|systems?|traffic|customers)"
    r"|(?:all|every|each)(?: of the)? (?:affected|impacted|remaining|our) \w+)\b",
    re.IGNORECASE,
)
# Words around a time that say that nothing was wrong then.
UNHURT = re.compile(
    r"\b(?:no|not any|none of the|without any) (?!(?:\w+ ){0,2}(?:data|further|lasting|other)\b)"
    r"(?:\w+ ){0,3}(?:(?:was|were|had been|has been|have been) )?"
    r"(?:affected|impacted|impact|interruption|disruption)\b|\bwent (?:normally|smoothly|fine|as (?:planned"
    r"|expected))\b",
    re.IGNORECASE,
)
MITIGATED = re.compile(r"\bmitigated\b[^.]*$", re.IGNORECASE)
# A header of an answer, of a commit or of a mail.
OF_A_MACHINE = re.compile(
    r"(?:Date|Last-Modified|Expires):\s+[A-Z][a-z]{2},? "
    r"|[A-Z][a-z]{2}, \d\d? [A-Z][a-z]{2} \d{4} [\d:]{8} (?:GMT|[+-]\d{4})$"
    r"|[A-Z][a-z]{2} [A-Z][a-z]{2} \d\d? [\d:]{8} .{0,40}\b\d{4}$"
)
PUBLISHED = re.compile(
    r"\b(?:posted|published|publication|issued|updated|written|created|modified|reviewed|reported on|report date"
    r"|date of (?:this |the )?report)\b[^.\n]{0,20}$|(?:^|\n)\W*by (?-i:[A-Z])[^.\n]{0,40}$",
    re.IGNORECASE,
)
LATER = re.compile(
    (
        r"\b(?:report(?:ed|s)?|alert(?:s|ed)?|notic(?:ed|e)|notified|detected|discovered"
        r"|identified|paged|investigat\w+|again|recover\w*|restor\w*|(?<!to )fix(?:ed)?|decided"
        r"|return(?:ed|ing|s)?(?! (?:\w+ )?(?:errors?|[45]\d\d\w*|[45]xx|timeouts?|failures?))"
        r"|resolved|told|informed|contacted|alarms?|became aware|received)\b"
    ),
    re.IGNORECASE,
)
# A failure was noticed then, so that it began no later.
FOUND_OUT = re.compile(
    r"\b(?:detected|noticed|observed|discovered|received (?:\w+ ){0,3}(?:reports?|alerts?)|alerted"
    r"|became aware)\b[^.;]{0,60}"
    r"\b(?:issues?|problems?|errors?|failures?|outage|failing|down|unavailable|degrad\w*|disruption)\b[^.;]{0,20}$"
    r"|[^.;]{0,60}\b(?:monitoring|alerts?|alarms?|alerting|watchdogs?|probes?|health ?checks?)\b[^.;]{0,20}"
    r"\b(?:alerted|notified|paged|warned|informed|fired|went off|triggered)\b"
    r"|[^.;]{0,60}\b(?:receiv(?:ed|ing)|got|getting) (?:\w+ ){0,3}(?:reports?|alerts?|complaints|calls"
    r"|tickets|messages)\b"
    r"|[^.;]{0,60}\b(?:we|team|monitoring|engineers?|alerts?|customers?)\b[^.;]{0,20}\b(?:detected|noticed"
    r"|observed|reported)\b[^.;]{0,40}"
    r"\b(?:issues?|problems?|errors?|failures?|outage|failing|down|unavailable|degrad\w*|disruption)\b",
    re.IGNORECASE,
)
AT = re.compile(r"(?:^|[\s(])(?:at|from|around)\s*$", re.IGNORECASE)
UNTIL = re.compile(r"\b(?:until|till)\s*(?:(?:about|around|approximately|roughly|~)\s*)?$", re.IGNORECASE)
# Inside a time, between its day and its clock time: `3 May 2024, starting at 14:05`.
LEADS_WITHIN = re.compile(r"\b(?:starting|since|until|by|from)\b(?:\s+(?:at|from))?", re.IGNORECASE)
# Words behind a time that lead to the next one: `14:05, and was resolved at`.
LEADS_TO_NEXT = re.compile(
    r"\b(?:at|by|on|from|since|until|till|about|around|approximately|roughly|circa)\s*~?\s*$", re.IGNORECASE
)
# Before a date that is not the day of what is told: `the day before, 3 May`.
OTHER_DAY = re.compile(
    r"\b(?:(?:previous|prior|preceding|last|next|following) (?:day|night|evening|week|month|year)"
    r"|(?:day|night|evening|week) (?:before|after|earlier)|earlier|originally|back)[\s,(]*(?:on\s+)?$",
    re.IGNORECASE,
)
ON_DAY = re.compile(r"\bon (?:the (?:\w+ ){1,2}of )?(?:\w+day,? )?$", re.IGNORECASE)  # `On the evening of 3 May`
# Before a summary's first time, where that can be the beginning.
OPENS = re.compile(r"\W*(?:(?:(?:on|at|in|around|about|approximately)\s+)*~?)\W*", re.IGNORECASE)
# A length of time that follows is that of the incident.
LASTS = re.compile(
    r"\b(?:for|last(?:ed|ing|s)?|took|duration(?: of)?|total(?: of)?)\s+"
    r"(?:(?:a total of|about|around|approximately|roughly|nearly|almost|over|some|~)\s*)*$",
    re.IGNORECASE,
)
IT_LASTED = re.compile(
    r"(?:it|this|(?:the|this) (?:\w+ )?(?:outage|incident|disruption|downtime|impact|event|interruption"
    r"|issue|problem)) (?:\w+ ){0,2}(?:lasted|was down|took|persisted|continued)\b",
    re.IGNORECASE,
)
NEXT_CLAUSE = 90  # characters around a time that say what it is
ARROW = re.compile(r"→|\s/\s|-+>|=+>|[-–—]\s|\bto\b|\buntil\b")
PLANNED = re.compile(
    r"\b(?:maintenance window|scheduled|planned|notification|window of (?!(?:the )?(?:impact|outage|exposure"
    r"|failure|downtime|incident))|(?:support|business|office|working"
    r"|opening) hours|will)\b",
    re.IGNORECASE,
)
# Right before a range, when something was changed, unless the words of OUT stand between.
CHANGED = re.compile(
    r"\b(?:merged|deploy(?:ed|ing|ment)|released?|rolled out|shipped|upgraded|migrated|installed|committed|pushed"
    r"|published|posted|met|meeting|rotated|renewed|scheduled)\b[^.;,]{0,60}$",
    re.IGNORECASE,
)
# A change that may have been the beginning.
CHANGES = re.compile(r"\b(?:released|deployed)\b", re.IGNORECASE)
HABIT = re.compile(
    r"\b(?:(?:every|each) (?:\w+ )?(?:day|night|morning|evening|hour|week|month|weekday|monday|tuesday|wednesday"
    r"|thursday|friday|saturday|sunday)s?|daily|nightly|weekly|monthly|usually|normally|typically|always"
    r"|runs? (?:between|from|at)|peak (?:traffic|hours?|times?|load)|(?:is|are) open|closed from)\b",
    re.IGNORECASE,
)
# Words of an outage, which make a range or a time in their sentence that of the incident.
OUT = re.compile(
    r"\b(?:outages?|down|downtime|offline|unavailab\w+|unreachable|inaccessible|unusable|fail\w*|errors?|degrad\w*"
    r"|disrupt\w*|impact\w*|affect\w*|unable|could(?: not|n['’]t)|cannot|(?:not|no longer) (?:\w+ )?(?:able|available"
    r"|accessible|reachable|work\w*|respond\w*|possible)|slow\w*|halt\w*|interrupt\w*|incident|experienc\w*|suffer\w*"
    r"|crash\w*|broken?|[45]\d\d(?:s|\b)|[45]xx|time[d ]?-?outs?|latenc\w+|delay\w*|lost|loss|stuck|stopped|went dark"
    r"|unresponsive|elevated|problems?|issues?|trouble|exploit\w*|expos\w*|vulnerab\w*|compromis\w*|lasted|stall\w*)\b",
    re.IGNORECASE,
)
OTHER_SIDE = re.compile(r"\b(?:before|prior to|until|by|after)\s*$", re.IGNORECASE)
SAYS_LENGTH = re.compile(
    r"\b(?:last(?:ed|ing)|outage|downtime|duration|down for|unavailable for"
    r"|for (?:(?:about|approximately|over|nearly|almost|roughly|around|more than|some|a total of) )?(?:\d|an?\b"
    r"|one|two|three"
    r"|four|five|six|seven|eight|nine|ten|half|several))"
)
# Of the whole outage, and not of one of its effects.
DOWN_FOR = re.compile(
    r"\b(?:total (?:downtime|outage)|downtime (?:was|of|lasted)|outage (?:lasted|of)"
    r"|(?:down|offline|unavailable) for)\b",
    re.IGNORECASE,
)
FROM_DETECTION = re.compile(r"time to\b", re.IGNORECASE)  # counted from when it was noticed
