"""The pages that the palette leads to."""

from dataclasses import dataclass

from django import template
from django.urls import reverse

from accounts.models import User
from accounts.permissions import is_manager

register = template.Library()


@dataclass(frozen=True, slots=True)
class Page:
    """A page by its route: what it is called, and further words that find it."""

    route: str
    name: str
    words: str

    @property
    def address(self) -> str:
        """Where it is."""
        return reverse(self.route)


PAGES = (
    Page("declare", "Declare an incident", "new"),
    Page("report_problem", "Report a problem", "new"),
    Page("record_past", "Record a past incident", "old"),
    Page("home", "Home", "start"),
    Page("incident_list", "Incidents", "list"),
    Page("postmortem_list", "Postmortems", "list"),
    Page("board", "Follow-through", "board overdue"),
    Page("action_list", "Action items", "list todo"),
    Page("report_list", "Reports", "list"),
    Page("profile", "Profile", "password log out"),
)
OF_MANAGERS = (
    Page("settings", "Settings", "setup"),
    Page("people", "People", "settings"),
    Page("delivery_list", "Deliveries", "mail"),
)


@register.simple_tag
def palette_pages(user: User) -> tuple[Page, ...]:
    """Those that this responder, manager or admin may open."""
    return PAGES + OF_MANAGERS if is_manager(user) else PAGES
