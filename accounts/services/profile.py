"""What people change about themselves."""

from django.db import transaction

from accounts.models import User
from accounts.services.people import edit_person


@transaction.atomic
def edit_profile(*, actor: User, name: str, zone: str, told_of_reports: bool = False) -> User:
    """Own name, zone and which messages are wanted; the e-mail address is the login, and admins change it."""
    User.objects.filter(pk=actor.pk).update(told_of_reports=told_of_reports)
    return edit_person(actor=actor, person=actor, name=name, email=actor.email, zone=zone)
