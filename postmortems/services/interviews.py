"""Notes of interviews: written and edited by the interviewer, who alone reads them until they share them."""

import uuid
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from django.db import transaction

from accounts.models import User
from core import markdown
from core.clock import now
from core.errors import Conflict, DomainError, NotPermitted
from core.once import stored_once
from postmortems.models import InterviewNote, Postmortem
from postmortems.services.history import note_event
from postmortems.services.locking import lock_postmortem

SENT_BEFORE = "This note was sent before with other words, which were stored. Press again to add this one as well."
MAX_NOTES = 200
MAX_TEXT = 20_000
MAX_INTERVIEWEE = 200


@dataclass(frozen=True, slots=True)
class NoteWords:
    """What a note says: with whom, on which day (None: not said), and what."""

    interviewee: str
    held_on: date | None
    text: str

    @property
    def fingerprint(self) -> str:
        """Identifies the words; a form sends it back, so that a change since then is noticed."""
        said = f"{self.interviewee}\n{self.held_on or ''}\n{self.text}"
        return sha256(said.encode()).hexdigest()[:16]


class NoteChanged(Conflict):
    """The note says something else than when it was shown. `present` is how it stands; nothing was stored."""

    def __init__(self, present: InterviewNote) -> None:
        super().__init__("This note was changed since you opened it. What you typed is below and not saved yet.")
        self.present = present


def words_of(note: InterviewNote) -> NoteWords:
    """What it says now."""
    return NoteWords(note.interviewee, note.held_on, note.text)


@transaction.atomic
def add_interview_note(
    *, postmortem: Postmortem, actor: User, words: NoteWords, client_uuid: uuid.UUID | None = None
) -> InterviewNote:
    """A note that only its writer can read, and of which no history tells. The same UUID stores it once.

    Raises DomainError without words; Conflict for other words under the same UUID.
    """
    locked = lock_postmortem(postmortem)
    words = _tidy(words)
    sent = client_uuid and InterviewNote.objects.filter(interviewer=actor, client_uuid=client_uuid).first()
    if sent:
        if sent.postmortem_id != locked.pk or words_of(sent) != words:
            raise Conflict(SENT_BEFORE)
        return sent
    if locked.interview_notes.filter(interviewer=actor).count() >= MAX_NOTES:
        raise DomainError(f"You can keep at most {MAX_NOTES} notes here. Add to one of them.", field="text")
    note = InterviewNote(postmortem=locked, interviewer=actor, client_uuid=client_uuid or uuid.uuid4())
    _write(note, words)
    with stored_once(SENT_BEFORE):
        note.save(force_insert=True)
    return note


@transaction.atomic
def edit_interview_note(*, note: InterviewNote, actor: User, words: NoteWords, seen: str) -> InterviewNote:
    """Other words in one's own note; of a shared one the history keeps the earlier ones.

    `seen` is the fingerprint of what was shown. Raises NoteChanged when it says something else by now, NotPermitted for
    the note of somebody else.
    """
    locked = _own(note, actor)
    words, present = _tidy(words), words_of(locked)
    if words == present:
        return locked
    if seen != present.fingerprint:
        raise NoteChanged(locked)
    _write(locked, words)
    locked.save(update_fields=["interviewee", "held_on", "text", "html", "renderer"])
    if locked.shared_at is not None:
        before, after = _told(present), _told(words)
        note_event(postmortem=locked.postmortem, actor=actor, what="Interview note changed", before=before, after=after)
    return locked


@transaction.atomic
def share_interview_note(*, note: InterviewNote, actor: User) -> InterviewNote:
    """From now on whoever may see the incident reads it. It cannot be taken back; twice is once.

    Raises NotPermitted for the note of somebody else.
    """
    locked = _own(note, actor)
    if locked.shared_at is None:
        locked.shared_at = now()
        locked.save(update_fields=["shared_at"])
        note_event(
            postmortem=locked.postmortem, actor=actor, what="Interview note shared", after=f"With {locked.interviewee}"
        )
    return locked


def _own(note: InterviewNote, actor: User) -> InterviewNote:
    """A note, after its postmortem."""
    postmortem = lock_postmortem(note.postmortem)
    locked = InterviewNote.objects.select_for_update(of=("self",)).get(pk=note.pk)
    locked.postmortem = postmortem
    if locked.interviewer_id != actor.pk:
        raise NotPermitted("Only the interviewer can change or share a note.")
    return locked


def _write(note: InterviewNote, words: NoteWords) -> None:
    rendered = markdown.render(words.text)
    note.interviewee, note.held_on, note.text = words.interviewee, words.held_on, words.text
    note.html, note.renderer = rendered.html, rendered.version


def _told(words: NoteWords) -> str:
    day = f", {words.held_on:%-d %B %Y}" if words.held_on else ""
    return f"With {words.interviewee}{day}\n{words.text}"


def _tidy(words: NoteWords) -> NoteWords:
    """Trimmed; raises DomainError when the words are missing or too many."""
    interviewee = " ".join(words.interviewee.split())
    text = words.text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not interviewee:
        raise DomainError("Say with whom you spoke.", field="interviewee")
    if len(interviewee) > MAX_INTERVIEWEE:
        raise DomainError(f"At most {MAX_INTERVIEWEE} characters.", field="interviewee")
    if not text:
        raise DomainError("Write at least a few words.", field="text")
    if len(text) > MAX_TEXT:
        raise DomainError(f"At most {MAX_TEXT:,} characters; split it into several notes.", field="text")
    return NoteWords(interviewee, words.held_on, text)
