"""What comments have in common, on whatever of an incident they are: their words, and whom they call by @name."""

from accounts.models import User
from core.errors import DomainError
from incidents.models import Incident
from incidents.selectors.handles import people_marked
from incidents.services.members import ensure_members

MAX_COMMENT = 4000  # characters


def comment_words(text: str) -> str:
    """The words as they are stored. Raises DomainError for none, and for too many."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not text:
        raise DomainError("Write at least a few words.", field="text")
    if len(text) > MAX_COMMENT:
        raise DomainError(f"At most {MAX_COMMENT} characters; put longer text into what it is about.", field="text")
    return text


def people_called_by(html: str, *, incident: Incident, actor: User, make_members: bool) -> list[User]:
    """Whom a rendered comment calls by @name and who is told of it: everybody but the actor.

    Raises NotAMember for those who cannot see the private incident, unless `make_members` says that they may.
    """
    called = people_marked(html)
    ensure_members(incident, called, actor=actor, make_members=make_members, field="text")
    return [person for person in called if person != actor]
