"""Who read a published postmortem."""

from django.db import transaction

from accounts.models import User
from postmortems.enums import PostmortemStatus
from postmortems.models import Postmortem, Reading


def note_reading(*, postmortem: Postmortem, reader: User) -> bool:
    """Notes that somebody opened a published postmortem, the first time; whether it was that."""
    if postmortem.status != PostmortemStatus.PUBLISHED:
        return False
    with transaction.atomic():
        _, is_new = Reading.objects.get_or_create(postmortem=postmortem, reader=reader)
    return is_new
