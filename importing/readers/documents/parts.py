"""The parts that a written postmortem has, and the many names of each: a table to read and to add to.

A name is compared in small letters, without marks, numbers before it, a colon behind it, and what stands in brackets.
"""

import re
from enum import StrEnum
from functools import cache


class Part(StrEnum):
    """What a part of the document tells."""

    SUMMARY = "summary"
    NARRATIVE = "narrative"  # what happened: a timeline if it has times, else a summary
    IMPACT = "impact"
    DURATION = "duration"
    DATE = "date"
    START = "start"
    END = "end"
    ZONE = "zone"
    DETECTION = "detection"
    TIMELINE = "timeline"
    ROOT_CAUSE = "root cause"
    CAUSE_AND_RESOLUTION = "root cause and resolution"
    TRIGGER = "trigger"
    CONTRIBUTING = "contributing factors"
    MITIGATORS = "mitigators"
    MILESTONES = "milestones"
    RESOLUTION = "resolution"
    REMEDIATION = "remediation"  # measures if it is a list, else how it was resolved
    LESSONS = "lessons"
    WENT_WELL = "went well"
    WENT_WRONG = "went wrong"
    GOT_LUCKY = "got lucky"
    SURPRISED = "surprised us"
    MEASURES = "measures"
    ACTIONS = "action items"
    CONCLUSION = "conclusion"
    TITLE = "title"
    PEOPLE = "people"
    ABOUT = "about the document"  # severity, status, services, links: no facts that are read
    OTHER = "other"  # a part that is known and tells none of the above


# Labels: what follows is one fact, to the end of its paragraph.
LABELS = frozenset(
    {
        Part.DURATION,
        Part.DATE,
        Part.START,
        Part.END,
        Part.ZONE,
        Part.TITLE,
        Part.PEOPLE,
        Part.ABOUT,
    }
)

