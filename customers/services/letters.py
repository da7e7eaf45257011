"""Letters to affected customers: begun, written, signed off, given, discarded. Each under its incident's row lock."""

from collections.abc import Collection
from uuid import UUID, uuid4

from django.db import transaction

from accounts.models import User
from core import markdown
from core.clock import now
from core.errors import Conflict, DomainError, NotPermitted
from core.once import stored_once
from customers.enums import ToldHow
from customers.models import AffectedCustomer, Letter, LetterVersion, Told
from customers.models.letters import LONGEST_LETTER, MOST_LINES, fits_a_letter
from customers.selectors.letter_sources import letter_source
from customers.selectors.letters import (
    begun_text,
    changed_since,
    may_sign_letter,
    others_named,
)
from customers.services.locking import lock_affected
from customers.services.telling import tell_customer
from customers.services.update_notices import tell_letter_waits
from customers.services.updates import GAP
from incidents.services import public_words


class LetterChanged(Conflict):
    """Somebody changed the letter since it was shown. `present` is what it says now; nothing was stored."""

    def __init__(self, present: LetterVersion) -> None:
        super().__init__("Somebody else changed this letter meanwhile. Nothing was stored; what you typed is kept.")
        self.present = present


class NamesUnconfirmed(DomainError):
    """The letter names other customers, and nobody has said of each that this is meant."""

    def __init__(self, names: Collection[str]) -> None:
        super().__init__(f"Confirm each other customer that it names: {', '.join(names)}.", field="confirmed")


@transaction.atomic
def begin_letter(*, affected: AffectedCustomer, actor: User) -> Letter:
    """A letter that is filled from what is known; the one that was begun already, where there is one."""
    affected = lock_affected(affected)
    present = affected.letters.kept().first()
    if present is not None:
        return present
    source = letter_source(affected)
    letter = Letter.objects.create(affected=affected, begun_by=actor)
    _write(letter, actor, begun_text(source, actor), source.facts.as_json(), uuid4())
    return letter


@transaction.atomic
def edit_letter(
    *, letter: Letter, actor: User, text: str, seen: tuple[str, str], client_uuid: UUID | None = None
) -> LetterVersion:
    """Stores another version, which nobody has signed off; the same words and facts again change nothing.

    `seen` identifies the version and the facts that the writer was shown: LetterChanged for another version. Facts that
    changed while somebody wrote stay named as changed. DomainError for words that customers cannot read.
    """
    locked, current = _lock_letter(letter)
    text = text.replace("\r\n", "\n").strip()
    if client_uuid is not None and (current.client_uuid, current.text) == (client_uuid, text):
        return current
    if seen[0] != current.seen:
        raise LetterChanged(current)
    if not text:
        raise DomainError("Write the letter.", field="text")
    _check(text)
    present = letter_source(locked.affected).facts
    facts = present.as_json() if present.digest == seen[1] else current.facts
    if (text, facts) == (current.text, current.facts):
        return current
    locked.version += 1
    with stored_once():
        stored = _write(locked, actor, text, facts, client_uuid or uuid4())
    locked.save(update_fields=["version"])
    return stored


@transaction.atomic
def ask_sign_off(*, letter: Letter, actor: User, seen: str) -> LetterVersion:
    """Tells those who may sign this version off; asking twice tells them once.

    Raises LetterChanged for another version, and what `sign_letter` raises for words that are not ready.
    """
    locked, current = _lock_letter(letter)
    if current.seen != seen:
        raise LetterChanged(current)
    if current.is_signed or current.asked_at is not None:
        return current
    _check_ready(current, locked.affected)
    current.asked_by, current.asked_at = actor, now()
    current.save(update_fields=["asked_by", "asked_at"])
    tell_letter_waits(incident=locked.affected.incident, version=current, actor=actor)
    return current


