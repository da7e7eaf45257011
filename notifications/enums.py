"""Fixed words of notifications."""

from django.db.models import TextChoices


class Channel(TextChoices):
    """How a message reaches a person."""

    EMAIL = "email", "E-mail"
    INBOX = "inbox", "Inbox"
    CHAT = "chat", "Chat"
    WEBHOOK = "webhook", "Webhook"


class EndpointKind(TextChoices):
    """What stands behind an address outside, and so what is posted there."""

    SLACK = "slack", "Slack: incoming webhook"
    TEAMS = "teams", "Teams: workflow"
    WEBHOOK = "webhook", "Signed webhook"


class Wanted(TextChoices):
    """How somebody wants the messages of a kind."""

    EMAIL = Channel.EMAIL.value, Channel.EMAIL.label
    INBOX = Channel.INBOX.value, Channel.INBOX.label
    OFF = "off", "Off"


class State(TextChoices):
    """Where a delivery stands."""

    WAITING = "waiting", "Waiting"
    SENDING = "sending", "Being sent"
    SENT = "sent", "Sent"
    FAILED = "failed", "Failed"
    VOID = "void", "Not sent"


class Beating(TextChoices):
    """What must keep running, and what it is seen by."""

    BEAT = "beat", "Beat"  # it published a tick
    WORKER = "worker", "Worker"  # a worker completed one
