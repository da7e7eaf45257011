"""Django's own mails become deliveries."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from notifications.services.account_mail import queue_account_mails


class OutboxBackend(BaseEmailBackend):
    """EMAIL_BACKEND: writes rows in the current transaction; a task sends them."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """The number of mails taken over."""
        queue_account_mails(mails=list(email_messages))
        return len(email_messages)
