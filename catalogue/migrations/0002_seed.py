from django.db import migrations

from catalogue.seed import add_incident_roles, add_severities


def add(apps, schema_editor):
    add_severities(apps.get_model("catalogue", "Severity").objects)
    add_incident_roles(apps.get_model("catalogue", "IncidentRole").objects)


class Migration(migrations.Migration):
    """What every installation begins with."""

    dependencies = [("catalogue", "0001_initial")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
