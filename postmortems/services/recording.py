"""A postmortem that was written elsewhere, stored at once: sections, factors, lessons and measures."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from catalogue.models import FactorCategory
from core import markdown
from core.clock import now
from core.errors import DomainError
from incidents.models import Incident
from incidents.services import lock, note_postmortem_published
from postmortems.enums import PostmortemStatus, RevisionOrigin, SectionKind
from postmortems.models import Factor, Lesson, Measure, Postmortem, Section, SectionRevision
from postmortems.services.analysis import MAX_TEXT
from postmortems.services.history import note_event
from postmortems.services.sections import MAX_HEADING

LONGEST_BODY = 256_000  # bytes: of a longer one PostgreSQL makes no index for the search
Row = TypeVar("Row", Factor, Lesson, Measure)


@dataclass(frozen=True, slots=True)
class WrittenSection:
    """A section as it was written; `kind` is a value of SectionKind."""

    kind: str
    heading: str
    body: str


@dataclass(frozen=True, slots=True)
class WrittenFactor:
    """A factor as it was written; `kind` is a value of FactorKind, `category` the name of one, if it is known."""

    kind: str
    text: str
    category: str = ""


@dataclass(frozen=True, slots=True)
class WrittenPostmortem:
    """What a document says. Lessons and measures are pairs of a kind and a text."""

    source: str
    sections: Sequence[WrittenSection] = ()
    factors: Sequence[WrittenFactor] = field(default=())
    lessons: Sequence[tuple[str, str]] = field(default=())
    measures: Sequence[tuple[str, str]] = field(default=())


@transaction.atomic
def record_postmortem(*, incident: Incident, actor: User, written: WrittenPostmortem) -> Postmortem:
    """The postmortem of a past incident, published as it came; nobody is told, and nobody reviews it.

    Raises DomainError where the incident has one already.
    """
    locked = lock(incident)
    if Postmortem.objects.filter(incident=locked).exists():
        raise DomainError(f"{locked.reference} has a postmortem already.")
    postmortem = Postmortem.objects.create(incident=locked, opened_by=actor, is_imported=True)
    add_written(postmortem=postmortem, actor=actor, written=written)
    note_event(postmortem=postmortem, actor=actor, what="Imported", after=written.source)
    postmortem.status, postmortem.published_by, postmortem.published_at = PostmortemStatus.PUBLISHED, actor, now()
    postmortem.save(update_fields=["status", "published_by", "published_at"])
    note_postmortem_published(incident=locked, at=postmortem.published_at, actor=actor, is_imported=True)
    return postmortem


@transaction.atomic
def add_written(*, postmortem: Postmortem, actor: User, written: WrittenPostmortem) -> None:
    """Adds what a document says after what is there."""
    _add_sections(postmortem, actor, written.sections)
    _add_rows(Factor, postmortem, _factors(written.factors))
    _add_rows(Lesson, postmortem, [Lesson(kind=kind, text=_shortened(text)) for kind, text in written.lessons])
    _add_rows(Measure, postmortem, [Measure(kind=kind, text=_shortened(text)) for kind, text in written.measures])


def _add_sections(postmortem: Postmortem, actor: User, told: Sequence[WrittenSection]) -> None:
    """Each with its first revision. Of a kind that a postmortem has once, the others are custom ones."""
    last = postmortem.sections.aggregate(last=Max("position"))["last"] or 0
    taken = set(postmortem.sections.filter(removed_at=None).values_list("kind", flat=True))
    sections = []
    parts = [replace(each, body=body) for each in told for body in in_parts(each.body)]
    for position, each in enumerate(parts, start=last + 1):
        kind = each.kind if each.kind not in taken else SectionKind.CUSTOM
        taken.add(kind)
        sections.append(_section(postmortem, each, kind, position))
    Section.objects.bulk_create(sections)
    SectionRevision.objects.bulk_create(
        SectionRevision(
            section=section,
            version=1,
            origin=RevisionOrigin.SAVED,
            heading=section.heading,
            body=section.body,
            author=actor,
        )
        for section in sections
    )


def in_parts(body: str) -> list[str]:
    """A text, or its parts between lines where it is too long for one section; a longer line is cut."""
    if len(body.encode()) <= LONGEST_BODY:
        return [body]
    parts: list[str] = []
    lines: list[str] = []
    size = 0
    most = LONGEST_BODY // 4  # characters, which have at most four bytes
    for line in body.split("\n"):
        for piece in [line[at : at + most] for at in range(0, len(line), most)] or [""]:
            bytes_of_it = len(piece.encode()) + 1
            if lines and size + bytes_of_it > LONGEST_BODY:
                parts.append("\n".join(lines))
                lines, size = [], 0
            lines.append(piece)
            size += bytes_of_it
    return [*parts, "\n".join(lines)]


def _section(postmortem: Postmortem, told: WrittenSection, kind: str, position: int) -> Section:
    """A heading that is too long for its column stands whole above the text."""
    heading = " ".join(told.heading.split()) or SectionKind(told.kind).label
    body = f"**{heading}**\n\n{told.body}" if len(heading) > MAX_HEADING else told.body
    rendered = markdown.render(body)
    return Section(
        postmortem=postmortem,
        kind=kind,
        heading=heading if len(heading) <= MAX_HEADING else f"{heading[: MAX_HEADING - 1]}…",
        position=position,
        body=body,
        html=rendered.html,
        renderer=rendered.version,
        version=1,
    )


def _factors(told: Sequence[WrittenFactor]) -> list[Factor]:
    wanted = any(each.category for each in told)
    known = {category.name.casefold(): category for category in FactorCategory.objects.all()} if wanted else {}
    return [
        Factor(kind=each.kind, text=_shortened(each.text), category=known.get(each.category.casefold()))
        for each in told
    ]


def _add_rows(model: type[Row], postmortem: Postmortem, rows: Sequence[Row]) -> None:
    last = model.objects.filter(postmortem=postmortem).aggregate(last=Max("position"))["last"] or 0
    for position, row in enumerate(rows, start=last + 1):
        row.postmortem, row.position = postmortem, position
    model.objects.bulk_create(rows)


def _shortened(text: str) -> str:
    """What is longer than a row can be stands whole in its section."""
    return text if len(text) <= MAX_TEXT else f"{text[: MAX_TEXT - 1]}…"
