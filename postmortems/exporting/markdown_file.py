"""A postmortem as Markdown: a heading for each part, the timeline and the action items as lists, then pictures."""

import re
from collections.abc import Iterable, Iterator

from core.addresses import absolute
from core.markdown_writer import escaped, markdown_of
from core.zones import zone_name
from incidents.models import Attachment
from incidents.selectors.durations import IMPACT
from incidents.selectors.entry_rows import EntryRow
from postmortems.exporting.pictures import data_address
from postmortems.exporting.resolving import Resolver, resolver_of
from postmortems.selectors.analysis import Answered
from postmortems.selectors.evidence import STRUCK, Evidence
from postmortems.selectors.exports import Entry, ExportDocument
from postmortems.selectors.reading import Block

INDENT = "    "
_SHOWN = re.compile(r"\]\((picture:[0-9a-f-]{36})\)")


def markdown_file(document: ExportDocument) -> str:
    """The whole file."""
    resolver = resolver_of(document, lambda file: f"picture:{file.uuid}")
    text = _SHOWN.sub(r"][\1]", "\n".join(_lines(document, resolver)))
    return "\n".join([text, *_pictures(document)]).rstrip() + "\n"


def _lines(document: ExportDocument, resolver: Resolver) -> Iterator[str]:
    yield f"# Postmortem of {document.incident.reference}: {escaped(document.incident.title)}\n"
    yield from _head(document)
    shown = [block for block in document.blocks if block.section and block.anchor == "summary"]
    for block in shown:
        yield from _block(block, document, resolver)
    yield from _facts(document)
    for block in document.blocks:
        if block not in shown:
            yield from _block(block, document, resolver)
    yield from _reviewers(document)


def _head(document: ExportDocument) -> Iterator[str]:
    incident, postmortem = document.incident, document.postmortem
    yield f"- Incident: [{incident.reference}]({absolute(incident.get_absolute_url())})"
    yield f"- Severity: SEV{incident.severity_id}, {incident.get_status_display().lower()}"
    if document.page.services:
        yield f"- Services: {escaped(document.page.services)}"
    kinds = (("private", incident.is_private), ("drill", incident.is_drill), ("near miss", incident.is_near_miss))
    if named := ", ".join(name for name, holds in kinds if holds):
        yield f"- Kind: {named}"
    published = f", {document.zone.dated(postmortem.published_at)}" if postmortem.published_at else ""
    yield f"- Postmortem: {postmortem.get_status_display().lower()}{published}"
    for name, person in (("Author", postmortem.owner), ("Facilitator", postmortem.facilitator)):
        if person:
            yield f"- {name}: {escaped(person.name)}"
    if postmortem.due_on:
        yield f"- Due: {postmortem.due_on.isoformat()}"
    yield f"- Exported: {document.zone.dated(document.exported_at)}\n"


def _facts(document: ExportDocument) -> Iterator[str]:
    yield "## Key facts\n"
    for fact in document.page.impact:
        yield f"- {fact.label}: {escaped(' '.join(fact.words.split()))}"
    for period in document.page.affected:
        yield f"- Affected: {escaped(period)}"
    for named in document.page.durations:
        formula = f"{named.duration.formula}. {named.duration.explanation}".removesuffix(". ")
        name = "Duration of the impact" if named.name == IMPACT else named.name  # another fact is called impact
        yield f"- {name}: {named.duration.text} ({escaped(formula)})"
    yield "\n## Milestones\n"
    for milestone, at in document.milestones:
        yield f"- {milestone.label}: {document.zone.typed(at) if at else 'unknown'}"
    yield ""


def _block(block: Block, document: ExportDocument, resolver: Resolver) -> Iterator[str]:
    yield f"## {escaped(block.heading)}\n"
    if block.section and block.section.body.strip():
        yield f"{markdown_of(resolver.text(block.section.html))}\n"
    if block.rows == "factors":
        yield from _factors(document)
    elif block.rows == "lessons":
        yield from _lessons(document)
    elif block.rows == "measures":
        yield from _answered("Measures", document.page.rows.measures)
    elif block.rows == "pictures":
        yield from (f"![{escaped(file.caption or file.name)}]({resolver.source(file)})\n" for file in _beside(document))
    elif block.rows == "timeline":
        yield from _timeline(document, resolver)
    elif block.rows == "actions":
        yield from _actions(document)


def _beside(document: ExportDocument) -> Iterable[Attachment]:
    fitting = document.pictures
    return (file for file in document.page.pictures if file in fitting)


def _factors(document: ExportDocument) -> Iterator[str]:
    yield from _answered("Factors", document.page.rows.factors, document)


def _answered(heading: str, rows: Iterable[Answered], document: ExportDocument | None = None) -> Iterator[str]:
    """Factors or measures, numbered, each with what it is linked to."""
    numbers = {answered.row.pk: number for number, answered in enumerate(rows, start=1)}
    if not numbers:
        return
    yield f"### {heading}\n"
    for answered in rows:
        category = getattr(answered.row, "category", None)
        kind = answered.row.get_kind_display() if answered.row.kind else "Measure"
        named = f"{kind} ({category})" if category else kind
        yield f"{numbers[answered.row.pk]}. **{escaped(named)}:** {_one_line(answered.row.text)}"
        if answered.answers:
            yield f"{INDENT}- Action items: {', '.join(item.reference for item in answered.answers)}"
        if answered.made_possible_by:
            causes = (f"factor {numbers[factor.pk]}" for factor in answered.made_possible_by)
            yield f"{INDENT}- Made possible by: {', '.join(causes)}"
        if document:
            yield from (f"{INDENT}- Evidence: {_evidence(each, document)}" for each in answered.evidence)
    yield ""


