"""What `like INC-12` in the search box asks for."""

import re
from dataclasses import dataclass

from accounts.models import User
from core.references import read_number
from incidents.models import Incident
from similar.selectors.likeness import Likeness, like_incident, private_of

MOST = 10
_LIKE = re.compile(r"\s*(?:like|similar(?:\s+to)?)\s+(?P<named>\S.*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Like:
    """An incident, and those that are like it."""

    incident: Incident
    likenesses: list[Likeness]

    @property
    def private(self) -> list[int]:
        """The private incidents whose words it shows."""
        named = [self.incident.pk] if self.incident.is_private else []
        return named + private_of(self.likenesses)


def like_number(text: str, user: User) -> Like | None:
    """The incident that `like INC-12`, `similar to 12` names, if the person may see it, and those that are like it."""
    asked = _LIKE.fullmatch(text)
    number = read_number(asked["named"], Incident.PREFIX) if asked else None
    incident = Incident.objects.visible_to(user).filter(pk=number).first() if number else None
    return Like(incident, like_incident(incident, user, most=MOST)) if incident else None
