"""What the parts of a postmortem are called, the last rows of the table: resolution, lists, labels.

They are looked at after those of `names_of_texts`.
"""

from importing.readers.documents.parts import Part

NAMES_OF_LISTS: tuple[tuple[Part, str], ...] = (
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
            r"(?:(?:the|our|planned|proposed|proposals?|process|technical|system|future|key|areas for|possible"
            r"|potential|immediate|short term|long term|ongoing|infrastructure|operational|suggested"
            r"|recommended|security) )*(?:improvements?|enhancements?|recommendations?"
            r"|fixes and improvements|changes(?: made)?|solutions going forward)(?: (?:and|to|for|or"
            r"|in|we) .{1,50})?|(?:things|what) (?:to|we can|we could) (?:improve|fix|change)"
            r"|(?:going|moving|looking) (?:forward|ahead)(?: and .{1,40})?|(?:for |in )?(?:the )?future|next time"
            r"|forward looking .{1,40}"
            r"|opportunities|future (?:improvements?|solutions?|safeguards?|proofing|changes|protections?"
            r"|considerations|mitigations?|outlook|works?|preventions?|plans?)|(?:the |our )?plans?|suggestions"
            r"|long ?term (?:changes|fix(?:es)?"
            r"|solutions?|improvements?"
            r"|plans?).{0,50}"
        ),
    ),
    (
        Part.LESSONS,
        (
            r"(?:(?:the|key|our|main|major|important) )*(?:lessons?|learnings?|takeaways?|insights?"
            r"|findings|observations?|reflections?|retrospective|learning points?)(?: (?:learned"
            r"|learnt|we learned|identified|from .{1,40}))*(?: and .{1,40})?|(?:in )?hindsight"
            r"|things we learned|what (?:we|i) (?:take|took) away(?: .{1,30})?|what did (?:this|it) teach us"
            r"|what (?:did we learn"
            r"|have we learn(?:ed|t)|we (?:have )?learn(?:ed|t)|we ve learn(?:ed|t)|(?:was|has been) learn(?:ed"
            r"|t))(?: .{1,30})?"
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
            r"(?:(?:the|customer|user|fault|breach|ticket|interruption|operations?|incident|outage|impact|issue|event|service|downtime|disruption|problem"
            r"|degradation|failure) )*(?:start"
            r"|starts|started|began|begin|beginning|begins|onset|opened|occurred)(?: (?:at|on|time"
            r"|date|timestamp|of (?:the )?(?:incident|outage|impact|issue"
            r"|disruption|degradation|downtime|interruption"
            r"|event|problem|failure)|utc|and time|time utc"
            r"|date time|datetime))*|time (?:of (?:start|onset)|started|began|opened)|from"
            r"|(?:time of )?(?:the )?first (?:impact|symptoms?|failures?|errors?|seen|observed|appeared|occurrence)"
            r"|(?:date|time)(?: and time)? (?:of (?:the )?)?(?:occurrence|onset|started|began"
            r"|start of (?:the )?(?:outage"
            r"|incident|impact)|(?:outage|incident|event) (?:began|started|occurred))|(?:down|out|offline) since|since"
            r"|commenced(?: at)?|commencement|(?:time|went) (?:down|offline)|(?:down|offline) at|service lost"
            r"|failure time|(?:date and )?time of (?:the )?(?:event|incident|occurrence"
            r"|outage|failure"
            r"|disruption|interruption)"
        ),
    ),
    (
        Part.END,
        (
            r"(?:(?:the|customer|user|fault|breach|ticket|interruption|operations?|incident|outage|impact|issue|event|service|downtime|disruption|problem"
            r"|degradation|failure|full) )*(?:end"
            r"|ends|ended|ending|stop|stopped|finish|finished|resolved|restored|recovered|fixed|closed"
            r"|came back|over|stabili[sz]ed)"
            r"(?: (?:at|on"
            r"|time|date|timestamp|of (?:the )?(?:incident|outage|impact|issue"
            r"|disruption|degradation|downtime|interruption"
            r"|event|problem|failure)|utc|and time|time utc"
            r"|date time|datetime))*|time (?:of (?:end|resolution|recovery|restoration)|resolved|ended|restored)"
            r"|(?:(?:incident|outage|service) )?(?:resolution|restoration|recovery) time|to|until"
            r"|(?:time of )?(?:the )?last (?:impact|failures?|errors?)|(?:resolved|restored|ended|closed) when"
            r"|(?:time )?(?:back )?up again"
            r"|time up|up since|event cleared?|(?:normal )?(?:operations?|service) (?:resumed|restored)"
            r"|resumed(?: at)?|mitigated at"
            r"|fully (?:resolved|recovered)"
            r"|full recovery|service restoration|normal operations?|resolution date and time"
            r"|(?:back|fully) (?:up|online|operational|normal)(?: at)?|all clear(?: at)?"
            r"|(?:time )?service (?:was )?restored"
            r"|outage (?:end|over)|(?:date|time)(?: and time)? (?:of (?:the )?)?(?:resolved|resolution|restored"
            r"|restoration"
            r"|recovery|closed|closure|contained|containment|ended?|end of (?:the )?(?:outage|incident|impact))"
            r"|repaired(?: at)?|cleared(?: at)?"
        ),
    ),
    (
        Part.DURATION,
        (
            r"(?:(?:the|total|outage|incident|approximate|impact|service|issue|event|estimated|overall"
            r"|full|downtime) )*(?:durations?|length|downtime|down time|time ?frame|time window|window"
            r"|time period|period|time range|interval)(?: (?:of (?:the )?(?:outage|incident"
            r"|interruption|impact|downtime|event|issue|problem|disruption|service .{1,20})|and impact"
            r"|utc|of .{1,40}))?|when(?: did (?:it|this|that) (?:happen|occur))?|total outage time"
            r"|(?:(?:incident|outage|impact|event|downtime|disruption) )?start(?:ed)? (?:and|to) (?:end|ended"
            r"|resolved)(?: times?)?"
            r"|how long(?: did it (?:last|take))?|elapsed time"
            r"|(?:affected|impacted) period|(?:impact|outage) time|time of impact|time span|mttr"
            r"|impact duration|time to (?:resolve|resolution"
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
            r"(?:(?:postmortem|post mortem|incident|report|document) )*(?:authors?|owners?"
            r"|(?:written|prepared|reviewed|approved|documented|compiled|edited|published|signed off|maintained) by"
            r"|reported? by|facilitators?|reviewers?|participants?|attendees|responders?"
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
            r"|tags?|environment|region|regions|version|(?:last )?(?:updated|modified|reviewed|edited)"
            r"|(?:next )?review(?: date| due| on)|recurred|published|created"
            r"|exported|kind|due|exported at|shared with|public|document status"
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
            r"|how can (?:customers|you|i) .{1,70}|(?:am i|are you|was i|were you) (?:affected|impacted)"
            r"|what (?:should|can) (?:i|you) do.{0,40}"
            r"|disclaimer|responsibilities|terminology|table of contents|contents|definitions|leadup"
            r"|lead up|prior history|key people|reminder|questions|open questions)"
        ),
    ),
)
