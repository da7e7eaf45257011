"""Words around a time that say whether it is the beginning, the end, or neither."""

import re

# Words before or behind a time that make it the beginning or the end.
BEGINS = re.compile(
    r"\b(?:start(?:ed|ing|s)?|began|begin(?:ning|s)?|begun|occurr(?:ed|ing)|experienc(?:ed"
    r"|ing)|went (?:down|offline)|outage|suffered|down (?:from|since)|since|from|became"
    r"|unavailable"
    r"|unreachable|inaccessible|failed|failing|broke|crashed|disrupt\w*|released|incident"
    r"|interrupt\w*|degrad\w*|impact\w*|affected|stopped|unable|encountered|faced|hit by)\b",
    re.IGNORECASE,
)
ENDS = re.compile(
    r"\b(?:end(?:ed|ing|s)?|came back|comes back|resolv(?:ed|ing|es)|restor(?:ed|ing|es)|fix(?:ed|es)?|recover(?:ed"
    r"|y|ing|s)|mitigated|(?:back|returned?) to normal|back (?:up|online)|until|till|through"
    r"|completed?(?: by)?"
    r"|conclud(?:ed|ing)|finished|operational again|returned|normal(?:ized|ised)?|lasted until|repaired)\b",
    re.IGNORECASE,
)
# Behind a time, fewer words say that it began there: a report or a search for the cause comes later.
BEGINS_BEHIND = re.compile(
    r"\b(?:start(?:ed|s)?|began|begins|occurr(?:ed|ing)|experienc(?:ed|ing)|went (?:down"
    r"|offline)|was down|were down|outage|suffered|unavailable|unreachable|inaccessible"
    r"|fail(?:ed|ing|ures?)|broke|crashed|disrupt\w*|became|unresponsive|rebooted|expired|stalled|hung"
    r"|caus(?:ed|ing)|lost|filled up|increased?|spiked?|errors?|timeouts?|slow|delayed"
    r"|released|interrupt\w*|degrad\w*|affected|stopped|unable|deployed|faced)\b",
    re.IGNORECASE,
)
BEGAN = re.compile(
    r"\b(?:started|starting|began|beginning|begun|since|occurred)(?: (?:at|on|around|about|approximately|~))*\s*$",
    re.IGNORECASE,
)
# Behind a time, few words say for sure that it was over then.
ENDS_BEHIND = re.compile(
    r"\b(?:(?:services?|systems?|access|functionality|traffic|operations?|everything|all|site|website)\b.{0,40}"
    r"\b(?:restored|recovered|normal|delivered|operational|working|back)|back online|back to normal|working again|"
    r"(?:was|were|been|fully|completely) (?:resolved|restored|recovered|fixed))\b",
    re.IGNORECASE,
)
NOT_ENDS = re.compile(
    r"\b(?:not|partial\w*|some|attempt\w*|tr(?:y|ied)|still|begin|began|again fail\w*)\b", re.IGNORECASE
)
MITIGATED = re.compile(r"\bmitigated\b[^.]*$", re.IGNORECASE)
# A header of an answer, or of a commit.
OF_A_MACHINE = re.compile(
    r"(?:Date|Last-Modified|Expires):\s+[A-Z][a-z]{2},? "
    r"|[A-Z][a-z]{2}, \d\d? [A-Z][a-z]{2} \d{4} [\d:]{8} (?:GMT|[+-]\d{4})$"
)
PUBLISHED = re.compile(
    r"\b(?:posted|published|updated|written|created|modified|reviewed)\b[^.\n]{0,20}$", re.IGNORECASE
)
LATER = re.compile(
    (
        r"\b(?:report(?:ed|s)?|alert(?:s|ed)?|notic(?:ed|e)|notified|detected|discovered"
        r"|identified|paged|investigat\w+|again|recover\w*|restor\w*|return\w*|fix(?:ed)?"
        r"|resolved)\b"
    ),
    re.IGNORECASE,
)
AT = re.compile(r"(?:^|[\s(])(?:at|from|around)\s*$", re.IGNORECASE)
UNTIL = re.compile(r"\b(?:until|till)\s*(?:about\s*)?$", re.IGNORECASE)
NEXT_CLAUSE = 90  # characters around a time that say what it is
ARROW = re.compile(r"→|->|[-–—]\s|\bto\b|\buntil\b")
PLANNED = re.compile(
    r"\b(?:maintenance window|scheduled|planned|notification|window of|(?:support|business|office|working"
    r"|opening) hours)\b",
    re.IGNORECASE,
)
OTHER_SIDE = re.compile(r"\b(?:before|prior to|until|by|after)\s*$", re.IGNORECASE)
