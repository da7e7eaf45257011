from django.db import migrations

NAME = "Standard"
# kind, heading, guidance, must be written before publishing, shown in the customer version
SECTIONS = (
    (
        "summary",
        "Summary",
        (
            "What happened, who was affected, for how long, and how it ended, in a few sentences for somebody who was not "
            "there. Most people read nothing else."
        ),
        True,
        True,
    ),
    (
        "impact",
        "Impact",
        (
            "What could customers and colleagues not do, how many of them, from when to when? Write numbers with their "
            "unit, and say what is not known."
        ),
        False,
        True,
    ),
    (
        "detection",
        "Detection",
        "How did we notice, and how long did that take? What would have told us sooner?",
        False,
        False,
    ),
    (
        "root_cause",
        "Root cause",
        (
            "Why did it happen, and why then? Several factors usually come together: add each of them below, with what it "
            "made possible. Write about systems and decisions, not about who was at fault."
        ),
        False,
        False,
    ),
    (
        "resolution",
        "Resolution and recovery",
        "What was tried, in vain too, and what ended it? How do we know that it is over?",
        False,
        False,
    ),
    (
        "lessons",
        "Lessons",
        "What went well, what went wrong, where were we lucky, what surprised us?",
        False,
        False,
    ),
    (
        "measures",
        "Corrective and preventative measures",
        (
            "What needs to change so that this does not happen again, is noticed sooner or does less harm? Each measure "
            "becomes one or more action items with an owner and a date."
        ),
        False,
        False,
    ),
    (
        "conclusion",
        "Conclusion",
        "What should a reader remember a year from now? Leave it empty if the summary says it already.",
        False,
        False,
    ),
)


def add_templates(templates):
    """Stores it; `templates` is the model's manager, also that of today: tests fill emptied tables."""
    standard = templates.create(name=NAME, position=100)
    for position, (kind, heading, guidance, is_required, is_for_customers) in enumerate(SECTIONS, start=1):
        standard.sections.create(
            position=position,
            kind=kind,
            heading=heading,
            guidance=guidance,
            is_required=is_required,
            is_for_customers=is_for_customers,
        )


def add(apps, schema_editor):
    add_templates(apps.get_model("postmortems", "PostmortemTemplate").objects)


class Migration(migrations.Migration):
    """The template with which every installation begins; managers edit it and add others."""

    dependencies = [("postmortems", "0001_initial")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