_ADJECTIVES = (
    r"(?:(?:the|our|incident|issue|outage|event|problem|service|executive|brief|short|quick"
    r"|high level|detailed|full|complete|overall"
    r"|technical|initial|final|post ?mortem|postmortem|general|main|key|abridged|recovery"
    r"|response|follow ?up|preliminary) )*"
)
_OF = r"(?: (?:of|for|to|on|from|in|behind) .{1,50})?"
_NAMES: tuple[tuple[Part, str], ...] = (
    (
        Part.SUMMARY,
        (
            rf"{_ADJECTIVES}(?:summary|summaries|overview|synopsis|abstract|tl ?dr|tldr|description"
            rf"|at a glance|introduction){_OF}"
        ),
    ),
    (
        Part.SUMMARY,
        (
            r"(?:the )?(?:issue|incident|outage|problem|event) (?:details?|information)"
            r"|summary and impact|key facts"
        ),
    ),
    (
        Part.NARRATIVE,
        (
            r"what happened(?: and when)?|what went down|narrative|context|the story|account"
            r"|(?:the )?(?:incident|outage|event|problem|issue)"
        ),
    ),
    (
        Part.NARRATIVE,
        (
            r"(?:investigation|diagnosis|debugging|troubleshooting)(?: process| steps| details"
            r"| and .{1,40})?|technical details?|details"
        ),
    ),
    (
        Part.IMPACT,
        (
            r"(?:(?:user|customer|business|service|system|end user|overall|incident|estimated"
            r"|scope and) )*impacts?(?: (?:assessment|analysis|summary|on .{1,40}|to .{1,40}"
            r"|of .{1,40}|and scope|and damage.*|and severity))?"
        ),
    ),
    (
        Part.IMPACT,
        (
            r"(?:who|what) (?:was|were|is|got) (?:affected|impacted)|(?:affected|impacted) (?:users"
            r"|customers|clients)|damages?|scope(?: of (?:the )?(?:impact|outage|incident))?|effects?"
            r"|consequences?|how (?:were|was) .{1,30} (?:affected|impacted)|symptoms?"
        ),
    ),
    (
        Part.TIMELINE,
        (
            rf"{_ADJECTIVES}(?:timelines?|time ?line|chronology|chronicle|sequence of events"
            r"|events? log|incident log|log of events|order of events|history of events"
            rf"|events){_OF}(?: and .{{1,40}}| utc| log| summary| details)?"
        ),
    ),
    (Part.MILESTONES, r"(?:key )?milestones"),
    (
        Part.CAUSE_AND_RESOLUTION,
        (
            r"(?:(?:the )?root )?causes?(?: analysis| identification)?(?: and|,) (?:(?:its|the"
            r"|their) )?(?:final )?(?:resolutions?|solutions?|fix(?:es)?|recovery|remediation"
            r"|mitigation|resolution steps)(?: and .{1,30})?"
        ),
    ),
    (Part.CAUSE_AND_RESOLUTION, r"(?:resolution|solution|fix) and (?:the )?(?:root )?causes?"),
    (
        Part.ACTIONS,
        (
            r"(?:(?:the|our|recommended|open|proposed|immediate|remaining|outstanding|key|required"
            r"|planned|agreed|future|next|follow ?up|corrective|preventative|preventive|post ?mortem"
            r"|postmortem|post incident|incident|short term|long term|medium term|specific|further"
            r"|lessons learn(?:ed|t) and|conclusions? and|a list of|mitigation and|prevention and"
            r"|remediation and|detailed|list of) )*(?:action (?:items?|points?|list|plans?|steps?)"
            r"|review actions|ais|actions items?|to ?do(?: ?s|s)?(?: list)?|todos?|tasks?|task list"
            r"|follow ?ups?(?: (?:items?|tasks?|work|steps|issues|tickets))?|follow ?up actions"
            r"|work items?|tickets|issues filed|next steps?|next actions)(?: (?:to|for|list|needed"
            r"|required|we .{1,30}|and .{1,40}|assigned) ?.{0,50})?"
        ),
    ),
    (
        Part.ACTIONS,
        (
            r"(?:issue )?tracking(?: of .{1,40}| issues)?|resulting actions?|what s next|what next"
            r"|next|remediation (?:items?|tasks|plan|action items|and follow ?up.*)|(?:further|future"
            r"|recommended|proposed|planned|required|short term|long term|immediate|remaining) (?:work"
            r"|actions|steps|tasks)|follow ?up|actions(?: and owners)?"
        ),
    ),
    (
        Part.MEASURES,
        (
            r"(?:.{1,40} )?(?:prevention|preventi(?:ng|ve)|prevent)(?: .{1,50})?"
            r"|corrective and preventa?tive|preventing .{1,50}|(?:how|what) .{0,40}(?:prevent(?:ing"
            r"|ed)?|avoid(?:ing)?|stop (?:this|it) from)(?: .{0,60})?|to prevent .{1,50}"
            r"|measures?(?: .{1,50})?|safeguards|what (?:we re|we are|are we|will we|we will|we ll"
            r"|are we going to|we ve) (?:do|doing|done|change|changing|changed|improv).{0,60}"
            r"|what will .{1,40} differently|how (?:do|will|can|are) we .{0,30}(?:improv"
            r"|better).{0,30}"
        ),
    ),
    (
        Part.CONTRIBUTING,
        (
            r"(?:contributing|contributory|other|additional|aggravating)(?: causes?| factors?"
            r"| conditions?| and .{1,30} factors?)+|contributing|contributors and enablers"
            r"|aggravating factors|factors|five whys|5 whys"
        ),
    ),
    (Part.MITIGATORS, r"mitigators|mitigating factors"),
    (Part.TRIGGER, r"triggers?|triggering (?:event|factor)|trigger event"),
    (
        Part.ROOT_CAUSE,
        (
            rf"{_ADJECTIVES}(?:root|primary|underlying|probable|likely|direct|immediate|actual|real"
            r"|proximate|identified)? ?causes?(?: analysis| identified| identification| summary"
            rf"| details?| explanation| and contributing factors| and trigger)?{_OF}"
        ),
    ),
    (
        Part.ROOT_CAUSE,
        (
            r"rca|root ?cause.{0,30}|why (?:did )?(?:it|this|that) happen(?:ed)?|what (?:caused|broke"
            r"|was the (?:root )?cause).{0,60}|(?:technical |cause |failure )?analysis|explanation"
            r"|faults?(?: analysis)?|why"
        ),
    ),
    (
        Part.RESOLUTION,
        (
            rf"{_ADJECTIVES}(?:immediate )?(?:resolutions?|recovery|mitigations?|fix(?:es)?|solutions?"
            r"|workarounds?|restoration)(?: and (?:recovery|resolution|mitigation|fix|next steps"
            r"|remediation))?(?: (?:steps?|process|details|summary|actions taken|procedure"
            rf"|efforts?))?{_OF}"
        ),
    ),
    (
        Part.RESOLUTION,
        (
            r"how (?:(?:did )?(?:we|it|this)|.{1,30}) (?:was |were |is |been )?(?:fix(?:ed)?|resolved?"
            r"|mitigated?|recover(?:ed)?|repair(?:ed)?)(?: .{1,40})?|actions? taken(?: .{1,40})?"
            r"|(?:our )?response|what we did(?: to .{1,30})?|steps taken(?: .{1,40})?"
            r"|immediate (?:actions?|fix|response|remediation)(?: taken)?"
        ),
    ),
    (
        Part.REMEDIATION,
        (
            r"(?:(?:the|proposed|planned|long term|short term) )*remediations?(?: and .{1,30})?"
            r"|remediation .{1,30}"
        ),
    ),
    (
        Part.DETECTION,
        (
            r"identified|(?:(?:incident|initial|issue|problem) )?(?:detection|discovery)(?: method"
            r"| and (?:response|alerting|reporting|notification|monitoring|diagnosis|identification))?"
            r"|how (?:was|did|were|we|it|the) .{0,40}(?:detect|notic|found|find|discover|know"
            r"|learn).{0,30}|detected by|detection source|how detected|means of detection|(?:reported"
            r"|discovered|noticed|found) by|(?:who|how) (?:we )?noticed(?: it)?"
        ),
    ),
    (
        Part.WENT_WELL,
        (
            r"(?:what|things|things that|things which|which things) (?:(?:has|have|had|had|did"
            r"|we did) )?(?:go|gone|went|worked|works|did|do|done) (?:so |really |very )?(?:well|right"
            r"|good)|what worked(?: well)?|went well|success(?:es)?|positives?|what (?:did )?we (?:do"
            r"|did) (?:well|right)|strengths|the good|keep|what went right|good|worked well"
        ),
    ),
    (
        Part.WENT_WRONG,
        (
            r"what (?:went|did|has gone|had gone) (?:wrong|poorly|badly|bad)|what (?:could|can|should"
            r"|might) (?:have )?(?:be|been|go|gone|we have done|we do|we improve"
            r"|be done) ?.{0,30}(?:better|improved?|well|differently)?|what (?:didn t|did not|hasn t"
            r"|don t) (?:we do |go |work )?(?:so |quite |as )?(?:well|right|work|go well|good)"
            r"|things? (?:that )?(?:went|could).{1,40}|(?:areas?|room|opportunities) (?:for|of"
            r"|to) improve(?:ment)?s?|challenges(?: faced)?|negatives?|the bad"
            r"|what needs? (?:to be )?improve.{0,20}|what to improve|went (?:wrong|poorly|badly)"
            r"|difficulties|problems(?: encountered)?|didn t go well|where we (?:failed|struggled"
            r"|can improve)|what was (?:bad|difficult)"
        ),
    ),
    (
        Part.GOT_LUCKY,
        (
            r"(?:where )?(?:we|did we) (?:got|get|were) lucky.{0,20}|(?:got )?luck(?:y)?"
            r"|where did we get lucky|got lucky|what went by luck|near misses"
        ),
    ),
    (Part.SURPRISED, r"(?:what )?surprised us|surprises"),
    (
        Part.MEASURES,
        (
            r"(?:(?:the|our|planned|future|short term|long term|immediate|proposed|recommended|further"
            r"|additional|steps for|plan for|future) )*(?:corrective|corrections?|preventi(?:ve|on|ng)"
            r"|preventative|remedial|remediation|precautionary|mitigation|improvement|safety"
            r"|future prevention)(?: ?(?:and|or|,)? ?(?:corrective|corrections?|preventi(?:ve|on)"
            r"|preventative|remedial|mitigation|improvement|remediation))*(?: (?:and )?(?:measures?"
            r"|actions?|steps?|plans?|strategy|strategies|efforts|initiatives|changes|work"
            r"|recommendations))+(?: .{0,50})?"
        ),
    ),
    (
        Part.MEASURES,
        (
            r"(?:(?:the|our|planned|proposed|process|technical|system|future|key|areas for|possible"
            r"|potential|immediate|short term|long term|ongoing|infrastructure|operational|suggested"
            r"|recommended|security) )*(?:improvements?|enhancements?|recommendations?"
            r"|fixes and improvements|changes(?: made)?|solutions going forward)(?: (?:and|to|for|or"
            r"|in|we) .{1,50})?|(?:things|what) (?:to|we can|we could) (?:improve|fix|change)"
            r"|going forward|moving forward|future (?:improvements?|considerations|mitigation|outlook"
            r"|plans)|suggestions|long ?term (?:changes|fix(?:es)?|solutions?|improvements?"
            r"|plans?).{0,50}"
        ),
    ),
    (
        Part.LESSONS,
        (
            r"(?:(?:the|key|our|main|major|important) )*(?:lessons?|learnings?|takeaways?|insights?"
            r"|findings|observations?|reflections?|retrospective|learning points?)(?: (?:learned"
            r"|learnt|we learned|identified|from .{1,40}))*(?: and .{1,40})?|what (?:did we learn"
            r"|have we learned|we learned|we learnt|we ve learned|was learned)(?: .{1,30})?"
        ),
    ),
    (
        Part.CONCLUSION,
        (
            r"(?:in )?conclusions?|(?:closing|final|concluding) (?:thoughts?|remarks?|notes?|words?"
            r"|statements?|comments?)|in closing|wrap ?up|apolog(?:y|ies)|in summary|afterword"
        ),
    ),
    (
        Part.START,
        (
            r"(?:(?:the|incident|outage|impact|issue|event|service|downtime|disruption) )*(?:start"
            r"|starts|started|began|begin|beginning|begins|onset|opened|occurred)(?: (?:at|on|time"
            r"|date|timestamp|of (?:the )?(?:incident|outage|impact|issue)|utc|and time|time utc"
            r"|date time|datetime))*|time (?:of (?:start|onset)|started|began)|from"
        ),
    ),
    (
        Part.END,
        (
            r"(?:(?:the|incident|outage|impact|issue|event|service|downtime|disruption|full) )*(?:end"
            r"|ends|ended|stop|stopped|finish|finished|resolved|restored|recovered|closed)(?: (?:at|on"
            r"|time|date|timestamp|of (?:the )?(?:incident|outage|impact|issue)|utc|and time|time utc"
            r"|date time|datetime))*|time (?:of (?:end|resolution)|resolved|ended|restored)"
            r"|(?:resolution|restoration|recovery) time|to|until"
        ),
    ),
    (
        Part.DURATION,
        (
            r"(?:(?:the|total|outage|incident|approximate|impact|service|issue|event|estimated|overall"
            r"|full|downtime) )*(?:durations?|length|downtime|down time|time ?frame|time window|window"
            r"|time period|period|time range|interval)(?: (?:of (?:the )?(?:outage|incident"
            r"|interruption|impact|downtime|event|issue|problem|disruption|service .{1,20})|and impact"
            r"|utc|of .{1,40}))?|when(?: did it happen)?|impact duration|time to (?:resolve|resolution"
            r"|recovery|repair|restore|fix)"
        ),
    ),
    (
        Part.DATE,
        (
            r"(?:(?:the|incident|outage|event|issue|report|occurrence) )*(?:dates?|day|date and time"
            r"|date time|datetime|dates? of (?:the )?(?:incident|outage|event|impact|occurrence|issue)"
            r"|times?)|date s|occurred on|time of (?:the )?(?:incident|outage)"
        ),
    ),
    (Part.ZONE, r"time ?zone|timezone|zone|tz"),
    (Part.TITLE, r"(?:incident |outage |issue |postmortem |post mortem )?(?:title|name|subject)"),
    (
        Part.PEOPLE,
        (
            r"(?:(?:postmortem|post mortem|incident|report|document) )*(?:authors?|owners?|written by"
            r"|prepared by|reported? by|facilitators?|reviewers?|participants?|attendees|responders?"
            r"|commanders?|incident (?:commanders?|leads?|managers?|owners?|team)|on ?call|leads?"
            r"|people(?: involved)?|teams?(?: involved)?|contributors?|scribes?|drafters?|created by"
            r"|author s|involved|ic)(?: s| and .{1,20})?"
        ),
    ),
    (
        Part.ABOUT,
        (
            r"(?:incident )?(?:severity|priority|status|sev|level|state|type|category|service|services"
            r"|systems?|components?|incident id|id|ticket|tickets|issue|reference|references?|links?"
            r"|tags?|environment|region|regions|version|last updated|updated|published|created"
            r"|review date|exported|kind|due|exported at|shared with|public|document status"
            r"|classification)(?: (?:affected|level|number|link|no|involved|s|impacted))*"
            r"|affected (?:services?|systems?|components?|products?)|services? (?:affected|impacted"
            r"|involved)"
        ),
    ),
    (
        Part.OTHER,
        (
            r"(?:background|glossary|references?|appendix|appendices|appendix .{1,40}|resources"
            r"|further reading|supporting information|supporting data|additional information"
            r"|additional notes|related (?:incidents?|links?|issues?|documents?)|links"
            r"|acknowledg(?:e)?ments?|thanks|communications?|communication .{1,40}|architecture"
            r"|environment|notes?|metrics|graphs?|faq|q and a|comments|reviewers|sign offs?|sign ?off"
            r"|photos?|tags|important information|data|introduction to .{1,40}|about .{1,40}"
            r"|disclaimer|responsibilities|terminology|table of contents|contents|definitions|leadup"
            r"|lead up|prior history|key people|reminder|questions|open questions)"
        ),
    ),
)
_TABLE = tuple((part, re.compile(pattern)) for part, pattern in _NAMES)
LONGEST_NAME = 90
_IN_BRACKETS = re.compile(r"\([^()]{0,80}\)|\[[^\[\]]{0,80}\]")
_NUMBERED = re.compile(
    r"(?:section |part |step )?(?:\d{1,2}(?:\.\d{1,2}){0,3}|[ivx]{1,4}|[a-h])[.):]?\s+(?=\S)|\d{1,2}[.)](?=\S)",
    re.IGNORECASE,
)
_NO_LETTER = re.compile(r"[^a-z0-9]+")


def part_of(words: str) -> Part | None:
    """The part that a heading or a label names; None for any other words."""
    return None if len(words) > LONGEST_NAME else _part_of(words)


@cache
def _part_of(words: str) -> Part | None:
    bare = _IN_BRACKETS.sub(" ", words.strip().lower().replace("&", " and ").replace("/", " and "))
    number = _NUMBERED.match(bare)
    tried = [bare, bare[number.end() :]] if number else [bare]
    for name in tried:
        letters = " ".join(_NO_LETTER.sub(" ", name).split())
        if not letters:
            continue
        for part, pattern in _TABLE:
            if pattern.fullmatch(letters):
                return part
    return None
