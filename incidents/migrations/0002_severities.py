from django.db import migrations

# level, name, when to choose it, tells at once, postmortem required, days
SEVERITIES = [
    (1, "Critical", "Customers cannot use the product at all, or data is at risk.", True, True, 5),
    (2, "Major", "An important function is broken for many customers.", True, True, 7),
    (3, "Moderate", "A function is broken for some customers, or slow for many.", False, False, 14),
    (4, "Minor", "A nuisance; there is a way around it.", False, False, 14),
    (5, "Trivial", "Nobody outside would notice, but we want it on record.", False, False, 30),
]


def add_severities(apps, schema_editor):
    """The five severities with rules to begin with; admins edit them."""
    severity = apps.get_model("incidents", "Severity")
    severity.objects.bulk_create(
        severity(
            level=level,
            name=name,
            description=description,
            announces=announces,
            postmortem_required=required,
            postmortem_due_days=days,
        )
        for level, name, description, announces, required, days in SEVERITIES
    )


class Migration(migrations.Migration):
    dependencies = [("incidents", "0001_initial")]
    operations = [migrations.RunPython(add_severities, migrations.RunPython.noop)]
