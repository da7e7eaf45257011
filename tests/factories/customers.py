"""Makes reports, customers and their updates through the services, so that tests see what the product writes."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from accounts.models import User
from catalogue.models import Service
from core.clock import now
from customers.models import Customer, Maintenance, Report, Update
from customers.services.customers import CustomerDetails, add_customer
from customers.services.reports import declare_from_report, file_report
from customers.services.status_page.maintenance import MaintenanceDetails, plan_maintenance
from customers.services.updates import UpdateWords, draft_update, post_update, take_back_update
from incidents.models import Incident
from incidents.services.creating import IncidentDetails
from tests.factories.accounts import make_user


def make_report(reporter: User, text: str = "Customers cannot buy", **fields: Any) -> Report:
    """A report of sales or support."""
    fields.setdefault("client_uuid", uuid4())
    return file_report(reporter=reporter, text=text, **fields)


def make_draft(incident: Incident, text: str = "Paying fails.", *, by: User | None = None, **words: Any) -> Update:
    """A draft of a customer update, of whoever declared the incident."""
    return draft_update(incident=incident, actor=by or incident.declared_by, words=UpdateWords(text, **words))


def make_update(incident: Incident, text: str = "Paying fails.", *, by: User | None = None, **words: Any) -> Update:
    """A published customer update."""
    return post_update(incident=incident, actor=by or incident.declared_by, words=UpdateWords(text, **words))


def take_words_back(update: Update, actor: User) -> Update:
    """The update taken back, or the draft discarded, as somebody does who sees it as it is."""
    return take_back_update(
        update=update, actor=actor, state=update.state, version=update.version, reason="It was too early."
    )


def make_incident_from(report: Report, *, by: User) -> Incident:
    """An incident that was declared from a report."""
    details = IncidentDetails(title="Customers cannot buy", level=3, zone="UTC")
    incident = declare_from_report(report=report, actor=by, details=details, client_uuid=uuid4())
    incident.refresh_from_db()
    return incident


def make_customer(name: str = "Baobab Books", **facts: Any) -> Customer:
    """A customer in the list."""
    return add_customer(
        actor=facts.pop("by", None) or make_user("Joy Mutua"), details=CustomerDetails(name=name, **facts)
    )


def make_maintenance(*services: Service, by: User | None = None, **facts: Any) -> Maintenance:
    """Maintenance of these services, tomorrow for an hour unless told otherwise."""
    starts_at = facts.pop("starts_at", now() + timedelta(days=1))
    details = MaintenanceDetails(
        title=facts.pop("title", "Move to a new database"),
        text=facts.pop("text", "Paying takes longer."),
        services=services,
        starts_at=starts_at,
        ends_at=facts.pop("ends_at", starts_at + timedelta(hours=1)),
    )
    return plan_maintenance(actor=by or make_user("Joy Mutua"), details=details, **facts)
