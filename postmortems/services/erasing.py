"""Removing for good what postmortems list of a task, because the entry that tells of it was redacted."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from accounts.models import User
from core import markdown
from incidents.models import Task, TimelineEntry
from notifications.services import REMOVED
from postmortems.models import Postmortem, Section, SectionDraft, SectionRevision
from postmortems.selectors.filled_text import as_typed
from postmortems.services.saving import count_redaction, count_redaction_of_earlier

BULLET = r"^(?P<before>[ \t]*[-*+][ \t]+(?:\[[ xX]\][ \t]+)?)"
NOTHING_MORE = r"(?=[ \t]*(?:$|[(.,;:]))"  # or the person and action item in brackets, as `filled_text.measures` says


@dataclass(frozen=True, slots=True)
class _Words:
    """What a task says, as it was typed and as sections list it."""

    text: str

    @property
    def _either(self) -> str:
        """A regular expression: breaks of lines do not matter."""
        forms = {" ".join(self.text.split()), as_typed(self.text)}
        return "|".join(r"\s+".join(map(re.escape, form.split())) for form in sorted(forms))

    def without_lines(self, body: str) -> str:
        """A text without the words where they stand as a point of a list; the same words in a sentence are not it."""
        line = re.compile(f"{BULLET}(?:{self._either}){NOTHING_MORE}", re.MULTILINE)
        return line.sub(rf"\g<before>{REMOVED}", body)


def erase_task_from_postmortems(*, entry: TimelineEntry, actor: User) -> None:
    """Removes a redacted task from the lists of all sections that have it, with their revisions and drafts.

    Other text stays, whatever it says: it is for *redact words*. The caller holds the lock of the incidents.
    """
    task = Task.objects.filter(pk=entry.facts.get("task")).first()
    if task is None:
        return
    incidents = _telling(task)
    list(Postmortem.objects.select_for_update(of=("self",)).filter(incident__in=incidents).order_by("pk"))
    sections = Section.objects.filter(postmortem__incident__in=incidents).defer("search").order_by("pk")
    for section in sections.select_for_update(of=("self",)):
        _erase(section, _Words(task.text), actor)


def _telling(task: Task) -> Collection[int]:
    """The incident of a task, and those that it was merged from."""
    told = TimelineEntry.objects.filter(kind="task", facts__task=task.pk).values_list("incident", flat=True)
    return {task.incident_id, *told}


def _erase(section: Section, words: _Words, actor: User) -> None:
    body = words.without_lines(section.body)
    if body != section.body:
        rendered = markdown.render(body)
        section.body, section.html, section.renderer = body, rendered.html, rendered.version
        section.save(update_fields=["body", "html", "renderer", *count_redaction(section=section, actor=actor)])
    for revision in section.revisions.all():
        began = revision.base_version if revision.version is None else revision.version
        _erase_earlier(section, revision, began, words, actor)
    for draft in section.drafts.exclude(body=None):
        _erase_earlier(section, draft, draft.base_version, words, actor)


def _erase_earlier(
    section: Section, row: SectionRevision | SectionDraft, version: int, words: _Words, actor: User
) -> None:
    """From an earlier text or a draft; what an open editor holds of it is neither stored nor merged unasked."""
    body = words.without_lines(row.body or "")
    if body != row.body:
        row.body = body
        row.save(update_fields=["body"])
        count_redaction_of_earlier(section=section, actor=actor, version=version)
