"""What people change about themselves."""

from django.db import transaction

from accounts.models import DIGEST_HOUR, WORKING_DAYS, User
from accounts.services.people import edit_person


@transaction.atomic
def edit_profile(
    *,
    actor: User,
    name: str,
    zone: str,
    told_of_reports: bool = False,
    digest_hour: int = DIGEST_HOUR,
    digest_weekdays: str = WORKING_DAYS,
) -> User:
    """Own name, zone, and which messages are wanted when; the e-mail address is the login, and admins change it."""
    User.objects.filter(pk=actor.pk).update(
        told_of_reports=told_of_reports, digest_hour=digest_hour, digest_weekdays=digest_weekdays
    )
    return edit_person(actor=actor, person=actor, name=name, email=actor.email, zone=zone)
