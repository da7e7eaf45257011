"""Who reads words for customers once they are published, in sentences for those who write and approve them."""

from customers.models import StatusPage, Subscriber
from customers.selectors.status_page.reading import company_and_clock, first_midnight
from incidents.models import Incident
from incidents.querysets import UNTOLD_STATUSES

UNCHANGED = "That nothing has changed is an update, too: post the same words."


def is_for_everybody(incident: Incident) -> bool:
    """Whether words of it that are published stand on the status page, and everybody may read that."""
    if incident.is_private or incident.is_drill or incident.is_withdrawn or incident.status in UNTOLD_STATUSES:
        return False
    return StatusPage.is_public_now() and incident.began_at >= first_midnight(company_and_clock()[1])


def outside(incident: Incident) -> str:
    """Who outside the company reads them; empty where nobody does."""
    if not is_for_everybody(incident):
        return ""
    mailed = not incident.is_past and Subscriber.objects.exists()
    return f"the public status page shows it to everybody{', and its subscribers get it by e-mail' if mailed else ''}"


def before_publishing(incident: Incident) -> str:
    """Who reads an update once it is published, above its form."""
    if incident.is_private:
        return "The incident is private: only its members and admins read this, not sales and support."
    if incident.is_drill:
        return "This is a drill: sales and support do not see what you post."
    found = outside(incident)
    everybody = f" As soon as it is published, {found}." if found else ""
    if not incident.is_customer_facing:
        return f"The incident is not marked as affecting customers. Once you post an update, it is.{everybody}"
    unchanged = f" {UNCHANGED}" if incident.is_open else ""
    if everybody:
        return f"Everybody in sales and support reads it.{everybody}{unchanged}"
    return f"Everybody in sales and support reads it as soon as it is published.{unchanged}"


def after_publishing(incident: Incident) -> str:
    """What was done by publishing."""
    if incident.is_private or incident.is_drill:
        return "Published. Sales and support do not see it."
    found = outside(incident)
    return (
        f"Published. Sales and support read it now; {found}." if found else "Published. Sales and support read it now."
    )
