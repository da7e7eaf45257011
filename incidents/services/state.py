"""The current state: what we know, what we tried, what is next. Each change is a revision and an entry."""

from dataclasses import asdict, dataclass
from uuid import UUID

from django.db import transaction

from accounts.models import User
from core import markdown
from core.clock import now
from core.errors import Conflict
from incidents.enums import EntryKind, Origin
from incidents.models import Incident, StateRevision, TimelineEntry
from incidents.services.writing import SENT_BEFORE, NewEntry, announce_change, lock_row, stored_before, write_entry

WORDS = {"known": "what we know", "tried": "what we tried", "next": "what is next"}


@dataclass(frozen=True, slots=True)
class StateOfThings:
    """The three answers, as Markdown; what nobody can say yet stays empty."""

    known: str = ""
    tried: str = ""
    next: str = ""


@transaction.atomic
def change_state(
    *, incident: Incident, actor: User, state: StateOfThings, base_version: int, client_uuid: UUID | None = None
) -> Incident:
    """Writes a new version of the current state; earlier versions stay readable.

    `base_version` is the version the person began from: Conflict when somebody wrote another one meanwhile, or when
    the UUID came with other words. What changes nothing leaves no trace.
    """
    locked = lock_row(incident)
    wanted = {name: text.replace("\r\n", "\n").strip() for name, text in asdict(state).items()}
    if stored := stored_before(actor, client_uuid, incident=locked):
        _refuse_other_words(stored.pk, wanted)
        return locked
    changed = [name for name, text in wanted.items() if getattr(locked.state, name, "") != text]
    if not changed:
        return locked
    if locked.state_version != base_version:
        raise Conflict(
            "Somebody changed the current state while you were writing. Their version is next to yours; nothing "
            "was lost. Combine the two, then save again."
        )
    version = base_version + 1
    said = ", ".join(WORDS[name] for name in changed)
    entry = write_entry(
        locked,
        NewEntry(
            text=f"{actor.name} changed the current state: {said}.",
            happened_at=now(),
            kind=EntryKind.STATE,
            origin=Origin.SYSTEM,
            facts={"version": version, "changed": changed},
            client_uuid=client_uuid,
        ),
        actor=actor,
    )
    locked.state = _store(entry, version, actor, wanted)
    locked.save(update_fields=["state"])
    announce_change(locked, actor=actor, change=EntryKind.STATE)
    return locked


def _refuse_other_words(entry_id: int, wanted: dict[str, str]) -> None:
    kept = StateRevision.objects.filter(entry=entry_id).values(*WORDS).first()
    if kept is not None and kept != wanted:
        raise Conflict(SENT_BEFORE)


def _store(entry: TimelineEntry, version: int, actor: User, wanted: dict[str, str]) -> StateRevision:
    rendered = {name: markdown.render(text) for name, text in wanted.items()}
    return StateRevision.objects.create(
        incident=entry.incident,
        entry=entry,
        version=version,
        **wanted,
        **{f"{name}_html": each.html for name, each in rendered.items()},
        renderer=markdown.RENDERER_VERSION,
        written_by=actor,
        written_at=entry.written_at,
    )
