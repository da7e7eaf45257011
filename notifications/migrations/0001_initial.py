import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.clock


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("accounts", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Heartbeat",
            fields=[
                ("name", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="ChannelPause",
            fields=[
                (
                    "channel",
                    models.CharField(
                        choices=[("email", "E-mail"), ("inbox", "Inbox"), ("chat", "Chat"), ("webhook", "Webhook")],
                        max_length=16,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("since", models.DateTimeField(default=core.clock.database_now)),
                ("until", models.DateTimeField()),
                ("failures", models.PositiveIntegerField(default=1)),
                ("answer", models.TextField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("channel__in", ["email", "inbox", "chat", "webhook"])),
                        name="pause_channel_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=40)),
                (
                    "channel",
                    models.CharField(
                        choices=[("email", "E-mail"), ("inbox", "Inbox"), ("chat", "Chat"), ("webhook", "Webhook")],
                        default="email",
                        max_length=16,
                    ),
                ),
                ("address", models.CharField(max_length=400)),
                ("dedup_key", models.CharField(max_length=200, unique=True)),
                ("payload", models.JSONField(default=dict)),
                ("reason", models.CharField(max_length=300, verbose_name="why it was sent")),
                ("subject", models.CharField(blank=True, max_length=300)),
                ("text", models.TextField(blank=True)),
                ("html", models.TextField(blank=True)),
                ("is_secret", models.BooleanField(default=False)),
                ("message_id", models.CharField(blank=True, max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("sending", "Being sent"),
                            ("sent", "Sent"),
                            ("failed", "Failed"),
                            ("void", "Not sent"),
                        ],
                        default="waiting",
                        max_length=16,
                    ),
                ),
                ("void_reason", models.CharField(blank=True, max_length=300, verbose_name="why it was not sent")),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("due_at", models.DateTimeField(default=core.clock.database_now, verbose_name="when it was due first")),
                ("next_attempt_at", models.DateTimeField(default=core.clock.database_now)),
                ("lease", models.UUIDField(editable=False, null=True)),
                ("leased_until", models.DateTimeField(editable=False, null=True)),
                (
                    "begun_at",
                    models.DateTimeField(
                        editable=False, null=True, verbose_name="when a try began whose outcome is not recorded"
                    ),
                ),
                ("created_at", models.DateTimeField(default=core.clock.now)),
                ("finished_at", models.DateTimeField(null=True)),
                ("read_at", models.DateTimeField(null=True, verbose_name="when it was read in the inbox")),
                (
                    "recipient",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="deliveries",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "resend_of",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="resends",
                        to="notifications.delivery",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "deliveries",
                "ordering": ["-id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ("waiting", "sending"))),
                        fields=["next_attempt_at"],
                        name="delivery_undecided",
                    ),
                    models.Index(
                        condition=models.Q(("state__in", ("waiting", "sending"))),
                        fields=["due_at"],
                        name="delivery_undecided_since",
                    ),
                    models.Index(fields=["state", "-id"], name="delivery_by_state"),
                    models.Index(fields=["recipient", "-id"], name="delivery_by_recipient"),
                    models.Index(fields=["kind", "-id"], name="delivery_by_kind"),
                    models.Index(
                        condition=models.Q(("channel", "inbox"), ("state", "sent"), ("read_at__isnull", True)),
                        fields=["recipient", "-id"],
                        name="delivery_unread",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("channel__in", ["email", "inbox", "chat", "webhook"])),
                        name="delivery_channel_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["waiting", "sending", "sent", "failed", "void"])),
                        name="delivery_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "sending"), _negated=True),
                            models.Q(("lease__isnull", False), ("leased_until__isnull", False)),
                            _connector="OR",
                        ),
                        name="delivery_sending_is_leased",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Attempt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(default=core.clock.now)),
                ("times", models.PositiveIntegerField(default=1)),
                ("succeeded", models.BooleanField()),
                ("answer", models.TextField(blank=True)),
                (
                    "delivery",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="tries", to="notifications.delivery"
                    ),
                ),
            ],
            options={
                "ordering": ["at", "id"],
            },
        ),
        migrations.CreateModel(
            name="Endpoint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("slack", "Slack: incoming webhook"),
                            ("teams", "Teams: workflow"),
                            ("webhook", "Signed webhook"),
                        ],
                        max_length=16,
                    ),
                ),
                ("kinds", models.JSONField(default=list, verbose_name="messages")),
                ("is_enabled", models.BooleanField(default=True)),
                ("url", models.TextField(editable=False)),
                ("host", models.CharField(max_length=255)),
                ("url_end", models.CharField(max_length=4)),
                ("secret", models.TextField(blank=True, editable=False)),
                ("earlier_secret", models.TextField(blank=True, editable=False)),
                ("earlier_until", models.DateTimeField(editable=False, null=True)),
                ("failures", models.PositiveIntegerField(default=0)),
                ("paused_until", models.DateTimeField(null=True)),
                ("gone_at", models.DateTimeField(null=True)),
                ("last_at", models.DateTimeField(null=True)),
                ("last_succeeded", models.BooleanField(null=True)),
                ("last_answer", models.TextField(blank=True)),
                ("created_at", models.DateTimeField(default=core.clock.now, editable=False)),
                (
                    "team",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="endpoints",
                        to="accounts.team",
                    ),
                ),
            ],
            options={
                "ordering": ["name"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["slack", "teams", "webhook"])), name="endpoint_kind_known"
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="delivery",
            name="endpoint",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="deliveries",
                to="notifications.endpoint",
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("channel__in", ("chat", "webhook")), ("endpoint__isnull", False)),
                    models.Q(models.Q(("channel__in", ("chat", "webhook")), _negated=True), ("endpoint__isnull", True)),
                    _connector="OR",
                ),
                name="delivery_endpoint_by_channel",
            ),
        ),
        migrations.CreateModel(
            name="ChannelChoice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=40)),
                (
                    "wanted",
                    models.CharField(choices=[("email", "E-mail"), ("inbox", "Inbox"), ("off", "Off")], max_length=16),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="channel_choices",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("person", "kind"), name="channel_choice_once"),
                    models.CheckConstraint(
                        condition=models.Q(("wanted__in", ["email", "inbox", "off"])), name="channel_choice_known"
                    ),
                ],
            },
        ),
    ]
