"""Customer updates: drafted, approved, published, corrected, taken back. Each under its incident's row lock."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction

from accounts.models import User
from core import markdown
from core.clock import now
from core.errors import Conflict, DomainError, NotPermitted
from core.once import SENT_BEFORE
from customers.enums import UpdateState
from customers.models import Update
from customers.permissions import can_take_update_back
from customers.services.follows import tell_followers, tell_followers_taken_back
from customers.services.notices import tell_reporters_taken_back, tell_reporters_update
from customers.services.status_page.renewing import renew_on_commit
from customers.services.update_notices import tell_draft
from incidents.models import Incident
from incidents.services import (
    edit_public_summary,
    lock,
    lock_row,
    promise_update,
    public_words,
    refuse_merged,
)

LONGEST_WORKAROUND = 1000
LONGEST_REASON = 500
GAP = re.compile(r"\[[^\[\]\n]{1,60}\?\](?!\()")  # what a template could not know: [since when?]


@dataclass(frozen=True, slots=True)
class UpdateWords:
    """What an update says: the words, a workaround, and in minutes how long it is valid and when the next one comes.

    `corrects` is the published update that it replaces.
    """

    text: str
    workaround: str = ""
    valid_for: int | None = None
    next_in: int | None = None
    corrects: Update | None = None


@transaction.atomic
def draft_update(*, incident: Incident, actor: User, words: UpdateWords, client_uuid: UUID | None = None) -> Update:
    """Stores words for somebody who may approve them, who is told. The same UUID stores once.

    Raises DomainError for words that customers cannot be told (`public_words`), and Merged for a duplicate.
    """
    locked = lock_row(incident)
    stored = _stored_before(locked, actor, words, client_uuid, is_posted=False)
    if stored is not None:
        return stored
    draft = _write(locked, actor, words, client_uuid)
    tell_draft(incident=locked, draft=draft, actor=actor)
    return draft


def draft_first_words(incident: Incident, actor: User, text: str) -> None:
    """What somebody typed for customers who declared an incident and may not post it."""
    draft_update(incident=incident, actor=actor, words=UpdateWords(text))


@transaction.atomic
def post_update(
    *,
    incident: Incident,
    actor: User,
    words: UpdateWords,
    base_seq: int | None = None,
    client_uuid: UUID | None = None,
) -> Update:
    """Drafts, approves and publishes in one press, for those who may. The same UUID posts once.

    Raises what `draft_update` and `approve_update` raise.
    """
    locked = lock_row(incident)
    stored = _stored_before(locked, actor, words, client_uuid, is_posted=True)
    if stored is not None:
        return stored
    return _publish(locked, _write(locked, actor, words, client_uuid), actor, base_seq)


@transaction.atomic
def edit_draft(*, update: Update, actor: User, words: UpdateWords, version: int) -> Update:
    """Changes a draft; `version` is that which the form began from. Raises Conflict for another one."""
    locked, draft = _lock_draft(update, version)
    _check(words)
    rendered = markdown.render(words.text.strip())
    draft.text, draft.html, draft.renderer = words.text.strip(), rendered.html, rendered.version
    draft.workaround, draft.valid_for, draft.next_in = words.workaround.strip(), words.valid_for, words.next_in
    draft.version += 1
    draft.save(update_fields=["text", "html", "renderer", "workaround", "valid_for", "next_in", "version"])
    if actor != draft.drafted_by:
        tell_draft(incident=locked, draft=draft, actor=actor)
    return draft


@transaction.atomic
def approve_update(*, update: Update, actor: User, version: int, base_seq: int | None = None) -> Update:
    """Approves a draft and publishes it: sales and support may pass it on from now on.

    Nobody approves what they have not seen: Conflict for another `version`, and when other words were posted after
    `base_seq`, the incident's number when the page was shown. DomainError for a gap that a template left.
    """
    locked, draft = _lock_draft(update, version)
    return _publish(locked, draft, actor, base_seq)


@transaction.atomic
def take_back_update(*, update: Update, actor: User, state: str, version: int, reason: str = "") -> Update:
    """Discards a draft, or takes back what was published: it stays readable, and customers are told nothing by it.

    Where it held, nothing holds from now on: what was said before does not come back. `state` and `version` are those
    that the person saw: Conflict for others. NotPermitted as `can_take_update_back` says, DomainError for what was
    published without a reason.
    """
    incident = lock(update.incident)
    row = Update.objects.select_for_update(of=("self",)).get(pk=update.pk)
    if row.state == UpdateState.TAKEN_BACK:
        return row
    if (row.state, row.version) != (state, version):
        raise Conflict(f"Nothing was changed: it is {row.get_state_display().lower()} by now, or says something else.")
    if not can_take_update_back(actor, row, incident):
        raise NotPermitted("Only the lead, communications or a manager take this back.")
    if row.is_published and not reason.strip():
        raise DomainError("Say why it is taken back: those who told customers ask.", field="reason")
    holds = row.is_published and row == newest_of(incident)
    row.state, row.taken_back_by, row.taken_back_at = UpdateState.TAKEN_BACK, actor, now()
    row.taken_back_because = reason.strip()[:LONGEST_REASON]
    row.save(update_fields=["state", "taken_back_by", "taken_back_at", "taken_back_because"])
    renew_on_commit()
    if holds:
        edit_public_summary(incident=incident, actor=actor, text="")
        tell_followers_taken_back(incident=incident, update=row)
        tell_reporters_taken_back(incident=incident, update=row)
    return row


def note_posted(*, incident: Incident, actor: User) -> None:
    """An entry of a locked incident just posted words for customers: the update it belongs to, whoever posted it.

    That is the one that was published a moment ago; words that came another way, such as by /update, become one here.
    """
    entry = incident.entries.get(seq=incident.seq)
    row = Update.objects.published().filter(incident=incident, entry=None).first()
    if row is None:
        rendered = markdown.render(entry.text)
        row = Update(
            incident=incident,
            text=entry.text,
            html=rendered.html,
            renderer=rendered.version,
            state=UpdateState.PUBLISHED,
            drafted_by=actor,
            drafted_at=entry.happened_at,
            approved_by=actor,
            client_uuid=uuid4(),
        )
    row.entry, row.published_at = entry, entry.happened_at
    row.is_closing = _is_over(incident, entry.happened_at)
    row.valid_until = _after(entry.happened_at, row.valid_for)
    row.next_update_by = None if row.is_closing else _after(entry.happened_at, row.next_in) or incident.update_due_at
    if row.next_update_by is not None:
        promise_update(incident, by=row.next_update_by)
    row.save()
    tell_followers(incident=incident, update=row)
    tell_reporters_update(incident=incident, update=row)


def end_closing_words(*, incident: Incident) -> None:
    """The incident is open again: what was said when it was over no longer holds."""
    closing = Update.objects.published().filter(incident=incident, is_closing=True)
    closing.exclude(valid_until__lt=now()).update(valid_until=now())


def newest_of(incident: Incident) -> Update | None:
    """The update whose words hold: the newest that was published, and none once the newest was taken back."""
    return Update.objects.published().filter(incident=incident).exclude(incident__public_summary="").first()


def _write(incident: Incident, actor: User, words: UpdateWords, client_uuid: UUID | None) -> Update:
    refuse_merged(incident)
    _check(words)
    rendered = markdown.render(words.text.strip())
    return Update.objects.create(
        incident=incident,
        text=words.text.strip(),
        html=rendered.html,
        renderer=rendered.version,
        workaround=words.workaround.strip(),
        valid_for=words.valid_for,
        next_in=words.next_in,
        corrects=words.corrects,
        drafted_by=actor,
        client_uuid=client_uuid or uuid4(),
    )


def _publish(incident: Incident, update: Update, actor: User, base_seq: int | None) -> Update:
    if gap := GAP.search(update.words):
        raise DomainError(f"Fill in {gap[0]} first: the template could not know it.", field="text")
    if update.corrects is not None and update.corrects != newest_of(incident):
        raise Conflict("A newer update was posted meanwhile, so there is nothing to correct. Post yours as a new one.")
    update.state, update.approved_by, update.published_at = UpdateState.PUBLISHED, actor, now()
    update.save(update_fields=["state", "approved_by", "published_at"])
    edit_public_summary(incident=incident, actor=actor, text=update.words, base_seq=base_seq)
    update.refresh_from_db()
    return update


def _lock_draft(update: Update, version: int) -> tuple[Incident, Update]:
    incident = lock(update.incident)
    draft = Update.objects.select_for_update(of=("self",)).select_related("drafted_by", "corrects").get(pk=update.pk)
    if not draft.is_draft:
        raise Conflict(f"Somebody else was faster: this draft is {draft.get_state_display().lower()} already.")
    if draft.version != version:
        raise Conflict("Somebody changed this draft meanwhile. Read it again before you go on.")
    return incident, draft


def _stored_before(
    incident: Incident, actor: User, words: UpdateWords, client_uuid: UUID | None, *, is_posted: bool
) -> Update | None:
    """What arrived under the same UUID, when it is the same; a draft that somebody else approved was sent as one."""
    if client_uuid is None:
        return None
    stored = Update.objects.filter(drafted_by=actor, client_uuid=client_uuid).first()
    if stored is None:
        return None
    was_posted = stored.published_at is not None and stored.approved_by_id == actor.pk
    if (stored.incident_id, _said(stored), was_posted) != (incident.pk, _said(words), is_posted):
        raise Conflict(SENT_BEFORE)
    return stored


def _said(words: Update | UpdateWords) -> tuple[object, ...]:
    return words.text.strip(), words.workaround.strip(), words.valid_for, words.next_in, words.corrects


def _check(words: UpdateWords) -> None:
    if not words.text.strip():
        raise DomainError("Write what sales and support may tell customers.", field="text")
    if len(words.workaround.strip()) > LONGEST_WORKAROUND:
        raise DomainError(f"A workaround has at most {LONGEST_WORKAROUND} characters.", field="workaround")
    public_words(words.text.strip())
    public_words(Update(text=words.text.strip(), workaround=words.workaround.strip()).words)


def _is_over(incident: Incident, at: datetime) -> bool:
    """Whether words written at this instant were written when the incident was over."""
    return not incident.is_open and (incident.resolved_at is None or at >= incident.resolved_at)


def _after(at: datetime, minutes: int | None) -> datetime | None:
    return at + timedelta(minutes=minutes) if minutes else None
