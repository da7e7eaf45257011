"""A postmortem that left as Markdown is read as the same facts again."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.db import transaction
from django.test import override_settings

from accounts.enums import Role
from accounts.models import User
from core.markdown_writer import markdown_of
from examples.services.loading import load_examples
from importing.readers.documents.facts import ReadDocument
from importing.readers.documents.plain import plain
from importing.readers.documents.reading import read_text
from importing.services.documents.reading import read_waiting_documents
from importing.services.documents.recording import import_document
from postmortems.exporting.markdown_file import markdown_file
from postmortems.exporting.resolving import Resolver, resolver_of
from postmortems.models import Postmortem
from postmortems.selectors.exports import ExportDocument, export_document
from tests.factories.documents import make_document_batch


@dataclass(frozen=True)
class Case:
    """A postmortem of the example company, what was read in its file, and the file that it becomes once imported."""

    document: ExportDocument
    read: ReadDocument
    text: str
    again: str

    @property
    def resolver(self) -> Resolver:
        return resolver_of(self.document, lambda file: f"picture:{file.uuid}")


@pytest.fixture(scope="module")
def cases(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[list[Case]]:
    """All of them; the examples themselves are gone again."""
    media = override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media"))
    with django_db_blocker.unblock(), media, transaction.atomic():
        load_examples()
        viewer = User.objects.get(is_example=True, role=Role.ADMIN)
        found = []
        for postmortem in Postmortem.objects.select_related("owner", "facilitator", "incident__severity"):
            document = export_document(postmortem, viewer)
            text = markdown_file(document)
            name = f"{postmortem.incident.reference}.md"
            found.append(Case(document, read_text(name, text), text, imported(viewer, name, text)))
        transaction.set_rollback(True)
    assert len(found) > 40
    yield found


def imported(by: User, name: str, text: str) -> str:
    """The file of the incident that a file becomes."""
    batch = make_document_batch(by, (name, text.encode()))
    read_waiting_documents()
    postmortem = import_document(document=batch.documents.get(), actor=by).postmortem
    return markdown_file(export_document(postmortem, by))


def parts_of(text: str) -> dict[str, str]:
    """Its parts by their headings, without numbers and addresses that are others elsewhere."""
    same = re.sub(r"\b(INC|ACT)-\d+", r"\1", re.sub(r"\]\([^()]*\)", "]", text))
    head, *parts = re.split(r"^## ", same, flags=re.MULTILINE)
    found: dict[str, str] = {"": head}
    for part in parts:
        name, _, words = part.partition("\n")
        found[name] = found.get(name, "") + words
    return found


def in_words(markdown: str) -> str:
    """Plain, on one line."""
    return plain(" ".join(re.sub(r"^\s*(?:[-*>]|\d+\.) ", "", line) for line in markdown.split("\n")))


def differing(cases: list[Case], expected, found) -> list[str]:
    """Those of which other facts were read, by their references."""
    return [case.document.incident.reference for case in cases if expected(case.document) != found(case.read)]


def test_each_is_a_postmortem_with_its_title(cases):
    assert all(case.read.is_postmortem for case in cases)
    assert differing(cases, lambda document: document.incident.title, lambda read: read.title and read.title.text) == []


def test_start_and_end_are_those_of_the_incident(cases):
    def minutes(instant):
        return instant and instant.replace(second=0, microsecond=0)

    def stated(document):
        incident = document.incident
        return minutes(incident.impact_started_at), minutes(incident.resolved_at)

    def found(read):
        return tuple(told and told.moment.instant for told in (read.started, read.ended))

    assert differing(cases, stated, found) == []


def test_impact_and_detection_are_those_of_the_incident(cases):
    def stated(document):
        incident = document.incident
        detected = (incident.detection_source, incident.detected_by)
        return (
            " ".join(incident.impact_text.split()),
            None if incident.impact_percent is None else float(incident.impact_percent),
            detected if any(detected) else None,
        )

    def found(read):
        impact, detection = read.impact, read.detection
        return (
            impact.text if impact else "",
            impact.percent if impact else None,
            (detection.source, detection.text) if detection else None,
        )

    assert differing(cases, stated, found) == []


def test_the_timeline_has_its_entries(cases):
    for case in cases:
        entries = [entry for entry in case.document.entries if not entry.row.redacted]
        written = [
            (
                entry.read.happened_at.replace(second=0, microsecond=0),
                entry.row.is_about,
                entry.row.author,
                [milestone.value for milestone in entry.row.milestones],
                in_words(markdown_of(case.resolver.entry(entry.row.html))),
            )
            for entry in entries
        ]
        found = [
            (
                entry.at and entry.at.instant,
                entry.at and entry.at.is_about,
                entry.author,
                [*entry.milestones],
                entry.text,
            )
            for entry in case.read.timeline
        ]
        assert found == written, case.document.incident.reference


def test_factors_keep_their_kinds(cases):
    def stated(document):
        return [(answered.row.kind, " ".join(answered.row.text.split())) for answered in document.page.rows.factors]

    assert differing(cases, stated, lambda read: [(factor.kind, factor.text) for factor in read.factors]) == []


def test_lessons_keep_their_kinds(cases):
    def stated(document):
        return [
            (lesson.kind, " ".join(lesson.text.split()))
            for group in document.page.rows.lesson_groups
            for lesson in group.lessons
        ]

    assert differing(cases, stated, lambda read: [(lesson.kind, lesson.text) for lesson in read.lessons]) == []


def test_measures_keep_their_kinds(cases):
    def stated(document):
        return [(answered.row.kind, " ".join(answered.row.text.split())) for answered in document.page.rows.measures]

    assert differing(cases, stated, lambda read: [(measure.kind, measure.text) for measure in read.measures]) == []


def test_action_items_keep_owner_date_and_state(cases):
    def stated(document):
        return [
            (
                row.item.title,
                row.item.owner.name if row.item.owner else row.item.team.name if row.item.team else "",
                row.item.due_on,
                row.item.get_status_display().lower(),
            )
            for row in document.page.actions
        ]

    def found(read):
        return [(item.text, item.owner, item.due, item.status) for item in read.action_items]

    assert differing(cases, stated, found) == []


def compared(name: str, part: str) -> set[str]:
    """The lines of a part but for what an import does not take: stars, marks, states, and links to other rows."""
    shown = re.sub(r"!\[([^\]]*)\]\[picture:[0-9a-f-]{36}\]", r"(picture: \1)", part)
    lines = {line.strip() for line in shown.split("\n") if line.strip()}
    if name == "Key facts":  # what is told of them is compared above; durations are reckoned anew
        return {line.partition(":")[0] for line in lines}
    if name == "Timeline":
        entries = (in_words(line) for line in lines if not line.startswith("Times in "))
        return {re.sub(r", (?:starred|from [^,:]+|[^,:]+ → [^,:]+)(?=[:,])", "", entry) for entry in entries}
    if name == "Action items":  # what was decided against is left out
        items = [line for line in lines if line.startswith("- [ACT]") and "; state: won't do" not in line]
        return {re.sub(r"(?:\(owner:.*?)?(due: [^;]+);.*", r"\1", line) for line in items}
    return {line for line in lines if not re.match(r"- (?:Action items|Made possible by|Evidence): ", line)}


def prose_and_rows(parts: dict[str, str]) -> set[str]:
    """All lines of the sections. A section without words is gone; its rows stand under the usual name."""
    others = parts.keys() - {"", "Introduction", "Reviewers", "Key facts", "Milestones", "Timeline", "Action items"}
    return {line for name in others for line in compared(name, parts[name])}


def test_it_becomes_the_same_record_again(cases):
    for case in cases:
        before, after = parts_of(case.text), parts_of(case.again)
        assert after.keys() - before.keys() <= {"Introduction", "Measures", "Factors"}
        assert prose_and_rows(after) == prose_and_rows(before), case.document.incident.reference
        for name in ("Key facts", "Milestones", "Timeline", "Action items"):
            told, again = (compared(name, parts.get(name, "")) for parts in (before, after))
            assert again == told, f"{case.document.incident.reference}, {name}"
