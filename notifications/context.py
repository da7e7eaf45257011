"""What templates know of deliveries."""

from functools import cache

from django.http import HttpRequest

from accounts.permissions import is_manager
from notifications.selectors.troubles import troubles
from notifications.smtp import is_configured


def mail(request: HttpRequest) -> dict[str, object]:
    """What pages say of mails, so that none promises what nobody sends. Each is asked only by templates that need it.

    `mail_is_on`: there is a mail server. `mail_is_stuck`: something keeps all mails from being sent now. `troubles`:
    what does not work here, in sentences, for managers and admins.
    """
    known = cache(troubles)
    user = getattr(request, "user", None)
    return {
        "mail_is_on": is_configured(),
        "mail_is_stuck": lambda: any(trouble.stops_mail for trouble in known()),
        "troubles": lambda: known() if user and is_manager(user) else [],
    }
