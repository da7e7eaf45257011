"""What the first admin of an installation does first."""

from dataclasses import dataclass

from django.db.models import Exists
from django.urls import reverse

from accounts.models import Company, Team, User
from accounts.permissions import is_admin
from catalogue.models import Service
from incidents.models import Incident
from notifications.enums import State
from notifications.models import Delivery

WORKED = (  # what shows that a step was done, as columns of the company's row
    ("mail", Delivery.objects.filter(state=State.SENT)),
    ("teams", Team.objects.all()),
    ("services", Service.objects.all()),
    ("people", User.objects.people()[1:2]),
    ("drill", Incident.objects.filter(is_drill=True)),
)


@dataclass(frozen=True, slots=True)
class Step:
    """One step: where it is done, whether it is, and why it matters. `is_mail` is done by a button."""

    address: str
    name: str
    why: str
    is_done: bool
    is_mail: bool = False


def first_steps(admin: User) -> list[Step]:
    """The steps while one of them is left and nobody dismissed them; for admins, in one query."""
    if not is_admin(admin):
        return []
    open_list = Company.objects.filter(settled_at__isnull=True)
    company = open_list.annotate(**{f"has_{name}": Exists(rows) for name, rows in WORKED}).first()
    if company is None:
        return []
    done = {name: bool(getattr(company, f"has_{name}")) for name, _ in WORKED}
    steps = [
        Step(reverse("company"), "Name the company", "and choose its time zone", bool(company.name)),
        Step(reverse("delivery_list"), "Send a test mail", "to see that reminders arrive", done["mail"], is_mail=True),
        Step(reverse("teams"), "Add teams", "whose managers hear of overdue work", done["teams"]),
        Step(reverse("service_list"), "Add services", "so that an incident reaches the right team", done["services"]),
        Step(reverse("invite_many"), "Invite people", "one by one or as a table", done["people"]),
        Step(f"{reverse('declare')}?is_drill=on", "Try a drill", "an incident that counts nowhere", done["drill"]),
    ]
    return [] if all(step.is_done for step in steps) else steps
