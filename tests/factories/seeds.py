"""What migrations write into a new installation, and a test database brought back to it."""

from importlib import import_module

from django.db import connection, transaction

from catalogue.models import FactorCategory, IncidentRole, Policy, PolicyNotice, Severity
from customers.models import UpdateTemplate
from postmortems.models import PostmortemTemplate

_KEPT = {"django_content_type", "auth_permission"}  # by the names of models, not by what a test did


def fill_seeded_tables() -> None:
    """Into emptied tables, as a new installation begins."""
    seed = import_module("catalogue.migrations.0002_seed")  # no name that `import` could take
    seed.add_severities(Severity.objects)
    seed.add_incident_roles(IncidentRole.objects)
    import_module("postmortems.migrations.0002_seed").add_templates(PostmortemTemplate.objects)
    seed.add_factor_categories(FactorCategory.objects)
    seed.add_policies(Policy.objects, PolicyNotice.objects)
    import_module("customers.migrations.0002_seed").add_update_templates(UpdateTemplate.objects)


def restore_migrated_tables() -> None:
    """Empties every table that has rows, and writes what migrations wrote; without triggers, which guard some rows.

    For that the tests' database user is a superuser, as in the database that the runner makes.
    """
    names = set(connection.introspection.django_table_names(only_existing=True, include_views=False)) - _KEPT
    has_rows = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for name in sorted(names))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(has_rows)
        for (name,) in cursor.fetchall():
            cursor.execute(f"DELETE FROM {name}")
        cursor.execute("SET LOCAL session_replication_role = origin")
        fill_seeded_tables()
