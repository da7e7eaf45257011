from django.db import migrations

SEVERITIES = (
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

INCIDENT_ROLES = (
    {
        "slug": "lead",
        "name": "Lead",
        "description": "Decides what is done next and who does it, until somebody else takes over.",
        "position": 10,
    },
    {
        "slug": "communications",
        "name": "Communications",
        "description": "Writes customer updates, and answers sales and support.",
        "position": 20,
    },
    {
        "slug": "scribe",
        "name": "Scribe",
        "description": "Logs what the others find out and do, so that they do not have to.",
        "position": 30,
    },
)


def add_severities(severities):
    """Stores them; `severities` is the model's manager, also that of today: tests fill emptied tables."""
    severities.bulk_create(severities.model(**severity) for severity in SEVERITIES)


def add_incident_roles(roles):
    """Stores them; `roles` is the model's manager."""
    roles.bulk_create(roles.model(**role) for role in INCIDENT_ROLES)


def add(apps, schema_editor):
    add_severities(apps.get_model("catalogue", "Severity").objects)
    add_incident_roles(apps.get_model("catalogue", "IncidentRole").objects)


class Migration(migrations.Migration):
    """The severities and incident roles with which every installation begins; admins edit their words."""

    dependencies = [("catalogue", "0001_initial")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
