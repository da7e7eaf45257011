"""The first text of a section, in plain sentences made of facts alone. Empty where nothing is known for it.

Entries are quoted, not copied, so that they stay as live as the timeline.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from core.markdown_quotes import quote_of
from incidents.enums import Milestone
from incidents.selectors.facts import impact_facts, interval_words
from postmortems.enums import SectionKind
from postmortems.selectors.story import Story, ToldEntry, duration_named, impact_of

UNKNOWN = "unknown"
_MARKS = re.compile(r"([\\`*\[\]])|(?<!\w)(_)|(_)(?!\w)")


def filled_text(kind: str, story: Story) -> str:
    """The text of a section of this kind, as Markdown."""
    fill = FILLERS.get(SectionKind(kind))
    return fill(story) if fill else ""


def as_typed(words: str) -> str:
    """Words of a field as Markdown that shows them as they are, on one line."""
    return _MARKS.sub(lambda found: f"\\{found[0]}", " ".join(words.split()))


def _sentence(words: str) -> str:
    """With one full stop at the end."""
    return words if words.endswith((".", "!", "?", "…")) else f"{words}."


def _when(story: Story, milestone: Milestone, beside: datetime | None = None) -> str:
    """`on 15 April 2023 at about 12:00 EST`; the time alone where it was on the day of another instant."""
    at = story.at(milestone)
    assert at is not None  # noqa: S101 - asked of a known one alone
    local = at.astimezone(story.zone.zone)
    is_same_day = beside is not None and beside.astimezone(story.zone.zone).date() == local.date()
    day = "" if is_same_day else f"on {local.day} {local:%B %Y} "
    about = "about " if milestone in story.about else ""
    return f"{day}at {about}{local:%H:%M} {story.zone.label(at)}"


def _fact(story: Story, label: str) -> str:
    words = next((fact.words for fact in impact_facts(story.incident) if fact.label == label), "")
    return "" if words == UNKNOWN else as_typed(words)


def _names(names: Iterable[str]) -> str:
    """`Shop, Bank and Mail`."""
    *before, last = names
    return f"{', '.join(before)} and {last}" if before else last


def _quotes(entries: Iterable[ToldEntry]) -> str:
    return "\n\n".join(quote_of(entry.pk) for entry in entries)


def summary(story: Story) -> str:
    """What, when, how long, who was affected, how it was noticed, who led."""
    incident = story.incident
    kind = "drill" if incident.is_drill else "near miss" if incident.is_near_miss else "incident"
    what = f"{incident.reference}, “{as_typed(incident.title)}”, was a {incident.severity.label} {kind}"
    services = f" of {_names(as_typed(name) for name in story.services)}" if story.services else ""
    leads = [as_typed(each.name) for each in story.participants if each.has_led]
    seen = f"What was seen at first: {_sentence(as_typed(incident.summary))}" if incident.summary.strip() else ""
    paragraphs = (
        f"{what}{services}. {_began_and_ended(story)} {_how_long(story)}",
        seen,
        _affected(story),
        " ".join(part for part in (_noticed(story), f"{_names(leads)} led the response." if leads else "") if part),
    )
    return "\n\n".join(part.strip() for part in paragraphs if part.strip())


def _began_and_ended(story: Story) -> str:
    started = story.at(Milestone.IMPACT_STARTED)
    resolved = f"was resolved {_when(story, Milestone.RESOLVED, started)}" if story.at(Milestone.RESOLVED) else ""
    if started and resolved:
        return f"The incident began {_when(story, Milestone.IMPACT_STARTED)} and {resolved}."
    began = (
        f"The incident began {_when(story, Milestone.IMPACT_STARTED)}."
        if started
        else "When the incident began is not known."
    )
    if resolved:
        return f"{began} It {resolved}."
    return f"{began} {'It is not resolved yet.' if story.incident.is_open else 'When it was resolved is not known.'}"


def _how_long(story: Story) -> str:
    took = impact_of(story)
    if not took.is_known:
        return "How long customers were affected is not known." if story.incident.is_customer_facing else ""
    if took.is_growing:
        return ""
    left_out = f" {took.explanation}" if took.explanation else ""
    return f"The impact lasted {took.text} ({took.formula}).{left_out}"


def _affected(story: Story) -> str:
    lost, extent = _fact(story, "Customers cannot"), _fact(story, "How much")
    parts = [f"Customers could not {_sentence(lost)}" if lost else "", f"Extent: {extent}." if extent else ""]
    return " ".join(part for part in parts if part)


def _noticed(story: Story) -> str:
    by = _fact(story, "Detected by")
    return f"It was noticed by: {_sentence(by)}" if by else ""


def impact(story: Story) -> str:
    """What the fields say, line by line; what nobody stated is left out."""
    took = impact_of(story)
    reports = f"{story.reports} report{'' if story.reports == 1 else 's'}" if story.reports else ""
    periods = [as_typed(interval_words(start, end, note, story.zone)) for start, end, note in story.periods]
    explained = f". {took.explanation}" if took.explanation else ""
    lines = (
        ("Customers could not", _fact(story, "Customers cannot")),
        ("How much", _fact(story, "How much")),
        ("Revenue", _fact(story, "Revenue")),
        ("Services", as_typed(", ".join(story.services))),
        ("Duration", f"{took.text} ({took.formula}){explained}" if took.is_known and not took.is_growing else ""),
        ("From when to when", "; ".join(periods)),
        ("Reports of customers", reports),
    )
    return "\n".join(f"- {label}: {words}" for label, words in lines if words)


def detection(story: Story) -> str:
    """How it was noticed, when, and how long that took; with the entries that say so."""
    started = story.at(Milestone.IMPACT_STARTED)
    parts = [_noticed(story)]
    words = {
        Milestone.DETECTED: "It was detected",
        Milestone.REPORTED: "It was reported",
        Milestone.ACKNOWLEDGED: "It was acknowledged",
    }
    known = [milestone for milestone in words if story.at(milestone)]
    parts += [f"{words[milestone]} {_when(story, milestone, started)}." for milestone in known]
    parts += [
        _took(story, Milestone.DETECTED, "Time to detect"),
        _took(story, Milestone.ACKNOWLEDGED, "Time to acknowledge"),
    ]
    prose = " ".join(part for part in parts if part)
    if not prose:
        return ""
    if not _noticed(story):
        prose = f"How it was noticed has not been stated. {prose}"
    return "\n\n".join(part for part in (prose, _quotes(_of_detection(story))) if part)


def _took(story: Story, milestone: Milestone, name: str) -> str:
    took = duration_named(story, milestone)
    if took is None or took.value is None:
        return ""
    return f"{name}: {took.text} ({took.formula}).{f' {took.explanation}' if took.explanation else ''}"


def _of_detection(story: Story) -> list[ToldEntry]:
    return story.marked(Milestone.DETECTED, Milestone.REPORTED)


def root_cause(story: Story) -> str:
    """When it was identified, in the words of the entry that says so."""
    entries = story.marked(Milestone.IDENTIFIED)
    if not entries:
        return ""
    started = story.at(Milestone.IMPACT_STARTED)
    return f"The cause was identified {_when(story, Milestone.IDENTIFIED, started)}:\n\n{_quotes(entries)}"


def resolution(story: Story) -> str:
    """What did not help, what did, what else was starred, and who took part."""
    started = story.at(Milestone.IMPACT_STARTED)
    words = {
        Milestone.IDENTIFIED: "The cause was identified",
        Milestone.MITIGATED: "The impact was mitigated",
        Milestone.RESOLVED: "The incident was resolved",
    }
    steps = [f"{words[each]} {_when(story, each, started)}." for each in words if story.at(each)]
    steps += [
        _took(story, Milestone.MITIGATED, "Time to mitigate"),
        _took(story, Milestone.RESOLVED, "Time to resolve"),
    ]
    helped = [entry for entry in story.marked(Milestone.MITIGATED, Milestone.RESOLVED) if not entry.is_in_vain]
    in_vain = [entry for entry in story.entries if entry.is_in_vain]
    quoted = {entry.pk for entry in (*helped, *in_vain, *_of_detection(story), *story.marked(Milestone.IDENTIFIED))}
    starred = [entry for entry in story.entries if entry.is_starred and entry.pk not in quoted]
    parts = (
        " ".join(step for step in steps if step),
        _under("What was tried in vain", _quotes(in_vain)),
        _under("What was done to recover", _quotes(helped)),
        _under("Starred in the timeline", _quotes(starred)),
        _under("Who took part", _took_part(story)),
    )
    return "\n\n".join(part for part in parts if part)


def _under(heading: str, text: str) -> str:
    return f"**{heading}**\n\n{text}" if text else ""


def _took_part(story: Story) -> str:
    lines = (f"{as_typed(each.name)}{f', {_names(each.roles)}' if each.roles else ''}" for each in story.participants)
    return "\n".join(f"- {line}" for line in lines)


def measures(story: Story) -> str:
    """The tasks that were left over."""
    lines = []
    for task in story.tasks:
        more = [part for part in (as_typed(task.person), task.action) if part]
        lines.append(f"- {as_typed(task.text)}{' (' if more else ''}{', '.join(more)}{')' if more else ''}")
    return "\n".join(["Tasks left over from the incident:", "", *lines]) if lines else ""


FILLERS: Mapping[SectionKind, Callable[[Story], str]] = {
    SectionKind.SUMMARY: summary,
    SectionKind.IMPACT: impact,
    SectionKind.DETECTION: detection,
    SectionKind.ROOT_CAUSE: root_cause,
    SectionKind.RESOLUTION: resolution,
    SectionKind.MEASURES: measures,
}
