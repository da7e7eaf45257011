"""Deliveries: one row is one message to one person over one channel."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.models import Team, User
from core.clock import database_now, now
from notifications.enums import Channel, EndpointKind, State, Wanted
from notifications.querysets import TO_ENDPOINTS, UNDECIDED, UNREAD, DeliveryQuerySet, EndpointQuerySet


class Endpoint(models.Model):
    """An address outside to which messages are posted: a chat channel, or a webhook. `team` None: the whole company.

    Whoever knows the address can write there, so it is encrypted like the secret that signs, and of both only the ends
    are shown. After a failure nothing is posted before `paused_until`. `gone_at`: it answered that it is gone for good.
    """

    name = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=16, choices=EndpointKind)
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="endpoints")
    kinds = models.JSONField("messages", default=list)
    is_enabled = models.BooleanField(default=True)

    url = models.TextField(editable=False)
    host = models.CharField(max_length=255)
    url_end = models.CharField(max_length=4)
    secret = models.TextField(blank=True, editable=False)
    earlier_secret = models.TextField(blank=True, editable=False)
    earlier_until = models.DateTimeField(null=True, editable=False)

    failures = models.PositiveIntegerField(default=0)
    paused_until = models.DateTimeField(null=True)
    gone_at = models.DateTimeField(null=True)
    last_at = models.DateTimeField(null=True)
    last_succeeded = models.BooleanField(null=True)
    last_answer = models.TextField(blank=True)
    created_at = models.DateTimeField(default=now, editable=False)

    objects = EndpointQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=EndpointKind.values), name="endpoint_kind_known")
        ]

    def __str__(self) -> str:
        return self.name

    def is_rotating(self, at: datetime) -> bool:
        """Whether the secret replaces an earlier one, which signs as well."""
        return self.earlier_until is not None and at < self.earlier_until

    @property
    def is_webhook(self) -> bool:
        """Signed, with our own format; the others are chats."""
        return self.kind == EndpointKind.WEBHOOK

    @property
    def channel(self) -> Channel:
        """Of the messages that are posted there."""
        return Channel.WEBHOOK if self.is_webhook else Channel.CHAT

    @property
    def shown_address(self) -> str:
        """As much of the address as anybody is shown."""
        return f"{self.host} …{self.url_end}"


class Delivery(models.Model):
    """A message to one person, or to an endpoint.

    Written in the transaction of its cause; sent later by a worker that holds its lease.

    `kind` names the registered kind that knows whether it is still due, who may see it and how it is rendered from
    `payload` (ids only). Retries move `next_attempt_at`, never `due_at`: how late a message is counts from there. What
    was sent is kept in `subject`, `text` and `html`, except when `is_secret`: then the bodies are shown to nobody and
    wiped when sent.
    """

    kind = models.CharField(max_length=40)
    channel = models.CharField(max_length=16, choices=Channel, default=Channel.EMAIL)
    recipient = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, db_index=False, related_name="deliveries")
    endpoint = models.ForeignKey(Endpoint, null=True, on_delete=models.PROTECT, related_name="deliveries")
    address = models.CharField(max_length=400)
    dedup_key = models.CharField(max_length=200, unique=True)
    payload = models.JSONField(default=dict)
    reason = models.CharField("why it was sent", max_length=300)

    subject = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    is_secret = models.BooleanField(default=False)
    message_id = models.CharField(max_length=200, blank=True)

    state = models.CharField(max_length=16, choices=State, default=State.WAITING)
    void_reason = models.CharField("why it was not sent", max_length=300, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField("when it was due first", default=database_now)
    next_attempt_at = models.DateTimeField(default=database_now)
    lease = models.UUIDField(null=True, editable=False)
    leased_until = models.DateTimeField(null=True, editable=False)
    begun_at = models.DateTimeField("when a try began whose outcome is not recorded", null=True, editable=False)
    created_at = models.DateTimeField(default=now)
    finished_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField("when it was read in the inbox", null=True)
    resend_of = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="resends")

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "deliveries"
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(
                fields=["next_attempt_at"],
                name="delivery_undecided",
                condition=Q(state__in=UNDECIDED),
            ),
            models.Index(fields=["due_at"], name="delivery_undecided_since", condition=Q(state__in=UNDECIDED)),
            models.Index(fields=["state", "-id"], name="delivery_by_state"),
            models.Index(fields=["recipient", "-id"], name="delivery_by_recipient"),
            models.Index(fields=["kind", "-id"], name="delivery_by_kind"),
            models.Index(fields=["recipient", "-id"], name="delivery_unread", condition=UNREAD),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="delivery_channel_known"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="delivery_state_known"),
            models.CheckConstraint(
                condition=Q(channel__in=TO_ENDPOINTS, endpoint__isnull=False)
                | Q(~Q(channel__in=TO_ENDPOINTS), endpoint__isnull=True),
                name="delivery_endpoint_by_channel",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.SENDING) | Q(lease__isnull=False, leased_until__isnull=False),
                name="delivery_sending_is_leased",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.address}"

    def get_absolute_url(self) -> str:
        return reverse("delivery", args=[self.pk])

    @property
    def is_undecided(self) -> bool:
        """Waiting, or being sent."""
        return self.state in UNDECIDED


class Attempt(models.Model):
    """One try to send a delivery, and what the server said. `times` in a row, the last `at`, it said the same."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="tries")
    at = models.DateTimeField(default=now)
    times = models.PositiveIntegerField(default=1)
    succeeded = models.BooleanField()
    answer = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["at", "id"]

    def __str__(self) -> str:
        return self.answer


class ChannelPause(models.Model):
    """A channel is down as a whole, such as when the mail server refuses our login: nothing is tried before `until`.

    The row goes when the server answers to a message again, or when nothing waits any more.
    """

    channel = models.CharField(max_length=16, choices=Channel, primary_key=True)
    since = models.DateTimeField(default=database_now)
    until = models.DateTimeField()
    failures = models.PositiveIntegerField(default=1)
    answer = models.TextField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="pause_channel_known")
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} is paused: {self.answer}"


class ChannelChoice(models.Model):
    """How a person wants the messages of one kind. Without a row: by e-mail."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, db_index=False, related_name="channel_choices")
    kind = models.CharField(max_length=40)
    wanted = models.CharField(max_length=16, choices=Wanted)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "kind"], name="channel_choice_once"),
            models.CheckConstraint(condition=Q(wanted__in=Wanted.values), name="channel_choice_known"),
        ]

    def __str__(self) -> str:
        return f"{self.person} wants {self.kind}: {self.wanted}"


class Heartbeat(models.Model):
    """When something that must keep running last did its work, by the database's clock. `Beating` has the names."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} at {self.at}"
