"""The day it is now for each owner."""

from accounts.models import User
from actions.due import OwnerDays
from core.clock import now


def owner_days(reader: User) -> OwnerDays:
    """The date in every zone that somebody has set, in one query; the reader's counts where there is no owner."""
    zones = User.objects.order_by().values_list("zone", flat=True).distinct()
    return OwnerDays.at(now(), reader=reader.zone, zones=zones)
