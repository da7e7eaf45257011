from django.db import migrations

TEMPLATES = (
    (
        "We know of it",
        "investigating",
        (
            "We know that {service} does not work as it should since {since}. We are looking for the cause. We tell you more "
            "by {next}."
        ),
    ),
    (
        "We know the cause",
        "identified",
        (
            "We know why {service} does not work as it should since {since}, and are working on it. We tell you more by "
            "{next}."
        ),
    ),
    (
        "It works again, we are watching",
        "mitigated",
        "{service} works again. We keep watching it and tell you by {next} whether it stays that way.",
    ),
    (
        "It is over",
        "resolved",
        (
            "{service} did not work as it should from {since}. It works again. We are sorry, and are finding out how to keep "
            "it from happening again."
        ),
    ),
    (
        "Nothing has changed",
        "",
        "Nothing has changed since our last update. We are still working on it and tell you more by {next}.",
    ),
)


def add_update_templates(templates):
    """Writes the templates that an installation begins with."""
    templates.bulk_create(templates.model(name=name, status=status, text=text) for name, status, text in TEMPLATES)


def seed(apps, schema_editor):
    add_update_templates(apps.get_model("customers", "UpdateTemplate").objects)


class Migration(migrations.Migration):
    dependencies = [("customers", "0001_initial")]

    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
