"""The checks as a table: what each is called, why it is made, and what that is based on."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from postmortems.models import Postmortem
from postmortems.selectors.analysis import analysis
from postmortems.selectors.checks import findings
from postmortems.selectors.checks.facts import CheckFacts, check_facts
from postmortems.selectors.checks.findings import Finding

MOST = 20  # findings of one check that are shown
SRE = "Google, Site Reliability Workbook, chapter 10"
DEKKER = "Dekker, The Field Guide to Understanding “Human Error”; Etsy, Debriefing Facilitation Guide"
COOK = "Cook, How Complex Systems Fail, points 3 and 7"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing to look at. With `many` its title counts what was found: `3 factors without evidence`."""

    look: Callable[[CheckFacts], Iterable[Finding]]
    one: str
    reason: str
    basis: str
    many: str = ""

    def title(self, count: int) -> str:
        """What is said of so many findings."""
        return f"{count} {self.one if count == 1 else self.many}" if self.many else self.one


CHECKS: tuple[Check, ...] = (
    Check(
        findings.impact_without_number,
        "Impact without a number",
        "A number lets readers compare incidents, and tells later whether a fix was worth it.",
        f"The fields of the impact, and its section. {SRE}.",
    ),
    Check(
        findings.impact_start_unknown,
        "Impact start unknown",
        "Without it nobody knows how long customers suffered, or how long it took to notice.",
        "The milestone impact started: time to detect and impact are counted from it.",
    ),
    Check(
        findings.silent_stretch,
        "A silent stretch of the timeline",
        "Somebody did or waited for something then; it is soon forgotten.",
        "Entries that people told: more than 30 minutes apart, or more than 20 % of the impact (10 minutes at least).",
    ),
    Check(
        findings.no_account_of_detection,
        "No account of detection",
        "How it was noticed decides whether the next one is noticed sooner.",
        f"The section on detection, the milestone detected, and the fields beside it. {SRE}.",
    ),
    Check(
        findings.no_factors,
        "No factors yet",
        "Factors are what action items answer, and what similar incidents are found by.",
        "The factors of this postmortem.",
    ),
    Check(
        findings.one_cause_only,
        "One cause only",
        "An incident needs several things to come together: what let it through, what hid it, what made it longer?",
        f"The factors, besides what helped. {COOK}.",
    ),
    Check(
        findings.factors_without_evidence,
        "factor without evidence",
        "An entry of the timeline shows readers how we know.",
        "The entries linked to each factor; what was struck through or redacted does not count.",
        many="factors without evidence",
    ),
    Check(
        findings.factors_without_answer,
        "factor without an action item",
        "What nobody works on can happen again. Adding one from here fills in its date and its link.",
        "The action items linked to each factor; what helped needs none.",
        many="factors without an action item",
    ),
    Check(
        findings.measures_without_answer,
        "measure without an action item",
        "A measure without an owner and a date stays a wish.",
        "The action items linked to each measure.",
        many="measures without an action item",
    ),
    Check(
        findings.items_that_answer_nothing,
        "action item not linked to a factor or measure",
        "Readers cannot tell what it is for. Its form has the factors and measures to tick.",
        "The links of the action items of this incident.",
        many="action items not linked to a factor or measure",
    ),
    Check(
        findings.items_not_ready,
        "action item without owner, date or a verb one can check",
        "One person, one day, and something that anybody can see is done.",
        f"The unfinished action items, and the beginnings of their titles. {SRE}.",
        many="action items without owner, date or a verb one can check",
    ),
    Check(
        findings.doubtful_words,
        "sentence with blame or hindsight",
        "Blame ends the search for causes, and hindsight hides why it made sense at the time.",
        f"A list of words, which is silent where it is not sure. {DEKKER}.",
        many="sentences with blame or hindsight",
    ),
    Check(
        findings.values_that_differ,
        "value that differs from the record",
        "Where the text and the record say two things, one of them is wrong: change the text, or correct the record.",
        "Times, lengths of time, shares and who led, where the words leave no doubt of what they are; the milestones, "
        "periods and extent of the impact, the lead, and what entries said before they were corrected.",
        many="values that differ from the record",
    ),
    Check(
        findings.quotes_that_do_not_show,
        "quote of an entry that does not show",
        "A quote needs a line of its own; between other words readers see it as it was typed.",
        "The texts of the sections.",
        many="quotes of entries that do not show",
    ),
)


@dataclass(frozen=True, slots=True)
class Advice:
    """A check that found something."""

    check: Check
    title: str
    findings: list[Finding]
    more: int


def advice(facts: CheckFacts) -> list[Advice]:
    """The checks that found something, in the order of the table."""
    found = ((check, list(check.look(facts))) for check in CHECKS)
    return [
        Advice(check, check.title(len(places)), places[:MOST], max(0, len(places) - MOST))
        for check, places in found
        if places
    ]


def advice_for(postmortem: Postmortem, *, back: str) -> list[Advice]:
    """The same for a postmortem of which nothing was read yet."""
    sections = list(postmortem.sections.defer("search", "html"))
    return advice(check_facts(postmortem, sections, analysis(postmortem), back=back))
