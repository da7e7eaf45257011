"""Django's own mails go through the outbox."""
