"""Several people write one section, in any order: nothing saved is ever lost, and no save overwrites unseen words."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from accounts.models import User
from core.errors import DomainError
from core.plain_words import plain_words
from core.three_way import merged_text
from postmortems.enums import RevisionOrigin, SectionKind
from postmortems.models import CommentThread, Postmortem, Section
from postmortems.selectors.comments import talk_of
from postmortems.selectors.drafts import draft_of
from postmortems.selectors.merging import Collision
from postmortems.services.comments import answer_thread, open_thread, reopen_thread, resolve_thread
from postmortems.services.drafts import DraftElsewhere, discard_draft, keep_draft
from postmortems.services.saving import Saved, restore_revision, save_merged, save_section
from postmortems.services.sections import remove_section, rename_section, restore_section
from postmortems.templatetags.review import threads_of
from tests.factories.accounts import make_user
from tests.factories.postmortems import make_postmortem, section_of

LEAST, MOST = 2, 5
PEOPLE = st.integers(0, MOST - 1)
PLACES = st.integers(0, 6)


class Editor:
    """What one person has on the screen."""

    def __init__(self, person: User) -> None:
        self.person = person
        self.base_version = 0
        self.body = ""
        self.draft_at: datetime | None = None
        self.met: Collision | None = None


class Writing(RuleBasedStateMachine):
    """Editors that open, type, save, decide, restore, keep drafts of one section, and comment on it."""

    people: tuple[User, ...] = ()
    postmortem: Postmortem

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.section = section_of(self.postmortem, SectionKind.IMPACT)
        self.saved: set[str] = set()
        self.said: dict[int, list[str]] = {}
        self.resolved: dict[int, User | None] = {}
        self.passages: dict[int, str] = {}
        self.count = 0
        self.editors: list[Editor] = []

    @initialize(count=st.integers(LEAST, MOST))
    def arrive(self, count: int) -> None:
        """Each opens the empty section."""
        self.editors = [Editor(person) for person in self.people[:count]]

    def teardown(self) -> None:
        """All is undone."""
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    def editor(self, number: int) -> Editor:
        """One of those who are there."""
        return self.editors[number % len(self.editors)]

    def now(self) -> Section:
        """The section as it is stored."""
        return Section.objects.get(pk=self.section.pk)

    @rule(who=PEOPLE)
    def open(self, who: int) -> None:
        """Somebody loads the page, and goes on with their draft where it still fits."""
        editor, section = self.editor(who), self.now()
        editor.body, editor.base_version, editor.draft_at, editor.met = section.body, section.version, None, None
        draft = draft_of(section, editor.person)
        if draft and draft.is_current:
            editor.body, editor.base_version, editor.draft_at = draft.body, draft.base_version, draft.saved_at

    @rule(who=PEOPLE, place=PLACES, how=st.sampled_from(["add", "change", "delete", "word"]))
    def type(self, who: int, place: int, how: str) -> None:
        """Somebody edits a paragraph; every word that is typed is a new one."""
        editor = self.editor(who)
        if editor.met:
            return
        self.count += 1
        paragraphs = [text for text in editor.body.split("\n\n") if text]
        at = place % (len(paragraphs) + 1)
        if how == "add" or at == len(paragraphs):
            paragraphs.insert(at, f"Added{self.count} by somebody. It stands here.")
        elif how == "delete":
            del paragraphs[at]
        elif how == "change":
            paragraphs[at] = f"Changed{self.count} altogether."
        else:
            paragraphs[at] = paragraphs[at].replace("stands", f"stands{self.count}")
        editor.body = "\n\n".join(paragraphs)

    @rule(who=PEOPLE)
    def keep(self, who: int) -> None:
        """What is typed becomes their draft."""
        editor = self.editor(who)
        typed = {"body": editor.body, "base_version": editor.base_version, "known": editor.draft_at}
        try:
            editor.draft_at = keep_draft(section=self.section, actor=editor.person, **typed)
        except DraftElsewhere:
            return

    @rule(who=PEOPLE)
    def save(self, who: int) -> None:
        """Saving stores the text, merges it, or sets it aside and asks."""
        editor = self.editor(who)
        if editor.met:
            return
        before = self.now()
        saved = save_section(
            section=self.section, actor=editor.person, body=editor.body, base_version=editor.base_version
        )
        self.saved.add(editor.body)
        self.after_saving(editor, before, saved)

    @rule(who=PEOPLE, take=st.sampled_from(["theirs", "mine", "both", "typed"]))
    def decide(self, who: int, take: str) -> None:
        """Whoever was asked decides every place in one way."""
        editor = self.editor(who)
        if not editor.met:
            return
        self.count += 1
        answers = {"theirs": lambda row: row.theirs, "mine": lambda row: row.mine, "both": lambda row: row.text}
        typed = f"Decided{self.count}.\n\n"
        decided = [answers[take](row) if take in answers else typed for row in editor.met.conflicts]
        body = merged_text(editor.met.rows, decided)
        before = self.now()
        editor.base_version = editor.met.version
        saved = save_merged(section=self.section, actor=editor.person, body=body, base_version=editor.base_version)
        editor.body, editor.met = body, None
        self.saved.add(body)
        self.after_saving(editor, before, saved)

    def after_saving(self, editor: Editor, before: Section, saved: Saved) -> None:
        """The page shows what is saved, or asks."""
        section = self.now()
        if saved.collision:
            assert (section.body, section.version) == (before.body, before.version)
            editor.met = saved.collision
            return
        self.check_nothing_unseen_is_lost(editor, before, section)
        discard_draft(section=section, actor=editor.person, known=editor.draft_at, saved=editor.body)
        editor.body, editor.base_version, editor.draft_at = section.body, section.version, None

    def check_nothing_unseen_is_lost(self, editor: Editor, before: Section, section: Section) -> None:
        """Words that were saved since the editor began stand in what it stored; so do the words it typed."""
        seen = "" if editor.base_version == 0 else section.revisions.get(version=editor.base_version).body
        unseen = _words(before.body) - _words(seen)
        typed = _words(editor.body) - _words(seen)
        assert unseen | typed <= _words(section.body)
        gone = _words(seen) - _words(before.body)
        assert not gone & _words(section.body) - _words(editor.body)

    @rule(who=PEOPLE)
    def give_up(self, who: int) -> None:
        """Whoever was asked decides later: their text is a draft."""
        editor = self.editor(who)
        if editor.met:
            editor.body, editor.base_version, editor.met = editor.met.mine, editor.met.base_version, None
            self.keep(who)

    @rule(who=PEOPLE, place=st.integers(0, 20))
    def restore(self, who: int, place: int) -> None:
        """An earlier text comes back, as a revision of its own."""
        section = self.now()
        kept = list(section.revisions.all())
        if not kept:
            return
        revision = kept[place % len(kept)]
        seen = section.version
        restored = restore_revision(
            section=section, revision=revision, actor=self.editor(who).person, seen_version=seen
        )
        assert restored.body == revision.body

    @rule(who=PEOPLE)
    def around_it(self, who: int) -> None:
        """The section is renamed, removed and put back meanwhile."""
        self.count += 1
        person = self.editor(who).person
        rename_section(section=self.section, actor=person, heading=f"Impact {self.count}")
        remove_section(section=self.section, actor=person)
        restore_section(section=self.section, actor=person)

    @rule(who=PEOPLE, place=PLACES, quoting=st.booleans())
    def comment(self, who: int, place: int, quoting: bool) -> None:
        """Somebody begins a thread: on the section, or on a paragraph that stands on their screen, saved or not."""
        editor, section = self.editor(who), self.now()
        self.count += 1
        text, paragraphs = f"Comment{self.count}", [text for text in editor.body.split("\n\n") if text]
        passage = paragraphs[place % len(paragraphs)] if quoting and paragraphs else ""
        began = {"section": self.section, "actor": editor.person, "text": text, "passage": passage}
        if _line(passage) not in _line(section.body):
            with pytest.raises(DomainError, match="does not say this"):
                open_thread(**began)
            return
        thread = open_thread(**began).thread_id
        self.said[thread], self.resolved[thread], self.passages[thread] = [text], None, _line(passage)

    @precondition(lambda self: self.said)
    @rule(who=PEOPLE, place=st.integers(0, 20))
    def answer(self, who: int, place: int) -> None:
        """Somebody answers, which reopens what was resolved."""
        self.count += 1
        thread, text = self.thread(place), f"Answer{self.count}"
        answer_thread(thread=thread, actor=self.editor(who).person, text=text)
        self.said[thread.pk].append(text)
        self.resolved[thread.pk] = None

    @precondition(lambda self: self.said)
    @rule(who=PEOPLE, place=st.integers(0, 20), again=st.booleans())
    def resolve(self, who: int, place: int, again: bool) -> None:
        """Somebody says that nothing is left to do, or that something is after all; who said so first stands."""
        thread, person = self.thread(place), self.editor(who).person
        (reopen_thread if again else resolve_thread)(thread=thread, actor=person)
        self.resolved[thread.pk] = None if again else self.resolved[thread.pk] or person

    def thread(self, place: int) -> CommentThread:
        """One of the threads, as it is stored."""
        keys = list(self.said)
        return CommentThread.objects.get(pk=keys[place % len(keys)])

    @invariant()
    def every_comment_ever_stored_is_shown(self) -> None:
        """In its thread and order; one whose passage the section does not say any more says so."""
        talk = talk_of(self.postmortem)
        assert {row.key: [plain_words(each.html) for each in row.comments] for row in talk.threads} == self.said
        assert {row.key: row.resolved_by for row in talk.threads} == {
            key: person.name if person else "" for key, person in self.resolved.items()
        }
        section = self.now()
        assert {row.key: (row.passage, row.is_gone) for row in threads_of(talk, section)} == {
            key: (passage, passage not in _line(section.body)) for key, passage in self.passages.items()
        }

    @invariant()
    def every_text_ever_saved_is_in_a_revision(self) -> None:
        """And what is shown is the newest numbered one; numbers have no gaps."""
        rows = list(self.section.revisions.order_by("pk").values_list("version", "body", "origin"))
        assert self.saved - {""} <= {body for _, body, _ in rows}
        numbered = [(version, body) for version, body, origin in rows if origin != RevisionOrigin.SET_ASIDE]
        assert [version for version, _ in numbered] == list(range(1, len(numbered) + 1))
        section = self.now()
        assert (section.version, section.body) == (numbered[-1] if numbered else (0, ""))


def _line(text: str) -> str:
    """The text in one line, as passages are compared."""
    return " ".join(text.split())


def _words(text: str) -> set[str]:
    """The words that say who typed them, each of which was typed once."""
    return {word.strip(".") for word in text.split() if word.strip(".")[-1:].isdigit()}


@pytest.fixture
def writing(db: None) -> Iterator[type[Writing]]:
    people = tuple(make_user(f"Editor {name}") for name in ("Ann", "Ben", "Cem", "Dee", "Eve"))

    class OfThisTest(Writing):
        pass

    OfThisTest.people, OfThisTest.postmortem = people, make_postmortem(author=people[0])
    yield OfThisTest


def run(machine: type[Writing], **options: Any) -> None:
    quiet = [HealthCheck.too_slow, HealthCheck.data_too_large]
    run_state_machine_as_test(machine, settings=settings(deadline=None, suppress_health_check=quiet, **options))


def test_nobody_loses_a_word(writing: type[Writing]) -> None:
    run(writing, max_examples=15, stateful_step_count=20)


@pytest.mark.soak
def test_nobody_loses_a_word_in_a_thousand_runs(writing: type[Writing]) -> None:
    run(writing, max_examples=1_000, stateful_step_count=20)
