"""Two texts of one section that have to become one."""

from dataclasses import dataclass

from core.errors import Conflict
from core.three_way import Row, conflicts_in, three_way, two_way
from postmortems.models import Section, SectionRevision


@dataclass(frozen=True, slots=True)
class Collision:
    """A text that met another one: the rows of their merge. `version` is what was saved when it was looked at.

    After a redaction it is not stored, since it may hold the words that were removed: `may_hold_redacted`.
    """

    rows: tuple[Row, ...]
    mine: str
    base_version: int
    version: int
    latest: SectionRevision | None
    may_hold_redacted: bool

    @property
    def conflicts(self) -> list[Row]:
        """The rows that somebody has to decide about."""
        return conflicts_in(self.rows)


def collision_of(section: Section, mine: str, base_version: int, version: int | None = None) -> Collision:
    """The merge of a text with what the section says now, or said in `version`.

    Raises Conflict for versions that never were, or hold what was redacted since.
    """
    version = section.version if version is None else version
    theirs, before = text_at(section, version), text_at(section, base_version)
    if version < section.redacted_version:
        raise Conflict(
            "An admin redacted words of this section meanwhile. Copy your text, reload the page and paste it."
        )
    may_hold_redacted = base_version < section.redacted_version
    rows = two_way(theirs, mine) if may_hold_redacted else three_way(before, theirs, mine)
    return Collision(
        rows=tuple(rows),
        mine=mine,
        base_version=base_version,
        version=version,
        latest=section.revisions.filter(version=version).select_related("author").first(),
        may_hold_redacted=may_hold_redacted,
    )


def text_at(section: Section, version: int) -> str:
    """The text as that version left it; raises Conflict for a version that does not exist."""
    if version == section.version:
        return section.body
    if version == 0:
        return ""
    revision = section.revisions.filter(version=version).first()
    if revision is None:
        raise Conflict(
            "This text began from a version that does not exist. Copy your text, reload the page and paste it."
        )
    return revision.body
