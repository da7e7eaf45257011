"""What migrations write into a new installation."""

from importlib import import_module

from catalogue.models import FactorCategory, IncidentRole, Policy, PolicyNotice, Severity
from customers.models import UpdateTemplate
from postmortems.models import PostmortemTemplate


def fill_seeded_tables() -> None:
    """Into emptied tables, as a new installation begins."""
    seed = import_module("catalogue.migrations.0002_seed")  # no name that `import` could take
    seed.add_severities(Severity.objects)
    seed.add_incident_roles(IncidentRole.objects)
    import_module("postmortems.migrations.0002_seed").add_templates(PostmortemTemplate.objects)
    seed.add_factor_categories(FactorCategory.objects)
    seed.add_policies(Policy.objects, PolicyNotice.objects)
    import_module("customers.migrations.0002_seed").add_update_templates(UpdateTemplate.objects)
