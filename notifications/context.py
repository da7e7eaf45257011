"""What templates know of deliveries."""

from functools import cache, partial

from django.http import HttpRequest

from accounts.models import User
from accounts.permissions import is_manager
from notifications.selectors.inbox import unread_words
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


def inbox(request: HttpRequest) -> dict[str, object]:
    """`unread`: how many unread messages stand in the person's inbox, in words; asked only for those who have one."""
    user = getattr(request, "user", None)
    if not isinstance(user, User) or not user.has_inbox:
        return {}
    return {"unread": cache(partial(unread_words, user))}
