"""How lines of a list of work begin, and which of them are none of it."""

import re

# A paragraph below a list that begins like this closes the document: it is no item.
CLOSING = re.compile(
    r"(?:in conclusion|by (?:implementing|addressing|taking|following|making|adopting|doing"
    r"|applying)|overall|moving forward|going forward"
    r"|we['’]re committed|we (?:hope|thank|apologi[sz]e|are (?:committed|sorry|grateful|confident)"
    r"|sincerely|remain|appreciate|will continue"
    r"|believe)|thank|thanks|despite|now that|these (?:measures|actions|steps|changes"
    r"|improvements|tasks)"
    r"|this (?:incident|outage|postmortem|post-mortem|report|was)|with these|as mentioned"
    r"|the (?:corrective|above|outage|incident)|through these|in summary|if you|once again"
    r"|our team"
    r"|on (?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,? )?(?:\d{1,2}(?:st|nd|rd|th)? )?[a-z]{3,9} "
    r"(?:\d{1,2}(?:st|nd|rd|th)?,? )?20\d\d"
    r"|at (?:present|this (?:time|point)|the moment)"
    r"|remember(?:,|:| that)|let['’]s|stay tuned|until next time|(?:best|kind|warm) regards|sincerely"
    r"|based on a true|every outage|questions\?|and that, dear|regards"
    r"|finally,|for (?:more|any) (?:information|questions))\b",
    re.IGNORECASE,
)
RECORD = re.compile(r"[\w@-]+(?:[._:/-][\w@-]+)+\.?|\d[\d.,:/ -]*|[\w-]{2,}\d+[\w-]*")  # a host, a number, an address
LEAD_IN = re.compile(
    r":\s*$|\bhere (?:are|is)\b[^.]{0,120}\.$|\b(?:listed|described|summarized) below\.$"
    r"|\bthe following\b[^.]{0,30}\.$",
    re.IGNORECASE,
)
ADDRESS = re.compile(r"<?https?://\S+>?")
PLACEHOLDER = re.compile(
    (
        r"(?:n/?a\.?|tbd|tba|todo|\.{2,}|-+|…|nothing|none(?: (?:yet|needed|required|at this time|so far))?\.?"
        r"|(?:there (?:are|is|were) )?no (?:(?:further|open|more|additional|outstanding|other|new|immediate|such) )*"
        r"(?:action items?|actions?|follow[ -]?ups?|tasks?|work|steps?|changes|measures)"
        r"(?: ?[—–:;,(-][^.]{0,100}| (?:are|were|was|is|have been|needed|required|planned|identified|taken"
        r"|at this time|so far|yet)\b[^.]{0,80})?\.?"
        r"|to be (?:determined|defined|added|filled)(?: in)?\.?|<[^<>]*>|\[[^\[\]]*\]"
        r"|\{\{?[^{}]*\}?\})"
    ),
    re.IGNORECASE,
)
# How a piece of work begins that has a line of its own.
TO_DO = re.compile(
    r"(?:Add|Allow|Automate|Avoid|Build|Change|Check|Clean|Conduct|Configure|Consider|Continue|Create|Define|Deploy"
    r"|Develop|Disable|Document|Enable|Enforce|Enhance|Ensure|Establish|Evaluate|Expand|Extend|Fix|Implement|Improve"
    r"|Increase|Install|Integrate|Introduce|Investigate|Limit|Make|Migrate|Monitor|Move|Perform|Prevent|Provide"
    r"|Reduce|Refactor|Remove|Replace|Require|Review|Rewrite|Run|Schedule|Set|Setup|Simplify|Split|Strengthen"
    r"|Switch|Test|Tighten|Train|Update|Upgrade|Use|Validate|Verify|Write)\s(?!up\b)[a-z]"
)