def _evidence(each: Evidence, document: ExportDocument) -> str:
    where = f" in {each.reference}" if each.reference else ""
    state = f" ({each.state})" if each.state else ""
    words = f"~~{escaped(each.words)}~~" if each.state == STRUCK else escaped(each.words)
    return f"{document.zone.dated(each.happened_at)}{where}: {words}{state}"


def _lessons(document: ExportDocument) -> Iterator[str]:
    for group in document.page.rows.lesson_groups:
        yield f"### {group.label}\n"
        yield from (f"- {_one_line(lesson.text)}" for lesson in group.lessons)
        yield ""


def _timeline(document: ExportDocument, resolver: Resolver) -> Iterator[str]:
    word, name = document.incident.zone_word, zone_name(document.zone.name)
    yield f"Times in {escaped(word)} ({name})." if word and word != name else f"Times in {name}."
    day = None
    for entry in document.entries:
        if entry.row.when.day != day:
            day = entry.row.when.day
            yield f"\n### {day:%A} {day.day} {day:%B %Y}\n"
        yield from _entry(entry, document, resolver)
    yield ""


def _entry(entry: Entry, document: ExportDocument, resolver: Resolver) -> Iterator[str]:
    """`- **22:30 EAT, Amina Otieno, Detected:** words`, with further lines and files below."""
    row = entry.row
    words = _said(row, resolver)
    first, *more = words.split("\n")
    yield f"- **{escaped(_stamped(row))}:** {first}".rstrip()
    yield from (f"{INDENT}{line}".rstrip() for line in more)
    for value in row.changed_values:
        change = f"{value.label}: {value.before or 'not set'} → {value.after or 'not set'}"
        yield f"{INDENT}- {_one_line(change)}"
    if not row.redacted:
        yield from (f"{INDENT}- {line}" for line in _files(row, document, resolver))


def _stamped(row: EntryRow) -> str:
    until = f" to {row.until.words}" if row.until else ""
    marks = [milestone.label for milestone in row.milestones]
    star = ["starred"] if row.is_starred else []
    origin = [f"from {row.origin}"] if row.origin else []
    when = f"{'about ' if row.is_about else ''}{row.when.clock}{until} {row.when.zone}"
    return ", ".join(part for part in (when, row.author, *marks, *star, *origin, row.change) if part)


def _said(row: EntryRow, resolver: Resolver) -> str:
    if row.redacted:
        return f"(redacted: {escaped(row.redacted.reason)})"
    words = markdown_of(resolver.entry(row.html))
    return f"(struck through: {escaped(row.struck.reason)}) {words}" if row.struck else words


def _files(row: EntryRow, document: ExportDocument, resolver: Resolver) -> Iterator[str]:
    fitting = document.pictures
    for file in row.attachments:
        name = escaped(file.caption or file.name)
        if file in fitting:
            yield f"![{name}]({resolver.source(file)})"
        else:
            yield f"[{name}]({absolute(file.get_absolute_url())})"


def _actions(document: ExportDocument) -> Iterator[str]:
    """One line each: owner, date and state by their names, so that they can be read again."""
    for row in document.page.actions:
        item = row.item
        link = f"[{item.reference}]({absolute(item.get_absolute_url())})"
        owner = item.owner.name if item.owner else (item.team.name if item.team else "nobody")
        parts = [
            f"owner: {escaped(owner)}",
            f"due: {item.due_on.isoformat() if item.due_on else 'no date'}",
            f"state: {item.get_status_display().lower()}{', overdue' if row.days_over else ''}",
        ]
        if item.kind_words:
            parts.append(f"kind: {item.kind_words}")
        yield f"- {link} {escaped(item.title)} ({'; '.join(parts)})"
        if item.status_reason:
            yield f"{INDENT}- {_one_line(item.status_reason)}"
    yield ""


def _reviewers(document: ExportDocument) -> Iterator[str]:
    if not document.review.reviewers:
        return
    yield "## Reviewers\n"
    for each in document.review.reviewers:
        said = each.sign_off
        if said is None:
            yield f"- {escaped(each.person.name)}: has not answered"
            continue
        changed = "" if said.stands else ", changed since"
        words = f": {_one_line(said.words)}" if said.words else ""
        when = document.zone.dated(said.at)
        yield f"- {escaped(each.person.name)}: {said.label}, version {said.version}, {when}{changed}{words}"
    yield ""


def _one_line(text: str) -> str:
    return escaped(" ".join(text.split()))


def _pictures(document: ExportDocument) -> Iterator[str]:
    """What the pictures in the text stand for."""
    for file in document.pictures:
        yield f"[picture:{file.uuid}]: {data_address(file) or absolute(file.get_absolute_url())}"
