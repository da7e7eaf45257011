"""What a redaction does to postmortems besides removing words from them."""

from collections.abc import Collection

from accounts.models import User
from incidents.models import TimelineEntry
from incidents.registries.redactions import register_erasure, register_row_change
from postmortems.models import Section
from postmortems.services.filling import erase_task_from_sections
from postmortems.services.sections import count_redaction
from postmortems.services.waivers import erase_reason


def _change_section(section: Section, actor: User, seq: int) -> Collection[str]:
    """An editor that was opened before gets a conflict."""
    return count_redaction(section=section, actor=actor)


register_row_change(Section, _change_section)


def _erase_with(entry: TimelineEntry, actor: User, reason: str) -> None:
    """What sections list of a task, and why a postmortem was waived."""
    erase_task_from_sections(entry=entry, actor=actor)
    erase_reason(entry=entry)


register_erasure(_erase_with)
