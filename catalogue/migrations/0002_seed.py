from django.db import migrations

SEVERITIES = (
    {
        "level": 1,
        "name": "Critical",
        "description": "Customers cannot use the product at all, or data is at risk.",
        "announces": True,
        "postmortem_required": True,
        "customer_facing_by_default": True,
        "update_minutes": 15,
    },
    {
        "level": 2,
        "name": "Major",
        "description": "An important function is broken for many customers.",
        "announces": True,
        "postmortem_required": True,
        "customer_facing_by_default": True,
        "update_minutes": 20,
    },
    {
        "level": 3,
        "name": "Moderate",
        "description": "A function is broken for some customers, or slow for many.",
    },
    {
        "level": 4,
        "name": "Minor",
        "description": "A nuisance; there is a workaround.",
    },
    {
        "level": 5,
        "name": "Trivial",
        "description": "Customers would not notice, but we want it on record.",
    },
)

# By severity: days until an action item is done, and until the postmortem is published.
POLICY_DAYS = {1: (14, 5), 2: (30, 7), 3: (60, 14), 4: (90, 14), 5: (90, 30)}

# Deadline, days after it (negative: before), every week from then on, to whom.
NOTICES = (
    ("owner", 0, True, "managers"),
    ("done", -3, False, "owner"),
    ("done", 0, False, "owner"),
    ("done", 1, True, "owner"),
    ("done", 1, True, "managers"),
    ("verified", 0, True, "owner"),
    ("verified", 0, True, "managers"),
    ("look_again", 0, True, "owner"),
    ("look_again", 0, True, "managers"),
    ("postmortem", -3, False, "owner"),
    ("postmortem", 0, False, "owner"),
    ("postmortem", 1, True, "owner"),
    ("postmortem", 1, True, "managers"),
    ("review", 0, True, "owner"),
    ("review", 7, True, "managers"),
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


def add_policies(policies, notices):
    """Stores one for each severity; they are the managers of the models."""
    for level, (done, postmortem) in POLICY_DAYS.items():
        policy = policies.create(
            name=f"SEV{level}",
            position=level,
            severity_id=level,
            owner_days=0,
            done_days=done,
            verified_days=30,
            postmortem_days=postmortem,
            review_days=5,
        )
        notices.bulk_create(
            notices.model(policy=policy, deadline=deadline, days=days, is_weekly=weekly, to=to)
            for deadline, days, weekly, to in NOTICES
        )


def add(apps, schema_editor):
    add_severities(apps.get_model("catalogue", "Severity").objects)
    add_incident_roles(apps.get_model("catalogue", "IncidentRole").objects)
    add_factor_categories(apps.get_model("catalogue", "FactorCategory").objects)
    add_policies(apps.get_model("catalogue", "Policy").objects, apps.get_model("catalogue", "PolicyNotice").objects)


class Migration(migrations.Migration):
    """The severities, roles, factor categories and policies with which every installation begins; their words are edited."""

    dependencies = [("catalogue", "0001_initial")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
