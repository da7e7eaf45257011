from django.db import migrations

SEVERITIES = (
    {
        "level": 1,
        "name": "Critical",
        "description": "Customers cannot use the product at all, or data is at risk.",
        "announces": True,
        "postmortem_required": True,
        "postmortem_due_days": 5,
        "action_item_due_days": 14,
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
        "action_item_due_days": 30,
        "customer_facing_by_default": True,
        "update_minutes": 20,
    },
    {
        "level": 3,
        "name": "Moderate",
        "description": "A function is broken for some customers, or slow for many.",
        "postmortem_due_days": 14,
        "action_item_due_days": 60,
    },
    {
        "level": 4,
        "name": "Minor",
        "description": "A nuisance; there is a workaround.",
        "postmortem_due_days": 14,
        "action_item_due_days": 90,
    },
    {
        "level": 5,
        "name": "Trivial",
        "description": "Customers would not notice, but we want it on record.",
        "postmortem_due_days": 30,
        "action_item_due_days": 90,
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

FACTOR_CATEGORIES = (
    "Code change",
    "Configuration",
    "Capacity",
    "Dependency",
    "Database",
    "Network",
    "Certificate or credential",
    "Error handling",
    "Cascading failure",
    "Testing",
    "Monitoring",
    "Process or documentation",
)


def add_severities(severities):
    """Stores them; `severities` is the model's manager, also that of today: tests fill emptied tables."""
    severities.bulk_create(severities.model(**severity) for severity in SEVERITIES)


def add_incident_roles(roles):
    """Stores them; `roles` is the model's manager."""
    roles.bulk_create(roles.model(**role) for role in INCIDENT_ROLES)


def add_factor_categories(categories):
    """Stores them; `categories` is the model's manager."""
    categories.bulk_create(
        categories.model(name=name, position=10 * at) for at, name in enumerate(FACTOR_CATEGORIES, start=1)
    )


def add(apps, schema_editor):
    add_severities(apps.get_model("catalogue", "Severity").objects)
    add_incident_roles(apps.get_model("catalogue", "IncidentRole").objects)
    add_factor_categories(apps.get_model("catalogue", "FactorCategory").objects)


class Migration(migrations.Migration):
    """The severities, incident roles and factor categories with which every installation begins; their words are edited."""

    dependencies = [("catalogue", "0001_initial")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
