"""What a command is, and how one that was typed is run."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from hashlib import sha256
from uuid import UUID, uuid4

from django.db import transaction

from accounts.models import User
from core.errors import DomainError
from core.once import stored_once
from incidents.models import Incident, TimelineEntry
from incidents.permissions import can_edit_incident
from incidents.services.leftovers import Fate
from incidents.services.mentions import ensure_mentioned
from incidents.services.timeline import EntryDetails
from incidents.services.writing import SENT_BEFORE, lock_row, stored_before


class Argument(Enum):
    """What stands right after the name of a command."""

    NONE = "none"
    STATUS = "status"
    LEVEL = "level"
    PERSON = "person"
    MAYBE_PERSON = "maybe_person"
    ROLE = "role"  # and then a person
    RECIPIENT = "recipient"  # `@name`, or words up to a colon


@dataclass(frozen=True, slots=True)
class Order:
    """A command with all that was typed for it. `at` is the time that was told, None for when Enter was `pressed`.

    `details` are the words behind the command, and what else belongs to an entry. `argument` is a word of
    STATUS_WORDS, a digit, a handle, the short name of a role, or a recipient. `fates`: what becomes of open tasks.
    """

    command: "Command"
    details: EntryDetails
    pressed: datetime
    typed: str = ""
    argument: str = ""
    person: User | None = None
    at: datetime | None = None
    make_members: bool = False
    fates: Mapping[int, Fate] = field(default_factory=dict)

    @property
    def words(self) -> str:
        """What stands behind the command."""
        return self.details.text

    @property
    def happened_at(self) -> datetime:
        """The time that was told, or when it was pressed."""
        return self.at or self.pressed


Runner = Callable[[Incident, User, Order], object]
Teller = Callable[[Incident, Order], str]


@dataclass(frozen=True, slots=True)
class Command:
    """A row: its name, what may follow, what it does in words, who may, and the use case behind it.

    `tells` says before sending what it will do here; it raises DomainError for what would be refused.
    """

    name: str
    hint: str
    explains: str
    run: Runner
    tells: Teller
    argument: Argument = Argument.NONE
    needs_words: bool = False
    takes_time: bool = True  # a time before its words says when it happened; else it is one of the words
    may_be_about: bool = False  # `about 14:10` is kept, too
    is_entry: bool = False  # its words become an entry, which may have an end, milestones, a star
    may: Callable[[User, Incident], bool] = can_edit_incident
    refusal: str = "You may not do that here."
    aliases: tuple[str, ...] = ()


@transaction.atomic
def run_command(*, incident: Incident, actor: User, order: Order, client_uuid: UUID | None = None) -> TimelineEntry:
    """Does what was typed, and returns the entry it wrote; the same UUID does it once, whatever has changed since.

    Raises DomainError as the use case does, and when nothing would change: words are never dropped in silence.
    """
    locked = lock_row(incident)
    typed = sha256(order.typed.encode()).hexdigest()[:16]  # not the words: a redaction could not reach them here
    if stored := stored_before(actor, client_uuid, incident=locked, facts={"typed": typed}):
        return stored
    ensure_mentioned(locked, order.words, actor=actor, make_members=order.make_members, besides=order.person)
    before = locked.seq
    order.command.run(locked, actor, order)
    entry = TimelineEntry.objects.filter(incident=locked, seq__gt=before).defer("search").order_by("seq").first()
    if entry is None:
        raise DomainError("This is already the case; nothing was changed. What you typed is kept.", field="text")
    entry.client_uuid = client_uuid or uuid4()
    entry.facts = entry.facts | {"typed": typed}
    with stored_once(SENT_BEFORE):
        entry.save(update_fields=["client_uuid", "facts"])
    return entry
