"""What people change about themselves."""

from django.db import transaction

from accounts.models import User
from accounts.services.people import edit_person


@transaction.atomic
def edit_profile(*, actor: User, name: str, zone: str) -> User:
    """Own name and zone; the e-mail address is the login, and admins change it."""
    return edit_person(actor=actor, person=actor, name=name, email=actor.email, zone=zone)
