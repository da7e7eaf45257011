"""Makes the example services and checklists."""

from accounts.models import Team
from catalogue.models import Checklist, Service

SERVICES = {  # its team, what customers call it, if they know of it, and where it stands on the status page
    "Products API": ("Shop", "Products", "Buying"),
    "Shop": ("Shop", "Online shop", "Buying"),
    "Checkout": ("Shop", "Checkout", "Buying"),
    "Web application": ("Platform", "Web application", "Using"),
    "Database": ("Platform", "", ""),
}
CHECKLIST = (
    "Name somebody for communications",
    "Stop deployments until this is over",
    "Ask whether data is at risk",
)
WORDS_CHECKLIST = ("Tell sales and support what to say",)  # who see nothing of a private incident


def load_example_services() -> None:
    """The services that are not there yet; call once the teams are."""
    for name, (team, customer_name, group) in SERVICES.items():
        made = {"team": Team.objects.get(name=team), "customer_name": customer_name, "is_example": True}
        made |= {"on_status_page": bool(group), "status_group": group}
        Service.objects.get_or_create(name=name, defaults=made)


def load_example_checklists() -> None:
    """What a SEV1 and a SEV2 are given by themselves."""
    for name, tasks, for_private in (
        ("Customers are cut off", CHECKLIST, True),
        ("Customers need to know", WORDS_CHECKLIST, False),
    ):
        checklist = Checklist.objects.create(name=name, for_private=for_private, is_example=True)
        checklist.severities.set([1, 2])
        for position, text in enumerate(tasks):
            checklist.items.create(position=position, text=text)
