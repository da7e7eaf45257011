"""What there is to be reminded of. These functions run inside the installation, as programs of their own."""

from datetime import timedelta
from uuid import uuid4

from django.db import transaction

from accounts.enums import Role
from accounts.models import User
from actions.models import ActionItem
from catalogue.enums import Deadline, NoticeTo
from catalogue.models import Policy, PolicyNotice
from core import clock
from followthrough.services.overdue_posts import POSTED_OVERDUE
from notifications.enums import EndpointKind
from notifications.services.endpoints import EndpointDetails, add_endpoint
from tests.factories.accounts import make_team, make_user
from tests.factories.actions import make_incident

AT_ANY_TIME = {"zone": "UTC", "digest_hour": 0, "digest_weekdays": "1234567"}

# Days after the due date at which the policy tells each. A change of the date meanwhile adds or takes away nobody.
OWNER, MANAGER, EXECUTIVE = 1, 3, 4
OWNERS_ONLY, ESCALATED = timedelta(days=OWNER), timedelta(days=EXECUTIVE)


@transaction.atomic
def make_policy() -> None:
    """The only policy: owners hear in their digest, their team's managers and an executive urgently."""
    executive = make_user("Njeri Kamau", email="executive@example.com", role=Role.ADMIN, **AT_ANY_TIME)
    Policy.objects.all().delete()
    policy = Policy.objects.create(name="All")
    for days, whom in (
        (OWNER, {"to": NoticeTo.OWNER}),
        (MANAGER, {"to": NoticeTo.MANAGERS, "is_urgent": True}),
        (EXECUTIVE, {"to": NoticeTo.PERSON, "person": executive, "is_urgent": True}),
    ):
        PolicyNotice.objects.create(policy=policy, deadline=Deadline.DONE, days=days, **whom)


@transaction.atomic
def make_overdue(key: str, *, count: int, hour: int) -> None:
    """Action items of one new team of which so many mails are due, each with an owner of its own.

    Of every four mails three are about one item: its owner's digest, and urgent ones to the manager and the executive.
    """
    manager = make_user("Grace Wanjiru", email=f"manager.{key}@example.com", **AT_ANY_TIME)
    team = make_team(key, managers=(manager,))
    incident = make_incident(title=f"Faults {key}", declared_by=manager)
    escalated = count // 4
    items = count - 2 * escalated
    today = clock.today("UTC")
    owners = [
        User(
            email=f"owner{number}.{key}@example.com",
            name="Amina Otieno",
            role=Role.RESPONDER,
            password="!",
            **AT_ANY_TIME | {"digest_hour": hour},
        )
        for number in range(items)
    ]
    ActionItem.objects.bulk_create(
        ActionItem(
            incident=incident,
            title=f"item-{number}-of-{key}",
            created_by=manager,
            owner=owner,
            team=team,
            due_on=today - (OWNERS_ONLY if number < items - escalated else ESCALATED),
        )
        for number, owner in enumerate(User.objects.bulk_create(owners))
    )


def add_webhooks(urls: dict[str, str]) -> dict[str, int]:
    """Webhooks with these names and addresses, which are told once a day what is overdue; returns their numbers."""
    executive = User.objects.get(email="executive@example.com")
    numbers = {}
    for name, url in urls.items():
        details = EndpointDetails(f"{name} {uuid4().hex[:8]}", EndpointKind.WEBHOOK, url, kinds=(POSTED_OVERDUE,))
        numbers[name] = add_endpoint(actor=executive, details=details)[0].pk
    return numbers
