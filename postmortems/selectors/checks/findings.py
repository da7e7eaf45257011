"""What each check finds. A check that is not sure finds nothing."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse
from django.utils.text import Truncator

from actions.models import ActionItem
from core.durations import humanize
from core.markdown_quotes import quotes_in_lines
from incidents.readers.contradictions import Contradiction, contradictions
from postmortems.enums import FactorKind, SectionKind
from postmortems.models import Factor, Section
from postmortems.readers.blame import Remark, names_in, remarks
from postmortems.readers.tasks import vague_beginning
from postmortems.selectors.checks.facts import CheckFacts, Moment

SILENT, SILENT_SHARE, SILENT_AT_LEAST = timedelta(minutes=30), 0.2, timedelta(minutes=10)
SHORT = 80  # characters of what a finding cites


@dataclass(frozen=True, slots=True)
class Finding:
    """One place to look at: where it is, in words, and for doubtful words the sentence with them.

    For words that contradict the record also the `section` in which they stand.
    """

    words: str
    address: str
    remark: Remark | None = None
    contradiction: Contradiction | None = None
    section: int = 0


def impact_without_number(facts: CheckFacts) -> Iterator[Finding]:
    """Neither the fields nor the words about the impact have a number."""
    incident, section = facts.incident, facts.section(SectionKind.IMPACT)
    counted = (incident.impact_percent is not None, incident.impact_all_users, incident.revenue_amount is not None)
    said = f"{incident.impact_text} {section.body if section else ''}"
    if not any(counted) and not re.search(r"\d", said) and not incident.is_near_miss:
        yield Finding("Say how many, how much or how long", reverse("edit_impact", args=[incident.pk]))


def impact_start_unknown(facts: CheckFacts) -> Iterator[Finding]:
    """No entry marks when the impact started."""
    incident = facts.incident
    if incident.impact_started_at is None and not incident.is_near_miss:
        address = reverse("set_milestone", args=[incident.pk, "impact_started"])
        yield Finding("Say when the impact started, even if only about", address)


def silent_stretch(facts: CheckFacts) -> Iterator[Finding]:
    """The longest stretch without an entry between the start of the impact and its end."""
    incident = facts.incident
    start, end = incident.impact_started_at, incident.mitigated_at or incident.resolved_at
    if start is None or end is None or end <= start:
        return
    last = Moment(0, start, start)
    longest, whole = (timedelta(0), last, last), end - start
    for moment in [*facts.moments, Moment(0, end, end)]:
        if moment.until <= start or moment.at > end:
            continue
        if moment.at - last.until > longest[0]:
            longest = (moment.at - last.until, last, moment)
        last = max(last, moment, key=lambda each: each.until)
    gap, before, after = longest
    if gap > SILENT or (gap > SILENT_AT_LEAST and gap > SILENT_SHARE * whole):
        zone = incident.time_zone
        span = f"{before.until.astimezone(zone):%H:%M} and {after.at.astimezone(zone):%H:%M}"
        words = f"No entry between {span}: {humanize(gap)}, {100 * gap / whole:.0f} % of the impact"
        entry = before.entry or after.entry
        place = f"?entry={entry}#entry-{entry}" if entry else ""
        yield Finding(words, f"{incident.get_absolute_url()}{place}")


def no_account_of_detection(facts: CheckFacts) -> Iterator[Finding]:
    """The section on detection is empty, and the fields do not say how it was noticed, or when."""
    incident, section = facts.incident, facts.section(SectionKind.DETECTION)
    is_known = incident.detected_at is not None and bool(incident.detection_source or incident.detected_by)
    if not is_known and not (section and section.body.strip()):
        yield Finding("Say who or what noticed it, and when", facts.address_of(section))


def no_factors(facts: CheckFacts) -> Iterator[Finding]:
    """Nothing is said to have caused it."""
    if not facts.rows.factors:
        yield Finding("Add what caused, triggered or prolonged it", facts.address_of(_causes(facts)))


def one_cause_only(facts: CheckFacts) -> Iterator[Finding]:
    """A single factor, besides what helped."""
    harmful = [each for each in facts.rows.factors if each.row.kind != FactorKind.MITIGATOR]
    if len(harmful) == 1:
        yield Finding(_short(harmful[0].row.text), facts.address_of(_causes(facts)))


def factors_without_evidence(facts: CheckFacts) -> Iterator[Finding]:
    """No entry that still holds shows it."""
    for each in facts.rows.factors:
        if all(evidence.state for evidence in each.evidence):
            yield Finding(_short(each.row.text), facts.address_of(each.row))


def factors_without_answer(facts: CheckFacts) -> Iterator[Finding]:
    """It needs an action item and has none."""
    for each in facts.rows.factors:
        if each.is_open:
            yield Finding(_short(each.row.text), facts.and_back(each.new_item))


def measures_without_answer(facts: CheckFacts) -> Iterator[Finding]:
    """The same of measures."""
    for each in facts.rows.measures:
        if each.is_open:
            yield Finding(_short(each.row.text), facts.and_back(each.new_item))


def items_that_answer_nothing(facts: CheckFacts) -> Iterator[Finding]:
    """Action items that are linked to no factor and no measure."""
    for item in facts.rows.loose_actions:
        yield Finding(f"{item.reference} {_short(item.title)}", facts.and_back(_edit(item)))


def items_not_ready(facts: CheckFacts) -> Iterator[Finding]:
    """Unfinished action items without an owner, a date, or a verb that somebody can check."""
    for item in facts.rows.actions:
        vague = vague_beginning(item.title)
        lacks = [
            *(["no owner"] if item.is_ownerless else []),
            *(["no date"] if item.due_on is None else []),
            *([f"“{vague}” cannot be checked"] if vague else []),
        ]
        if lacks and item.is_unfinished:
            yield Finding(f"{item.reference}: {', '.join(lacks)}", facts.and_back(_edit(item)))


def doubtful_words(facts: CheckFacts) -> Iterator[Finding]:
    """Words of blame and of hindsight in sections and rows."""
    rows = facts.rows
    places = [
        *((section.heading, section.body, section) for section in facts.sections),
        *(("Factor", each.row.text, each.row) for each in rows.factors),
        *(("Lesson", lesson.text, lesson) for lesson in rows.lessons),
        *(("Measure", each.row.text, each.row) for each in rows.measures),
    ]
    for words, text, place in places:
        found: Iterable[Remark] = remarks(text, facts.names)
        if isinstance(place, Factor) and place.kind != FactorKind.MITIGATOR:
            found = [*found] or names_in(text, facts.names)
        for remark in found:
            yield Finding(words, facts.address_of(place), remark)


def values_that_differ(facts: CheckFacts) -> Iterator[Finding]:
    """Times, lengths of time, shares and names in sections that contradict the record."""
    for section in facts.sections:
        for found in contradictions(facts.text_of(section), facts.record):
            yield Finding(section.heading, facts.address_of(section), contradiction=found, section=section.pk)


def quotes_that_do_not_show(facts: CheckFacts) -> Iterator[Finding]:
    """An entry is quoted by a line of its own alone."""
    for section in facts.sections:
        for quote in quotes_in_lines(section.body):
            yield Finding(f"{section.heading}: {quote}", facts.address_of(section))


def _causes(facts: CheckFacts) -> Section | None:
    return facts.section(SectionKind.ROOT_CAUSE)


def _edit(item: ActionItem) -> str:
    return reverse("action_edit", args=[item.pk])


def _short(text: str) -> str:
    return Truncator(" ".join(text.split())).chars(SHORT)
