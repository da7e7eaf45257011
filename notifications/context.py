"""What templates know of deliveries."""

from django.http import HttpRequest

from notifications.smtp import is_configured


def mail(request: HttpRequest) -> dict[str, bool]:
    """`mail_is_on`: whether there is a mail server, so that no page promises mails that nobody sends."""
    return {"mail_is_on": is_configured()}
