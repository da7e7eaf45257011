"""What the parts of a postmortem are called, the first rows of the table: summary, impact, timeline, cause.

The first row that fits a name counts; `part_names` says how a name is compared.
"""

from importing.readers.documents.parts import Part

ADJECTIVES = (
    r"(?:(?:the|our|incident|issue|outage|event|problem|service|executive|brief|short|quick"
    r"|high level|detailed|full|complete|overall"
    r"|technical|initial|final|post ?mortem|postmortem|general|main|key|abridged|recovery"
    r"|response|follow ?up|preliminary|updated) )*"
)
OF = r"(?: (?:of|for|to|on|from|in|behind) .{1,50})?"
NAMES_OF_TEXTS: tuple[tuple[Part, str], ...] = (
    (
        Part.SUMMARY,
        (
            rf"{ADJECTIVES}(?:summary|summaries|overview|synopsis|abstract|tl ?dr|tldr|description"
            rf"|at a glance|introduction){OF}"
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
            r"(?:(?:the|our|incident|initial|technical) )*"
            r"(?:investigation|diagnosis|debugging|troubleshooting)(?: process| steps| details"
            r"| and (?!.*root cause).{1,40})?|technical details?|details"
        ),
    ),
    (
        Part.IMPACT,
        (
            r"(?:(?:the|user|customer|business|service|system|data|financial|end user|overall|incident|estimated"
            r"|scope and) )*impacts?(?: (?:assessment|analysis|statement|description|summary|on .{1,40}|to .{1,40}"
            r"|of .{1,40}|and scope|and damage.*|and severity))?"
        ),
    ),
    (
        Part.IMPACT,
        (
            r"(?:who|what) (?:was|were|is|got) (?:affected|impacted)|(?:affected|impacted) (?:users"
            r"|customers|clients)|damages?|scope(?: of (?:the )?(?:impact|outage|incident))?|effects?"
            r"|severity and impact|what was the impact|customer experience|losses|(?:extent|scale)(?: of .{1,40})?"
            r"|consequences?|how (?:were|was) .{1,30} (?:affected|impacted)|symptoms?"
        ),
    ),
    (
        Part.TIMELINE,
        (
            rf"{ADJECTIVES}(?:timelines?|time ?line|chronology|chronicle|sequence of events"
            r"|events? log|incident log|activity log|time log|log of (?:events|actions)|record of events"
            r"|order of events"
            r"|history of events|course of (?:the )?(?:events|incident|outage)|schedule of events"
            r"|chronological timeline"
            r"|how (?:it|events|things|the (?:incident|outage)) (?:unfolded|went)|what happened when"
            rf"|(?:background|impact|response) and timeline|minute by minute|play by play|blow by blow"
            rf"|(?:establishing|reconstructing|building) (?:the|a) timeline|events){OF}(?: and .{{1,40}}| utc"
            rf"| log| summary| details)?"
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
            r"(?:(?:the|our|recommended|open|proposed|immediate|remaining|outstanding|key|required|residual|leftover"
            r"|left over|pending|deferred|suggested|possible|additional|new|internal|engineering|technical|still open"
            r"|planned|agreed|concrete|future|next|follow ?up|corrective|preventative|preventive|post ?mortem"
            r"|postmortem|post incident|incident|short term|long term|medium term|specific|further"
            r"|lessons learn(?:ed|t) and|conclusions? and|a list of|mitigation and|prevention and"
            r"|remediation and|detailed|list of) )*(?:action (?:items?|points?|list|plans?|steps?)"
            r"|review actions|actionables?(?: (?:items|tasks|steps))?|ais|actions items?"
            r"|to ?do(?: ?s|s)?(?: list)?|todos?"
            r"|tasks?|task list"
            r"|follow ?ups?(?: (?:items?|tasks?|work|steps|issues|tickets))?|follow ?up actions"
            r"|work items?|tickets|issues filed|next steps?|next actions)(?: (?:to|for|list|needed"
            r"|required|we .{1,30}|and .{1,40}|assigned) ?.{0,50})?"
        ),
    ),
    (
        Part.ACTIONS,
        (
            r"(?:a |the )?list of tasks? .{1,50}|actions? (?:to be taken|to take|required|needed|pending)|action"
            r"|(?:post ?mortem|post incident) actions|(?:issue )?tracking(?: of .{1,40}| issues)?"
            r"|(?:agreed|approved) actions|actions? (?:register|log|arising|plan)|plan of action|(?:open"
            r"|outstanding|remaining|unfinished|residual|leftover|left over) (?:items|issues|work|points|problems)"
            r"|(?:lessons|learnings?|takeaways)(?: learn(?:ed|t))? and (?:actions?|next steps|follow ?ups?)"
            r"|(?:still|remains?|remaining|left) (?:open|to do|to be done)|open ends|loose ends"
            r"|not (?:yet )?done(?: yet)?|work (?:to be done|ahead)|ongoing work"
            r"|jira (?:tickets|issues)|steps forward|what happens next|resulting actions?|what s next|what next"
            r"|.{0,40}\b(?:the )?following (?:tasks|actions|steps)"
            r" (?:will|must|should|need to|have to|are to) be (?:performed|taken|done|carried out|completed).{0,20}"
            r"|(?:(?:planned|agreed|deferred|pending|remaining|residual|leftover|unresolved|unfinished|assigned"
            r"|suggested"
            r"|near term|medium term|longer term|repair(?! work)|capa|backlog|further|future) )+(?:work|items?"
            r"|actions?|points"
            r"|backlog|priorities)|(?:work|tasks|items|actions) (?:remaining|left|planned|pending|outstanding)"
            r"|items to follow up|(?:things |work |what is |what s |what we )?(?:still |left )*(?:have "
            r"|need )?to (?:be done|do)"
            r"|what (?:still )?(?:remains|is left|needs to be done)(?: .{1,30})?|action (?:tracker|table"
            r"|summary|overview)"
            r"|actions and .{1,30}|(?:tickets?|issues?) (?:created|filed|opened|raised)|related tickets"
            r"|(?:linear|github|gitlab|tracked) (?:tickets|issues)|(?:next )?(?:hardening"
            r"|remediation) (?:backlog|priorities)"
            r"|(?:owners|commitments) and (?:deadlines|owners|due dates)"
            r"|next|remediation (?:items?|tasks|plan|action items|and follow ?up.*)|(?:further|future"
            r"|recommended|proposed|planned|required|short term|long term|immediate|remaining) (?:work"
            r"|actions|steps|tasks)|follow ?up|actions(?: and owners)?"
        ),
    ),
    (
        Part.MEASURES,
        (
            r"(?:.{1,40} )?(?:prevention|preventi(?:ng|ve)|preventative|prevent)(?: .{1,80})?"
            r"|(?:counter ?measures|permanent fix(?:es)?|corrections)(?: .{1,40})?|how we (?:re|are) (?:fixing"
            r"|improving).{0,40}"
            r"|how .{0,30}(?:make|be|making) sure .{0,60}|steps (?:we (?:re|are)|being) tak(?:ing|en).{0,40}"
            r"|corrective and preventa?tive|preventing .{1,50}|(?:how|what) .{0,40}(?:prevent(?:ing"
            r"|ed)?|avoid(?:ing)?|stop (?:this|it) from)(?: .{0,60})?|to prevent .{1,50}"
            r"|measures?(?! (?:taken|adopted|applied) (?:to|for) (?:the )?(?:resol|restor|mitigat|address"
            r"|contain|fix|recover))(?: .{1,50})?"
            r"|(?:keeping|stopping) (?:it|this) from happening.{0,20}|so (?:it|this|that it) (?:does not"
            r"|doesn t|never|won t)"
            r" happen.{0,20}|to make sure .{1,50}|never again|what (?:we|i) (?:have )?(?:changed|improved)(?: .{1,40})?"
            r"|(?:improvements|changes) (?:made|since)(?: .{1,30})?|what (?:has|have) (?:been )?changed since"
            r"|what will be different|(?:risk|recurrence) (?:reduction|mitigation|prevention)|follow through"
            r"|(?:permanent|systemic|structural|durable|lasting) (?:solutions?|fix(?:es)?|changes|improvements)"
            r"|fix(?:es)? going forward|(?:resilience|reliability|stability) (?:improvements?|work|changes"
            r"|enhancements?)"
            r"|(?:regression |new )?tests? added|regression tests|(?:monitoring|alert(?:s|ing)|checks) added"
            r"|strengthening"
            r"|(?:(?:the|new|our|added|additional|technical|process) )*(?:safe ?guards?|guard ?rails?"
            r"|protections?|defen[cs]es"
            r"|(?<=new )controls|(?<=additional )controls|controls(?= (?:added|introduced))|hardening"
            r"|preventatives|prophyla\w+)(?: (?:measures?|added|introduced|installed|implemented|adopted|steps"
            r"|(?:we )?(?:have )?(?:now |been )*(?:put )?in place|plans?|priorities|work|for .{1,40}|against .{1,40}))*"
            r"|what (?:we re|we are|are we|will we|we will|we ll"
            r"|are we going to|we ve|we (?:are|re) (?:going|planning) to|we plan to|we intend to|i will|i ll"
            r"|i m) (?:do|doing|done|change|changing|changed|improv).{0,60}"
            r"|what (?:is|s|has been|was) (?:being )?done (?:about|so|to (?:prevent|avoid|ensure"
            r"|make sure)).{0,60}|what (?:i|we) (?:plan to|intend to|are planning to|re going to) (?:do|change"
            r"|improve|fix).{0,40}|how (?:are|will) we mak(?:e|ing) .{1,70}|how (?:are|will|do|can|am|could"
            r"|should) (?:we|i) (?:going to |plan to |intend to )?(?:fix"
            r"|avoid|prevent|stop|handle|address|improve)\b.{0,40}|(?:our )?commitments?(?: to .{1,40})?"
            r"|(?:avoiding|reducing) .{1,40}|what changed(?: (?:since|afterwards?|as a result|after .{1,40}))?"
            r"|(?:lessons|learnings?|takeaways)(?: learn(?:ed|t))? and (?:the )?(?:actions? taken|improvements?|changes"
            r"|(?:corrective|remedial) .{1,30}|(?:our )?(?:future|planned) .{1,30}|safeguards|fixes|measures)"
            r"|proposed solutions?|capa|continuous improvement"
            r"|improvement opportunities|what (?:will|do) (?:you|we) do .{1,60}|(?:what"
            r"|things) (?:has|have|is|will be|we have) (?:been )?(?:changed?|changing|improved)"
            r"|what (?:will|has) changed?|where (?:do )?we go (?:from here|next)"
            r"|what changes (?:we|are|were|will) .{1,50}|(?:the )?(?:path|way|road) (?:forward|ahead|to .{1,30})"
            r"|what will .{1,40} differently|how (?:do|will|can|are) we .{0,30}(?:improv"
            r"|better).{0,30}|how could (?:we|this) .{0,30}(?:better|improved?).{0,20}"
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
            rf"{ADJECTIVES}(?:root|primary|underlying|probable|likely|direct|immediate|actual|real"
            r"|proximate|identified)? ?causes?(?: analysis| identified| identification| summary"
            rf"| details?| explanation| and contributing factors| and trigger)?{OF}"
        ),
    ),
    (
        Part.ROOT_CAUSE,
        (
            r"rca|rfo|suspected causes?|(?:fault|failure|defect) description|source of (?:the )?(?:problem"
            r"|issue|outage)"
            r"|what was wrong|analysis of (?:the )?(?:root )?causes?|(?:the )?(?:vulnerability|bug|flaw|defect"
            r"|culprit)(?: (?:explained"
            r"|details?|description))?"
            r"|root ?cause.{0,30}|.{1,40} root ?causes?(?: analysis)?|technical (?:causes?|explanation"
            r"|reason)|(?:why|how) (?:did )?(?:all )?(?:it|this|that|the (?:outage|incident"
            r"|failure|service|site|system)|we|everything) (?:happen(?:ed)?|occur(?:red)?|fail(?:ed)?|break"
            r"|broke|crash(?:ed)?|go (?:wrong|down)|went (?:wrong|down))(?: in .{1,30})?"
            r"|what (?:allowed|enabled|led to)"
            r" .{1,40}|how could (?:it|this|that) (?:have )?happen(?:ed)?|what went wrong (?:technically"
            r"|and why)|(?:investigation|analysis) (?:findings|results?|outcome)|what (?:caused|broke"
            r"|was the (?:root )?cause).{0,60}|(?:technical |cause |failure )?analysis|explanation"
            r"|(?:fault|failure|most likely|possible|presumed) causes?|cause determination"
            r"|determination of (?:the )?cause"
            r"|(?:failure )?mechanism|failure mode|causal (?:analysis|factors|chain)|what happened technically"
            r"|the (?:real|actual|underlying) (?:problem|issue)|where it broke"
            r"|faults?(?: analysis)?|why|reasons?(?: (?:for|of|behind) .{1,40})?|root issues?"
        ),
    ),
    (
        Part.RESOLUTION,
        (
            rf"{ADJECTIVES}(?:immediate |short term |temporary |applied )*(?:resolutions?|recovery|mitigations?"
            rf"|fix(?:es)?|solutions?"
            r"|workarounds?|restoration)(?: applied| explanation)?(?: and (?:recovery|resolution|mitigation|fix"
            r"|next steps"
            r"|remediation))?(?: (?:steps?|process|details|summary|actions taken|procedure"
            rf"|efforts?))?{OF}"
        ),
    ),
    (
        Part.RESOLUTION,
        (
            r"how (?:(?:did )?(?:we|it|this)|.{1,30}) (?:was |were |is |been )?(?:fix(?:ed)?|resolved?"
            r"|mitigated?|recover(?:ed)?|restored?|repair(?:ed)?)(?: .{1,40})?|actions? taken(?: .{1,40})?"
            r"|(?:response|recovery|containment) (?:actions|steps)(?: taken)?|containment(?: and .{1,40})?"
            r"|what (?:immediate |corrective |remedial |emergency )*(?:steps|actions|measures) (?:were|have been"
            r"|did we|have we) taken?(?: .{1,40})?|(?:our )?response"
            r"|what (?:is|s) being done|what (?:we did|we have done|have we done"
            r"|was done)(?: to .{1,30})?"
            r"|(?:recovery|restoration) actions|response and recovery|(?:emergency|interim|stopgap) fix"
            r"|rectification|repairs?(?: work)?|what (?:fixed|resolved|solved) (?:it|this|the .{1,30})"
            r"|restoring .{1,30}"
            r"|(?:actual|code|final) fix"
            r"|solving|what did (?:we|you) do|what have (?:you|we) done|corrective actions? taken"
            r"|countermeasures? taken"
            r"|containment(?: .{1,60})?|(?:measures|actions|steps) (?:taken|adopted|applied) (?:to|for) .{1,40}"
            r"|how we (?:got|brought) .{1,40} back|steps taken(?: .{1,40})?"
            r"|how did (?:we|the team) (?:respond|react).{0,40}|what (?:did we do|was done|we did"
            r"|have we done) to .{1,50}|remed(?:y|ied)"
            r"|(?:response|detection|investigation|mitigation) and resolution|resolution and follow ?ups?"
            r"|immediate (?:actions?|fix|response|remediation)(?: taken)?|steps (?:to|for) (?:resolution"
            r"|resolve|fix).{0,30}"
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
            r"identified|identification|means of discovery|how we knew|(?:(?:incident|initial|issue"
            r"|problem) )?(?:detection|discovery)(?: method"
            r"| and (?:response|alerting|reporting|notification|monitoring|diagnosis|identification|analysis))?"
            r"|how (?:was|did|were|we|it|the) .{0,40}(?:detect|notic|found|find|discover|know"
            r"|learn).{0,30}|detected by|detection source|how detected|means of detection|(?:reported"
            r"|discovered|noticed|found) by|(?:who|how) (?:we )?noticed(?: it)?"
        ),
    ),
)
