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
from postmortems.exporting.markdown_file import markdown_file
from postmortems.exporting.resolving import Resolver, resolver_of
from postmortems.models import Postmortem
from postmortems.selectors.exports import ExportDocument, export_document


@dataclass(frozen=True)
class Case:
    """A postmortem of the example company, and what was read in its file."""

    document: ExportDocument
    read: ReadDocument

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
            found.append(Case(document, read_text(f"{postmortem.incident.reference}.md", text)))
        transaction.set_rollback(True)
    assert len(found) > 40
    yield found


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
