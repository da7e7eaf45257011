"""Threads of comments on sections: opened, answered, resolved, reopened."""

import uuid
from collections.abc import Iterable

from django.db import transaction

from accounts.models import User
from core import markdown
from core.clock import now
from core.errors import Conflict, DomainError
from core.once import stored_once
from incidents.models import Incident
from incidents.services import comment_words, people_called_by
from notifications.services import NewDelivery, queue_deliveries
from postmortems.models import Comment, CommentThread, Section
from postmortems.selectors.comments import holds_passage
from postmortems.services.locking import lock_postmortem, lock_section

NAMED_IN_COMMENT = "named_in_comment"
SENT_BEFORE = "This comment was sent before with other words, which were stored. Press again to add this one as well."
MAX_THREADS = 200  # on one section
MAX_COMMENTS = 200  # in one thread
MAX_PASSAGE = 1000


@transaction.atomic
def open_thread(
    *,
    section: Section,
    actor: User,
    text: str,
    passage: str = "",
    client_uuid: uuid.UUID | None = None,
    make_members: bool = False,
) -> Comment:
    """Begins a thread on a section, or on a passage that it says at this moment. The same UUID stores it once.

    Raises DomainError for a passage that the section does not say, for a removed section, and without words; Conflict
    for other words under the same UUID; NotAMember for an @name who cannot see a private incident.
    """
    locked = lock_section(section)
    passage, text = " ".join(passage.split()), comment_words(text)
    if sent := _sent(actor, client_uuid, text):
        if sent.thread.section_id != locked.pk or sent.thread.passage != passage:
            raise Conflict(SENT_BEFORE)
        return sent
    if locked.removed_at is not None:
        raise DomainError("The section was removed in the meantime. Your comment is kept below; restore it first.")
    if len(passage) > MAX_PASSAGE:
        raise DomainError(f"Quote at most {MAX_PASSAGE} characters.", field="passage")
    if passage and not holds_passage(locked, passage):
        raise DomainError(
            "The section does not say this, or no longer. Quote it exactly as it stands, or leave the passage empty.",
            field="passage",
        )
    if locked.threads.count() >= MAX_THREADS:
        raise DomainError(f"A section can have at most {MAX_THREADS} threads. Answer one of them.")
    thread = CommentThread.objects.create(section=locked, passage=passage, opened_by=actor)
    return _write(thread, actor, text, client_uuid, make_members=make_members)


@transaction.atomic
def answer_thread(
    *,
    thread: CommentThread,
    actor: User,
    text: str,
    client_uuid: uuid.UUID | None = None,
    make_members: bool = False,
) -> Comment:
    """Adds a comment to a thread; one that was resolved is open again. Otherwise as `open_thread`."""
    locked = _lock(thread)
    text = comment_words(text)
    if sent := _sent(actor, client_uuid, text):
        if sent.thread_id != locked.pk:
            raise Conflict(SENT_BEFORE)
        return sent
    if locked.comments.count() >= MAX_COMMENTS:
        raise DomainError(f"A thread can have at most {MAX_COMMENTS} comments. Begin another one.", field="text")
    comment = _write(locked, actor, text, client_uuid, make_members=make_members)
    _set_resolved(locked, None)
    return comment


@transaction.atomic
def resolve_thread(*, thread: CommentThread, actor: User) -> CommentThread:
    """Nothing is left to do about it. Twice is the same as once."""
    locked = _lock(thread)
    if locked.resolved_at is None:
        _set_resolved(locked, actor)
    return locked


@transaction.atomic
def reopen_thread(*, thread: CommentThread, actor: User) -> CommentThread:
    """Something is left to do after all."""
    locked = _lock(thread)
    _set_resolved(locked, None)
    return locked


def _lock(thread: CommentThread) -> CommentThread:
    """A thread, after its postmortem; of its section it needs no lock."""
    section = thread.section
    section.postmortem = lock_postmortem(section.postmortem)
    locked = CommentThread.objects.select_for_update(of=("self",)).get(pk=thread.pk)
    locked.section = section
    return locked


def _set_resolved(thread: CommentThread, by: User | None) -> None:
    thread.resolved_by, thread.resolved_at = by, now() if by else None
    thread.save(update_fields=["resolved_by", "resolved_at"])


def _sent(actor: User, client_uuid: uuid.UUID | None, text: str) -> Comment | None:
    """The comment that came with this UUID before; Conflict when it says something else."""
    if client_uuid is None:
        return None
    sent = Comment.objects.filter(author=actor, client_uuid=client_uuid).select_related("thread").first()
    if sent is not None and sent.text != text:
        raise Conflict(SENT_BEFORE)
    return sent


def _write(
    thread: CommentThread, actor: User, text: str, client_uuid: uuid.UUID | None, *, make_members: bool
) -> Comment:
    rendered = markdown.render(text)
    comment = Comment(
        thread=thread,
        author=actor,
        text=text,
        html=rendered.html,
        renderer=rendered.version,
        client_uuid=client_uuid or uuid.uuid4(),
    )
    with stored_once(SENT_BEFORE):
        comment.save(force_insert=True)
    incident = thread.section.postmortem.incident
    named = people_called_by(comment.html, incident=incident, actor=actor, make_members=make_members)
    _tell_named(comment, incident, named)
    return comment


def _tell_named(comment: Comment, incident: Incident, people: Iterable[User]) -> None:
    """Tells people that a comment calls them by @name."""
    by = comment.author
    queue_deliveries(
        [
            NewDelivery(
                kind=NAMED_IN_COMMENT,
                recipient=person,
                dedup_key=f"{NAMED_IN_COMMENT}:{comment.pk}:{person.pk}",
                payload={"incident": incident.pk, "comment": comment.pk, "by": by.pk},
                reason=f"{by.name} mentioned you in a comment on the postmortem of {incident.reference}.",
            )
            for person in people
        ]
    )
