"""The severities and incident roles with which every installation begins; admins edit their words."""

from typing import Any

SEVERITIES: tuple[dict[str, Any], ...] = (
    {
        "level": 1,
        "name": "Critical",
        "description": "Customers cannot use the product at all, or data is at risk.",
        "announces": True,
        "postmortem_required": True,
        "postmortem_due_days": 5,
        "customer_facing_by_default": True,
        "update_minutes": 15,
    },
    {
        "level": 2,
        "name": "Major",
        "description": "An important function is broken for many customers.",
        "announces": True,
        "postmortem_required": True,
        "postmortem_due_days": 7,
        "customer_facing_by_default": True,
        "update_minutes": 20,
    },
    {
        "level": 3,
        "name": "Moderate",
        "description": "A function is broken for some customers, or slow for many.",
        "postmortem_due_days": 14,
    },
    {
        "level": 4,
        "name": "Minor",
        "description": "A nuisance; there is a workaround.",
        "postmortem_due_days": 14,
    },
    {
        "level": 5,
        "name": "Trivial",
        "description": "Customers would not notice, but we want it on record.",
        "postmortem_due_days": 30,
    },
)

INCIDENT_ROLES: tuple[dict[str, Any], ...] = (
    {
        "slug": "lead",
        "name": "Lead",
        "description": "Decides what is done next and who does it, until somebody else takes over.",
        "position": 10,
    },
    {
        "slug": "communications",
        "name": "Communications",
        "description": "Writes the words for customers, and answers sales and support.",
        "position": 20,
    },
    {
        "slug": "scribe",
        "name": "Scribe",
        "description": "Logs what the others find out and do, so that they do not have to.",
        "position": 30,
    },
)


def add_severities(severities: Any) -> None:
    """Stores them; `severities` is the model's manager, also as a migration knows it."""
    severities.bulk_create(severities.model(**severity) for severity in SEVERITIES)


def add_incident_roles(roles: Any) -> None:
    """Stores them; `roles` is the model's manager, also as a migration knows it."""
    roles.bulk_create(roles.model(**role) for role in INCIDENT_ROLES)
