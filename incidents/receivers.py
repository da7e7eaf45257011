"""What incidents hear from the catalogue."""

from django.db.models.signals import post_save
from django.dispatch import receiver

from catalogue.models import Severity
from incidents.services.updates import drop_due_updates


@receiver(post_save, sender=Severity, dispatch_uid="incidents.follow_rules")
def follow_rules(sender: object, instance: Severity, **more: object) -> None:
    """In the same transaction: what its rules no longer ask for is not due."""
    drop_due_updates(severity=instance)
