"""Removing for good what postmortems list of a task, because the entry that tells of it was redacted."""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace

from django.db.models import Q

from accounts.models import User
from actions.models import ActionItem
from core import markdown
from incidents.enums import EntryKind
from incidents.models import Task, TimelineEntry
from notifications.services import REMOVED, erase_deliveries_saying
from postmortems.models import (
    Comment,
    CommentThread,
    Postmortem,
    PostmortemVersion,
    Section,
    SectionDraft,
    SectionRevision,
)
from postmortems.readers.snapshots import Part, PartKind, from_json
from postmortems.selectors.filled_text import as_typed
from postmortems.services.comments import MAX_PASSAGE
from postmortems.services.saving import count_redaction, count_redaction_of_earlier

LONGEST_TITLE = ActionItem._meta.get_field("title").max_length
VERSIONS = 20  # in memory at a time
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

    def without_any(self, text: str) -> str:
        """A text without the words wherever they stand as whole words."""
        return re.sub(rf"(?<!\w)(?:{self._either})(?!\w)", REMOVED, text)

    @property
    def are_several(self) -> bool:
        """Whether they can be told from a word that stands in any sentence."""
        return len(self.text.split()) > 1

    @property
    def shown(self) -> str:
        """A regular expression for a message, which shows them as they were typed."""
        return r"\s+".join(map(re.escape, self.text.split()))


def erase_task_from_postmortems(*, entry: TimelineEntry, actor: User) -> None:
    """Removes a redacted task from the lists of all sections that have it, with their revisions and drafts.

    Stored versions, what was said about these lists, and kept messages follow. Other text stays, whatever it says: it
    is for *redact words*. The caller holds the lock of the incidents.
    """
    task = Task.objects.filter(pk=entry.facts.get("task")).first()
    if task is None:
        return
    words, incidents = _Words(task.text), _telling(task)
    found = Postmortem.objects.select_for_update(of=("self",)).filter(incident__in=incidents).order_by("pk")
    postmortems = list(found)
    sections = Section.objects.filter(postmortem__in=postmortems).defer("search").order_by("pk")
    listing = [section.pk for section in sections.select_for_update(of=("self",)) if _erase(section, words, actor)]
    _erase_from_versions(postmortems, words, task)
    _erase_from_talk(listing, words)
    comments = list(Comment.objects.filter(thread__section__in=listing).values_list("pk", flat=True))
    erase_deliveries_saying(words.shown, about=Q(payload__section__in=listing) | Q(payload__comment__in=comments))


def _telling(task: Task) -> Collection[int]:
    """The incident of a task, and those that it was merged from."""
    told = TimelineEntry.objects.filter(kind=EntryKind.TASK, facts__task=task.pk).values_list("incident", flat=True)
    return {task.incident_id, *told}


def _erase(section: Section, words: _Words, actor: User) -> bool:
    """From the section, its revisions and drafts; whether one of them had it."""
    body = words.without_lines(section.body)
    found = body != section.body
    if found:
        rendered = markdown.render(body)
        section.body, section.html, section.renderer = body, rendered.html, rendered.version
        section.save(update_fields=["body", "html", "renderer", *count_redaction(section=section, actor=actor)])
    for revision in section.revisions.all():
        began = revision.base_version if revision.version is None else revision.version
        found |= _erase_earlier(section, revision, began, words, actor)
    for draft in section.drafts.exclude(body=None):
        found |= _erase_earlier(section, draft, draft.base_version, words, actor)
    return found


def _erase_earlier(
    section: Section, row: SectionRevision | SectionDraft, version: int, words: _Words, actor: User
) -> bool:
    """From an earlier text or a draft; what an open editor holds of it is neither stored nor merged unasked."""
    body = words.without_lines(row.body or "")
    if body == row.body:
        return False
    row.body = body
    row.save(update_fields=["body"])
    count_redaction_of_earlier(section=section, actor=actor, version=version)
    return True


def _erase_from_versions(postmortems: Collection[Postmortem], words: _Words, task: Task) -> None:
    """From sections of stored versions, and from the action item that the task became, as it loses them itself."""
    items = set(ActionItem.objects.filter(from_task=task).values_list("pk", flat=True))
    for version in PostmortemVersion.objects.filter(postmortem__in=postmortems).iterator(chunk_size=VERSIONS):
        snapshot = from_json(version.content)
        parts = tuple(_part_without(part, words, items) for part in snapshot.parts)
        if parts != snapshot.parts:
            cleaned = replace(snapshot, parts=parts)
            version.content, version.digest = cleaned.as_json(), cleaned.digest
            version.save(update_fields=["content", "digest"])


def _part_without(part: Part, words: _Words, items: Collection[int]) -> Part:
    if part.kind == PartKind.SECTION:
        return replace(part, text=words.without_lines(part.text))
    if part.kind == PartKind.ACTION and part.key in items:
        said = part.heading.replace(words.text, REMOVED)[:LONGEST_TITLE], part.text.replace(words.text, REMOVED)
        return replace(part, heading=said[0], text=said[1])
    return part


def _erase_from_talk(sections: Collection[int], words: _Words) -> None:
    """From the passages that were quoted, and from comments: a single word only where the passage says it, too."""
    threads = CommentThread.objects.filter(section__in=sections).order_by("pk")
    for thread in threads.select_for_update(of=("self",)).prefetch_related("comments"):
        passage = words.without_any(thread.passage)
        is_about_it = passage != thread.passage
        if is_about_it:
            thread.passage = passage[:MAX_PASSAGE]
            thread.save(update_fields=["passage"])
        for comment in thread.comments.all():
            text = words.without_any(comment.text) if is_about_it or words.are_several else comment.text
            if text != comment.text:
                rendered = markdown.render(text)
                comment.text, comment.html, comment.renderer = text, rendered.html, rendered.version
                comment.save(update_fields=["text", "html", "renderer"])
