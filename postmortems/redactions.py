"""What a redaction does to postmortems besides removing words from them."""

from collections.abc import Collection

from accounts.models import User
from incidents.registries.redactions import register_row_change
from postmortems.models import PostmortemVersion, Section
from postmortems.readers.snapshots import from_json
from postmortems.services.sections import count_redaction


def _change_section(section: Section, actor: User, seq: int) -> Collection[str]:
    """An editor that was opened before gets a conflict."""
    return count_redaction(section=section, actor=actor)


def _change_version(version: PostmortemVersion, actor: User, seq: int) -> Collection[str]:
    """It is compared as it reads now: what lost the same words on both sides did not change."""
    version.digest = from_json(version.content).digest
    return ("digest",)


register_row_change(PostmortemVersion, _change_version)
register_row_change(Section, _change_section)
