import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.clock


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "__first__"),
        ("catalogue", "0002_seed"),
        ("incidents", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="DocumentBatch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("started_at", models.DateTimeField(default=core.clock.now)),
                (
                    "touched_at",
                    models.DateTimeField(
                        default=core.clock.now, help_text="What is not imported, and nobody touches, is deleted."
                    ),
                ),
                ("client_uuid", models.UUIDField(default=uuid.uuid4, editable=False)),
                (
                    "zone",
                    models.CharField(
                        blank=True,
                        help_text="Of texts that name none; empty: it stays unknown.",
                        max_length=64,
                        verbose_name="time zone",
                    ),
                ),
                ("zone_word", models.CharField(blank=True, max_length=16)),
                ("is_private", models.BooleanField(default=False, verbose_name="private")),
                (
                    "members",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Of the incidents, if private.",
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "severity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalogue.severity"
                    ),
                ),
                (
                    "started_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "constraints": [
                    models.UniqueConstraint(fields=("started_by", "client_uuid"), name="document_batch_sent_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Document",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField(help_text="In the batch, from 1.")),
                ("file_name", models.CharField(max_length=200)),
                ("size", models.PositiveIntegerField(help_text="Bytes.")),
                ("digest", models.CharField(help_text="SHA-256 of the bytes.", max_length=64)),
                ("content", models.BinaryField(default=b"", help_text="The bytes as they came.")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waits to be read"),
                            ("attention", "Needs a look"),
                            ("ready", "Ready"),
                            ("queued", "Being imported"),
                            ("imported", "Imported"),
                            ("refused", "No postmortem"),
                            ("failed", "Could not be read"),
                        ],
                        default="waiting",
                        max_length=16,
                    ),
                ),
                ("note", models.CharField(blank=True, help_text="Why it was refused, or failed.", max_length=300)),
                (
                    "failures",
                    models.PositiveSmallIntegerField(default=0, help_text="How often a worker began with it."),
                ),
                ("title", models.CharField(blank=True, max_length=200)),
                ("text", models.TextField(blank=True, help_text="The original as lines of text.")),
                ("reading", models.JSONField(default=dict, help_text="What was read, as the public format has it.")),
                (
                    "record",
                    models.JSONField(default=dict, help_text="What becomes of it: what was read, edited by hand."),
                ),
                ("warnings", models.PositiveIntegerField(default=0)),
                (
                    "attention",
                    models.PositiveIntegerField(default=0, help_text="How much of it: the batch is sorted by this."),
                ),
                ("imported_at", models.DateTimeField(null=True)),
                (
                    "digests",
                    models.JSONField(
                        default=list,
                        help_text="Of each part that was read and imported, so that it is not offered again.",
                    ),
                ),
                (
                    "earlier",
                    models.ForeignKey(
                        help_text="What the same document became when it was imported before.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="incidents.incident",
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="documents",
                        to="incidents.incident",
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="documents",
                        to="importing.documentbatch",
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ("waiting", "queued"))), fields=["id"], name="document_in_work"
                    ),
                    models.Index(
                        condition=models.Q(("state", "imported")), fields=["digest"], name="document_imported"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("batch", "position"), name="document_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["waiting", "attention", "ready", "queued", "imported", "refused", "failed"])
                        ),
                        name="document_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("content", b""), ("incident__isnull", False), ("state", "imported"), ("text", "")
                            ),
                            models.Q(models.Q(("state", "imported"), _negated=True), ("incident__isnull", True)),
                            _connector="OR",
                        ),
                        name="document_imported_is_incident",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportBatch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("started_at", models.DateTimeField(default=core.clock.now)),
                ("client_uuid", models.UUIDField(default=uuid.uuid4, editable=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("reading", "Being read"),
                            ("unread", "Could not be read"),
                            ("preview", "Preview"),
                            ("adding", "Being added"),
                            ("added", "Added"),
                            ("failed", "Stopped"),
                            ("taken_back", "Undone"),
                        ],
                        default="reading",
                        max_length=16,
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        blank=True, help_text="The format it is read as; detected when empty.", max_length=16
                    ),
                ),
                ("file_name", models.CharField(blank=True, max_length=200)),
                ("raw", models.TextField(blank=True)),
                ("day", models.DateField(help_text="Day of the first line, where somebody chose it.", null=True)),
                (
                    "first_clock",
                    models.TimeField(help_text="Time of the first line, where the text tells none.", null=True),
                ),
                (
                    "decoding_note",
                    models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        help_text="What was guessed about the file's letters.",
                        max_length=300,
                    ),
                ),
                ("zone", models.CharField(max_length=64, verbose_name="time zone")),
                ("zone_word", models.CharField(blank=True, max_length=16)),
                (
                    "touched_at",
                    models.DateTimeField(default=core.clock.now, help_text="A preview that nobody touches is deleted."),
                ),
                ("total", models.PositiveIntegerField(default=0, help_text="Entries that it will make.")),
                ("added", models.PositiveIntegerField(default=0, help_text="Entries that are there already.")),
                (
                    "met",
                    models.PositiveIntegerField(default=0, help_text="Lines left out: the timeline had them by then."),
                ),
                (
                    "failures",
                    models.PositiveSmallIntegerField(
                        db_default=0, default=0, help_text="Attempts at reading it, or at the next piece, that failed."
                    ),
                ),
                ("added_at", models.DateTimeField(null=True)),
                ("taken_back_at", models.DateTimeField(null=True)),
                ("taken_back_reason", models.CharField(blank=True, max_length=300)),
                (
                    "entries",
                    models.ManyToManyField(
                        editable=False,
                        help_text="Those that it made, or restored.",
                        related_name="batches",
                        to="incidents.timelineentry",
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="batches", to="incidents.incident"
                    ),
                ),
                (
                    "started_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "taken_back_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [
                    models.Index(condition=models.Q(("state", "adding")), fields=["id"], name="batch_adding"),
                    models.Index(condition=models.Q(("state", "reading")), fields=["id"], name="batch_reading"),
                    models.Index(
                        condition=models.Q(("state__in", ("reading", "unread", "preview"))),
                        fields=["touched_at"],
                        name="batch_not_added",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("started_by", "client_uuid"), name="batch_sent_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["reading", "unread", "preview", "adding", "added", "failed", "taken_back"])
                        ),
                        name="batch_state_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(help_text="Of its first line in the text.")),
                ("happened_at", models.DateTimeField(null=True)),
                ("author", models.CharField(blank=True, max_length=200)),
                ("text", models.TextField(blank=True)),
                (
                    "further",
                    models.JSONField(
                        default=dict, help_text="What a timeline's own file says besides: until, milestones, …"
                    ),
                ),
                ("note", models.CharField(blank=True, help_text="What to know before adding it.", max_length=300)),
                ("is_taken", models.BooleanField(default=True)),
                ("is_understood", models.BooleanField(default=True)),
                (
                    "external_id",
                    models.CharField(help_text="That of its entry, made from the line as it was read.", max_length=100),
                ),
                ("is_known", models.BooleanField(default=False, verbose_name="on the timeline already")),
                ("is_timed", models.BooleanField(default=False, verbose_name="the time was typed by hand")),
                (
                    "is_chosen",
                    models.BooleanField(db_default=False, default=False, verbose_name="the tick was set by hand"),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="importing.importbatch",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
                "constraints": [models.UniqueConstraint(fields=("batch", "number"), name="line_once")],
            },
        ),
    ]
