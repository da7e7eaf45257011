"""Questions that nobody could answer yet: asked, answered, edited, opened again. The history keeps earlier words."""

import uuid
from hashlib import sha256

from django.db import transaction

from accounts.models import User
from core.clock import now
from core.errors import Conflict, DomainError
from core.once import stored_once
from postmortems.models import OpenQuestion, Postmortem
from postmortems.services.history import note_event
from postmortems.services.locking import lock_postmortem

SENT_BEFORE = "This question was sent before with other words, which were stored. Press again to ask this one as well."
MAX_QUESTIONS = 100
MAX_QUESTION = 1000
MAX_ANSWER = 4000


class QuestionChanged(Conflict):
    """Somebody changed or answered it since it was shown. `present` is how it stands; nothing was stored."""

    def __init__(self, present: OpenQuestion) -> None:
        super().__init__(
            "Somebody else changed or answered this question meanwhile. What you typed is below and not saved yet."
        )
        self.present = present


def fingerprint(question: OpenQuestion) -> str:
    """Identifies its words; a form sends it back, so that a change since then is noticed."""
    return sha256(f"{question.text}\n\n{question.answer}".encode()).hexdigest()[:16]


@transaction.atomic
def ask_question(
    *, postmortem: Postmortem, actor: User, text: str, client_uuid: uuid.UUID | None = None
) -> OpenQuestion:
    """A question that stays on the list until somebody answers it. The same UUID stores it once.

    Raises DomainError without words; Conflict for other words under the same UUID.
    """
    locked = lock_postmortem(postmortem)
    text = _tidy(text, MAX_QUESTION, "text")
    sent = client_uuid and OpenQuestion.objects.filter(asked_by=actor, client_uuid=client_uuid).first()
    if sent:
        if sent.postmortem_id != locked.pk or sent.text != text:
            raise Conflict(SENT_BEFORE)
        return sent
    if locked.open_questions.count() >= MAX_QUESTIONS:
        raise DomainError(f"A postmortem can have at most {MAX_QUESTIONS} questions.", field="text")
    question = OpenQuestion(postmortem=locked, asked_by=actor, text=text, client_uuid=client_uuid or uuid.uuid4())
    with stored_once(SENT_BEFORE):
        question.save(force_insert=True)
    note_event(postmortem=locked, actor=actor, what="Question asked", after=text)
    return question


@transaction.atomic
def answer_question(*, question: OpenQuestion, actor: User, answer: str) -> OpenQuestion:
    """Takes it off the list of what is open. The same answer twice is stored once.

    Raises QuestionChanged when somebody else answered it with other words.
    """
    locked = _locked(question)
    answer = _tidy(answer, MAX_ANSWER, "answer")
    if locked.answered_at is not None:
        if locked.answer != answer:
            raise QuestionChanged(locked)
        return locked
    locked.answer, locked.answered_by, locked.answered_at = answer, actor, now()
    locked.save(update_fields=["answer", "answered_by", "answered_at"])
    note_event(
        postmortem=locked.postmortem, actor=actor, what="Question answered", after=f"{locked.text}\n{locked.answer}"
    )
    return locked


@transaction.atomic
def edit_question(*, question: OpenQuestion, actor: User, text: str, answer: str = "", seen: str) -> OpenQuestion:
    """Other words of the question, and of its answer if it has one; who answered, and when, stays.

    `seen` is the fingerprint of what was shown. Raises QuestionChanged when it says something else by now.
    """
    locked = _locked(question)
    text = _tidy(text, MAX_QUESTION, "text")
    answer = _tidy(answer, MAX_ANSWER, "answer") if locked.answered_at is not None else ""
    if (locked.text, locked.answer) == (text, answer):
        return locked
    if seen != fingerprint(locked):
        raise QuestionChanged(locked)
    before = _told(locked)
    locked.text, locked.answer = text, answer
    locked.save(update_fields=["text", "answer"])
    note_event(postmortem=locked.postmortem, actor=actor, what="Question changed", before=before, after=_told(locked))
    return locked


@transaction.atomic
def reopen_question(*, question: OpenQuestion, actor: User) -> OpenQuestion:
    """It is open again; its answer stays in the history. Twice is once."""
    locked = _locked(question)
    if locked.answered_at is not None:
        before = _told(locked)
        locked.answer, locked.answered_by, locked.answered_at = "", None, None
        locked.save(update_fields=["answer", "answered_by", "answered_at"])
        note_event(postmortem=locked.postmortem, actor=actor, what="Question opened again", before=before)
    return locked


def _locked(question: OpenQuestion) -> OpenQuestion:
    """A question, after its postmortem."""
    postmortem = lock_postmortem(question.postmortem)
    locked = OpenQuestion.objects.select_for_update(of=("self",)).select_related("answered_by").get(pk=question.pk)
    locked.postmortem = postmortem
    return locked


def _told(question: OpenQuestion) -> str:
    return f"{question.text}\n{question.answer}".strip()


def _tidy(text: str, most: int, field: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not text:
        raise DomainError("Write at least a few words.", field=field)
    if len(text) > most:
        raise DomainError(f"At most {most:,} characters; put longer text into a section.", field=field)
    return text
