"""Whether messages of a kind reach a person at all."""

from accounts.models import User
from notifications.enums import Wanted
from notifications.models import ChannelChoice
from notifications.smtp import is_configured

NO_MAIL = "mail is not set up here"
OFF = "your profile says that you want none of these messages"


def unreached_because(person: User, kind: str) -> str:
    """Why nothing of this kind reaches the person, as the end of a sentence; empty where it does."""
    chosen = ChannelChoice.objects.filter(person=person, kind=kind).values_list("wanted", flat=True).first()
    if chosen == Wanted.OFF:
        return OFF
    return "" if chosen == Wanted.INBOX or is_configured() else NO_MAIL
