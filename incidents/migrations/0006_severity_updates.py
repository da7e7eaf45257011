from django.db import migrations

MINUTES = {1: 15, 2: 20}  # level: minutes between two updates


def ask_for_updates(apps, schema_editor):
    """Of the two highest customers notice something, and hear from us; admins edit it."""
    for level, minutes in MINUTES.items():
        apps.get_model("incidents", "Severity").objects.filter(level=level).update(
            customer_facing_by_default=True, update_minutes=minutes
        )


class Migration(migrations.Migration):
    dependencies = [("incidents", "0005_state_tasks_updates")]
    operations = [migrations.RunPython(ask_for_updates, migrations.RunPython.noop)]
