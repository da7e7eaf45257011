"""What a redaction does to postmortems besides removing words from them."""

from collections.abc import Collection
from functools import partial

from accounts.models import User
from core.export_jobs import forget_exports
from incidents.models import TimelineEntry
from incidents.registries.redactions import register_erasure, register_forgetting, register_row_change
from postmortems.models import ExportJob, PostmortemVersion, Section, SectionDraft, SectionRevision
from postmortems.readers.snapshots import from_json
from postmortems.services.erasing import erase_task_from_postmortems
from postmortems.services.saving import count_redaction, count_redaction_of_earlier
from postmortems.services.waivers import erase_reason


def _change_section(section: Section, actor: User, seq: int) -> Collection[str]:
    """What is typed into an editor that was opened before is neither stored nor merged unasked."""
    return count_redaction(section=section, actor=actor)


def _change_revision(revision: SectionRevision, actor: User, seq: int) -> Collection[str]:
    """The same where only an earlier text said the words."""
    version = revision.base_version if revision.version is None else revision.version
    count_redaction_of_earlier(section=revision.section, actor=actor, version=version)
    return ()


def _change_draft(draft: SectionDraft, actor: User, seq: int) -> Collection[str]:
    """The same where somebody has only typed them."""
    count_redaction_of_earlier(section=draft.section, actor=actor, version=draft.base_version)
    return ()


def _change_version(version: PostmortemVersion, actor: User, seq: int) -> Collection[str]:
    """It is compared as it reads now: what lost the same words on both sides did not change."""
    version.digest = from_json(version.content).digest
    return ("digest",)


register_row_change(PostmortemVersion, _change_version)
register_row_change(Section, _change_section)
register_row_change(SectionRevision, _change_revision)
register_row_change(SectionDraft, _change_draft)


def _erase_with(entry: TimelineEntry, actor: User, reason: str) -> None:
    """What sections list of a task, and why a postmortem was waived."""
    erase_task_from_postmortems(entry=entry, actor=actor)
    erase_reason(entry=entry)


register_erasure(_erase_with)
register_forgetting(partial(forget_exports, ExportJob))
