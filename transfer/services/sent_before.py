"""What the installation that everything comes from has sent is not sent once more.

Most messages come of something that somebody does, and of reminders and reports the records say who was told. These
plans know that from the messages alone, which stay.
"""

from datetime import datetime

from core.clock import now
from followthrough.services import plan_urgent, plan_weekly
from incidents.services import tell_overdue_updates
from notifications.enums import State
from notifications.models import Delivery

PLANS = (plan_weekly, plan_urgent, tell_overdue_updates)
WHY = "It fell due before everything was exported: the installation it comes from sent it."


def write_off_before(exported_at: datetime) -> None:
    """Writes what had fallen due by then as not sent, in the transaction of the import: nobody was here before."""
    for plan in PLANS:
        plan(exported_at)
    waiting = Delivery.objects.filter(state=State.WAITING)
    waiting.update(state=State.VOID, void_reason=WHY, finished_at=now())