@transaction.atomic
def sign_letter(*, letter: Letter, actor: User, seen: str, confirmed: Collection[str]) -> LetterVersion:
    """Communications sign off the version that they read; `confirmed` are the other customers that it may name.

    Raises NotPermitted, LetterChanged for another version, and DomainError for a gap that is left, for facts that
    changed since it was written, and for a name that was not confirmed.
    """
    locked, current = _lock_letter(letter)
    affected = locked.affected
    if not may_sign_letter(actor, affected.incident):
        raise NotPermitted("Only the lead, communications or a manager sign a letter off.")
    if current.seen != seen:
        raise LetterChanged(current)
    if current.is_signed:
        return current
    _check_ready(current, affected)
    named = others_named(current, affected)
    if missing := [name for name in named if name not in confirmed]:
        raise NamesUnconfirmed(missing)
    current.signed_by, current.signed_at, current.confirmed = actor, now(), "\n".join(named)
    current.save(update_fields=["signed_by", "signed_at", "confirmed"])
    return current


@transaction.atomic
def give_letter(*, letter: Letter, actor: User, how: ToldHow, seen: str, client_uuid: UUID) -> Told:
    """The customer has it: one press, which also counts as told. The same UUID stores once.

    Raises LetterChanged for another version, and DomainError for one that is not signed off or out of date.
    """
    locked, current = _lock_letter(letter)
    if current.seen != seen:
        raise LetterChanged(current)
    if not current.is_signed:
        raise DomainError("It is not signed off yet.")
    if changed_since(current, letter_source(locked.affected)):
        raise Conflict("What the letter is made of has changed. It must be looked at and signed off again first.")
    told = tell_customer(affected=locked.affected, actor=actor, how=how, client_uuid=client_uuid)
    if told.letter_id is None:
        told.letter = current
        told.save(update_fields=["letter"])
    return told


@transaction.atomic
def discard_letter(*, letter: Letter, actor: User, seen: str) -> None:
    """It is not needed; another one can be begun. DomainError for one that was given, LetterChanged as above."""
    locked, current = _lock_letter(letter)
    if current.seen != seen:
        raise LetterChanged(current)
    if Told.objects.counting().filter(letter__letter=locked).exists():
        raise DomainError("The customer has it, so it stays. Take back that it was given first.")
    if current.is_signed and not may_sign_letter(actor, locked.affected.incident):
        raise NotPermitted("It is signed off: only the lead, communications or a manager discard it.")
    locked.discarded_by, locked.discarded_at = actor, now()
    locked.save(update_fields=["discarded_by", "discarded_at"])


def _check(text: str) -> None:
    public_words(text, most=LONGEST_LETTER, what="A letter")
    if not fits_a_letter(text):
        raise DomainError(f"A letter has at most {MOST_LINES} lines.", field="text")


def _check_ready(current: LetterVersion, affected: AffectedCustomer) -> None:
    """No gap is left, and it is made of what is known now."""
    _check(current.text)
    if gap := GAP.search(current.text):
        raise DomainError(f"Fill in {gap[0]} first.")
    if changed_since(current, letter_source(affected)):
        raise Conflict("What the letter is made of has changed. Look at what differs, and save the letter again first.")


def _write(letter: Letter, actor: User, text: str, facts: dict[str, object], client_uuid: UUID) -> LetterVersion:
    rendered = markdown.render(text)
    return LetterVersion.objects.create(
        letter=letter,
        number=letter.version,
        text=text,
        html=rendered.html,
        renderer=rendered.version,
        facts=facts,
        written_by=actor,
        client_uuid=client_uuid,
    )


def _lock_letter(letter: Letter) -> tuple[Letter, LetterVersion]:
    affected = lock_affected(letter.affected)
    locked = Letter.objects.select_for_update(of=("self",)).get(pk=letter.pk)
    if locked.discarded_at is not None:
        raise Conflict("Somebody discarded this letter meanwhile. What you typed is kept here; begin another one.")
    locked.affected = affected
    current = locked.versions.select_for_update(of=("self",)).get(number=locked.version)
    return locked, current
