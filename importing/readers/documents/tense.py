"""A postmortem tells what happened, a guide what to do: by the tense of their sentences."""

import re
from collections.abc import Sequence

from importing.readers.documents.lines import Line

_HAPPENED = re.compile(
    (
        r"\b(?:outage|incident|downtime|unavailable|inaccessible|went down|was down|were down"
        r"|disrupt\w+|degrad\w+|failed|crashed|unable to|could not|experienced|rolled back"
        r"|reverted|restored|mitigated|resolved|affected|impacted|halted|queued|delayed"
        r"|(?:bug|error|issue|problem|fault|failure)s? (?:\w+ ){0,2}(?:was|were|occurred|caused|introduced|prevent\w+"
        r"|triggered|began|started|appeared)|(?:was|were|been|began|started) experiencing|made aware of|threw"
        r"|throwing|rate limit\w*|refused"
        r"|(?:had|having|saw|getting|hit|encountered) (?:\w+ ){0,3}(?:issues?|problems?|errors?|trouble)"
        r"|returned (?:an? )?(?:\w+ )?[45]\d\d"
        r"|ran into|broke|misconfigured|misconfiguration|got stuck|was stuck|recovered|hung|stopped working"
        r"|back (?:online|up)"
        r"|(?:was|were) (?:offline|slow|lost|broken|wrong)"
        r"|exploited|attacked|attacker|hacked|stolen|drained|breached|compromised|leaked|bounced|undelivered"
        r"|(?:was|were|been) (?:\w+ )?rejected|(?:been|not) (?:\w+ )?delivered|unauthori[sz]ed access)\b"
    ),
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.!?])\s")
_PAST = re.compile(
    r"\b(?:was|were|had|did|could(?: not|n['’]t)|went|began|took|found|saw|got|became|broke|led|sent|ran|lost|came"
    r"|\w{3,}ed)\b",
    re.IGNORECASE,
)
_ADVICE = re.compile(
    (
        r"\b(?:should|must|can|(?-i:may)|might|you|your|please|need to|try to|explain|describe"
        r"|list (?:of|the)|give a|write (?:a|an|down)|ensure|make sure|consider|if)\b"
    ),
    re.IGNORECASE,
)
_MOST_SENTENCES = 2_000
# Sentences in the past less sentences of advice, as a share of all, and what that is worth.
_TENSE = ((0.45, 3), (0.3, 2), (0.18, 0), (0.1, -3))


def points_of_tense(told: Sequence[Line]) -> int:
    """A postmortem tells what happened; a guide tells what to do."""
    sentences = [part for line in told for part in _SENTENCE.split(line.words[:2_000])][:_MOST_SENTENCES]
    past = sum(1 for each in sentences if _PAST.search(each)) / len(sentences)
    advice = sum(1 for each in sentences if _ADVICE.search(each)) / len(sentences)
    happened = sum(1 for each in sentences if _HAPPENED.search(each))
    points = min(3, happened) - (0 if happened else 3)
    return points + next((points for least, points in _TENSE if past - advice >= least), -6)
