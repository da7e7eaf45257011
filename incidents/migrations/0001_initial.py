import uuid

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import accounts.models
import core.clock
import incidents.models.attachments


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "__first__"),
        ("catalogue", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Incident",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=200)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("investigating", "Investigating"),
                            ("identified", "Identified"),
                            ("mitigated", "Mitigated"),
                            ("resolved", "Resolved"),
                            ("closed", "Closed"),
                            ("cancelled", "Cancelled"),
                            ("merged", "Merged"),
                        ],
                        default="investigating",
                        max_length=16,
                    ),
                ),
                (
                    "summary",
                    models.TextField(
                        blank=True,
                        help_text="For internal use: what customers see of the incident, in the words of whoever declared it.",
                    ),
                ),
                (
                    "zone",
                    models.CharField(default=accounts.models.default_zone, max_length=64, verbose_name="time zone"),
                ),
                (
                    "zone_word",
                    models.CharField(
                        blank=True, help_text="The zone as somebody typed it, such as EST.", max_length=16
                    ),
                ),
                ("is_drill", models.BooleanField(default=False, verbose_name="drill")),
                ("is_near_miss", models.BooleanField(default=False, verbose_name="near miss")),
                ("is_private", models.BooleanField(default=False, verbose_name="private")),
                ("is_past", models.BooleanField(default=False, verbose_name="recorded afterwards")),
                ("is_example", models.BooleanField(default=False, editable=False)),
                ("is_customer_facing", models.BooleanField(default=False, verbose_name="customers affected")),
                (
                    "customers_from_reports",
                    models.BooleanField(
                        db_default=False,
                        default=False,
                        editable=False,
                        help_text="Customers count as affected by reports alone.",
                    ),
                ),
                (
                    "public_summary",
                    models.TextField(
                        blank=True,
                        help_text="The latest update: what sales and support may tell customers. Each change is an entry.",
                        max_length=4000,
                        verbose_name="customer update",
                    ),
                ),
                ("public_summary_html", models.TextField(blank=True, editable=False)),
                ("public_summary_renderer", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("public_summary_at", models.DateTimeField(editable=False, null=True)),
                (
                    "update_promised_at",
                    models.DateTimeField(
                        editable=False,
                        help_text="By when the last update told customers that they hear from us next.",
                        null=True,
                    ),
                ),
                (
                    "update_due_at",
                    models.DateTimeField(
                        editable=False,
                        help_text="When customers should have the next update; NULL while none is required.",
                        null=True,
                    ),
                ),
                (
                    "impact_text",
                    models.TextField(
                        blank=True,
                        help_text="Who lost what, in words; the columns below say how much.",
                        max_length=4000,
                        verbose_name="impact",
                    ),
                ),
                (
                    "impact_scope",
                    models.CharField(
                        blank=True,
                        choices=[("", "Unknown"), ("partial", "Partial"), ("complete", "Complete")],
                        max_length=16,
                    ),
                ),
                (
                    "impact_percent",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=5,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="percent affected",
                    ),
                ),
                (
                    "impact_percent_about",
                    models.BooleanField(default=False, verbose_name="the percentage is about right"),
                ),
                ("impact_percent_of", models.CharField(blank=True, max_length=80, verbose_name="percent of what")),
                ("impact_all_users", models.BooleanField(default=False, verbose_name="all users")),
                (
                    "revenue_lost",
                    models.CharField(blank=True, choices=[("", "Unknown"), ("no", "No"), ("yes", "Yes")], max_length=8),
                ),
                (
                    "revenue_amount",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                    ),
                ),
                ("revenue_currency", models.CharField(blank=True, max_length=3, verbose_name="currency")),
                ("revenue_extent", models.CharField(blank=True, max_length=80, verbose_name="extent of the loss")),
                (
                    "detection_source",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Unknown"),
                            ("monitoring", "Monitoring"),
                            ("employee", "Employee"),
                            ("customer", "Customer"),
                            ("partner", "Partner"),
                        ],
                        max_length=16,
                    ),
                ),
                ("detected_by", models.CharField(blank=True, max_length=200, verbose_name="detected by")),
                ("call_url", models.URLField(blank=True, max_length=500, verbose_name="call or chat")),
                ("runbook_url", models.URLField(blank=True, max_length=500, verbose_name="runbook")),
                ("impact_started_at", models.DateTimeField(editable=False, null=True)),
                ("detected_at", models.DateTimeField(editable=False, null=True)),
                ("reported_at", models.DateTimeField(editable=False, null=True)),
                ("acknowledged_at", models.DateTimeField(editable=False, null=True)),
                ("identified_at", models.DateTimeField(editable=False, null=True)),
                ("mitigated_at", models.DateTimeField(editable=False, null=True)),
                ("resolved_at", models.DateTimeField(editable=False, null=True)),
                (
                    "withdrawn_at",
                    models.DateTimeField(
                        editable=False,
                        help_text="Since when nobody sees it: it should never have been recorded.",
                        null=True,
                    ),
                ),
                (
                    "withdrawn_reason",
                    models.CharField(blank=True, db_default="", default="", editable=False, max_length=300),
                ),
                (
                    "seq",
                    models.PositiveIntegerField(
                        default=0, editable=False, help_text="Number of the last visible change."
                    ),
                ),
                (
                    "parts_seq",
                    models.PositiveIntegerField(
                        db_default=0,
                        default=0,
                        editable=False,
                        help_text="The last change that shows outside the timeline.",
                    ),
                ),
                (
                    "replay_from",
                    models.PositiveIntegerField(
                        db_default=0,
                        default=0,
                        editable=False,
                        help_text="Whoever has seen less begins anew: entries left since.",
                    ),
                ),
                ("declared_at", models.DateTimeField(default=core.clock.now)),
                (
                    "began_at",
                    models.DateTimeField(
                        default=core.clock.now, editable=False, help_text="For sorting: its earliest known instant."
                    ),
                ),
                ("client_uuid", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("postmortem_required", models.BooleanField(default=False)),
                (
                    "postmortem_waived",
                    models.BooleanField(
                        db_default=False, default=False, editable=False, help_text="A manager excused it from one."
                    ),
                ),
                ("postmortem_published_at", models.DateTimeField(editable=False, null=True)),
                (
                    "search",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.contrib.postgres.search.CombinedSearchVector(
                            django.contrib.postgres.search.SearchVector("title", config="debrief", weight="A"),
                            "||",
                            django.contrib.postgres.search.SearchVector(
                                "summary", "impact_text", config="debrief", weight="B"
                            ),
                            django.contrib.postgres.search.SearchConfig("debrief"),
                        ),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "declared_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="declared",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "duplicate_of",
                    models.ForeignKey(
                        editable=False,
                        help_text="The incident it was merged into: the last one of a chain.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="duplicates",
                        to="incidents.incident",
                    ),
                ),
                ("services", models.ManyToManyField(blank=True, related_name="incidents", to="catalogue.service")),
                (
                    "severity",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="incidents",
                        to="catalogue.severity",
                    ),
                ),
            ],
            options={
                "ordering": ["-began_at", "-id"],
                "indexes": [
                    models.Index(
                        models.OrderBy(models.F("began_at"), descending=True),
                        models.OrderBy(models.F("id"), descending=True),
                        name="incident_newest",
                    ),
                    models.Index(
                        models.F("status"),
                        models.OrderBy(models.F("began_at"), descending=True),
                        name="incident_by_status",
                    ),
                    models.Index(
                        models.F("severity"),
                        models.OrderBy(models.F("began_at"), descending=True),
                        name="incident_by_severity",
                    ),
                    models.Index(
                        condition=models.Q(("status__in", ("investigating", "identified", "mitigated"))),
                        fields=["began_at"],
                        name="incident_open",
                    ),
                    models.Index(
                        condition=models.Q(("is_customer_facing", True)),
                        fields=["resolved_at"],
                        name="incident_ended_for_customers",
                    ),
                    models.Index(condition=models.Q(("is_private", True)), fields=["id"], name="incident_private"),
                    models.Index(
                        condition=models.Q(("withdrawn_at__isnull", False)), fields=["id"], name="incident_withdrawn"
                    ),
                    models.Index(
                        condition=models.Q(("postmortem_published_at__isnull", True), ("postmortem_required", True)),
                        fields=["postmortem_required"],
                        name="incident_wants_postmortem",
                    ),
                    models.Index(
                        condition=models.Q(("update_due_at__isnull", False)),
                        fields=["update_due_at"],
                        name="incident_update_due",
                    ),
                    django.contrib.postgres.indexes.GinIndex(models.F("search"), name="incident_search"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("declared_by", "client_uuid"), name="incident_sent_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "status__in",
                                [
                                    "investigating",
                                    "identified",
                                    "mitigated",
                                    "resolved",
                                    "closed",
                                    "cancelled",
                                    "merged",
                                ],
                            )
                        ),
                        name="incident_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("withdrawn_at__isnull", True), ("withdrawn_by__isnull", True), ("withdrawn_reason", "")
                            ),
                            models.Q(
                                ("withdrawn_at__isnull", False),
                                ("withdrawn_by__isnull", False),
                                models.Q(("withdrawn_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="incident_withdrawn_with_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("impact_scope__in", ["", "partial", "complete"])),
                        name="incident_scope_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("revenue_lost__in", ["", "no", "yes"])), name="incident_revenue_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("detection_source__in", ["", "monitoring", "employee", "customer", "partner"])
                        ),
                        name="incident_detection_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("duplicate_of__isnull", False), ("status", "merged")),
                            models.Q(models.Q(("status", "merged"), _negated=True), ("duplicate_of__isnull", True)),
                            _connector="OR",
                        ),
                        name="incident_merged_names_target",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("duplicate_of__isnull", True),
                            models.Q(("duplicate_of", models.F("pk")), _negated=True),
                            _connector="OR",
                        ),
                        name="incident_not_its_duplicate",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("impact_percent__isnull", True), ("impact_percent__range", (0, 100)), _connector="OR"
                        ),
                        name="incident_percent_in_range",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "file",
                    models.FileField(
                        blank=True,
                        db_default="",
                        default="",
                        max_length=200,
                        upload_to=incidents.models.attachments.attachment_path,
                    ),
                ),
                (
                    "thumb",
                    models.FileField(
                        blank=True,
                        db_default="",
                        default="",
                        max_length=200,
                        upload_to=incidents.models.attachments.thumbnail_path,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("checking", "Being checked"), ("ready", "Ready"), ("refused", "Refused")],
                        default="ready",
                        max_length=16,
                    ),
                ),
                ("refusal", models.CharField(blank=True, help_text="Why the picture was not taken.", max_length=300)),
                ("name", models.CharField(max_length=200)),
                ("caption", models.CharField(blank=True, max_length=300)),
                ("content_type", models.CharField(max_length=100)),
                ("size", models.PositiveIntegerField(help_text="Bytes.")),
                ("is_image", models.BooleanField(default=False)),
                ("width", models.PositiveIntegerField(null=True)),
                ("height", models.PositiveIntegerField(null=True)),
                ("uploaded_at", models.DateTimeField(default=core.clock.now)),
                (
                    "decided_seq",
                    models.PositiveIntegerField(help_text="The change in which it appeared or was refused.", null=True),
                ),
                (
                    "decided_after",
                    models.PositiveIntegerField(help_text="The last change of its entry before that.", null=True),
                ),
                ("removed_at", models.DateTimeField(null=True)),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="attachments", to="incidents.incident"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["checking", "ready", "refused"])),
                        name="attachment_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state", "ready"), models.Q(("file", ""), ("thumb", "")), _connector="OR"),
                        name="attachment_has_bytes_when_ready",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="IncidentMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("added_at", models.DateTimeField(default=core.clock.now)),
                (
                    "added_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to="incidents.incident",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="incident_memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("incident", "user"), name="member_once")],
            },
        ),
        migrations.AddField(
            model_name="incident",
            name="members",
            field=models.ManyToManyField(
                related_name="private_incidents",
                through="incidents.IncidentMember",
                through_fields=("incident", "user"),
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.CreateModel(
            name="Mark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "milestone",
                    models.CharField(
                        choices=[
                            ("impact_started", "Impact started"),
                            ("detected", "Detected"),
                            ("reported", "Reported"),
                            ("acknowledged", "Acknowledged"),
                            ("identified", "Identified"),
                            ("mitigated", "Mitigated"),
                            ("resolved", "Resolved"),
                        ],
                        max_length=16,
                    ),
                ),
                ("began_seq", models.PositiveIntegerField()),
                ("began_at", models.DateTimeField(default=core.clock.now)),
                ("ended_seq", models.PositiveIntegerField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "began_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="marks", to="incidents.incident"
                    ),
                ),
            ],
            options={
                "ordering": ["began_seq", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("incident", "milestone"),
                        name="milestone_on_one_entry",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "milestone__in",
                                [
                                    "impact_started",
                                    "detected",
                                    "reported",
                                    "acknowledged",
                                    "identified",
                                    "mitigated",
                                    "resolved",
                                ],
                            )
                        ),
                        name="mark_milestone_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Merge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="why")),
                ("merged_at", models.DateTimeField(default=core.clock.now)),
                ("client_uuid", models.UUIDField(default=uuid.uuid4, editable=False)),
                (
                    "status_before",
                    models.CharField(
                        choices=[
                            ("investigating", "Investigating"),
                            ("identified", "Identified"),
                            ("mitigated", "Mitigated"),
                            ("resolved", "Resolved"),
                            ("closed", "Closed"),
                            ("cancelled", "Cancelled"),
                            ("merged", "Merged"),
                        ],
                        max_length=16,
                    ),
                ),
                ("required_postmortem", models.BooleanField(default=False)),
                ("undone_at", models.DateTimeField(null=True)),
                ("files", models.ManyToManyField(editable=False, related_name="+", to="incidents.attachment")),
                ("marks", models.ManyToManyField(editable=False, related_name="+", to="incidents.mark")),
                (
                    "merged_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("services", models.ManyToManyField(editable=False, related_name="+", to="catalogue.service")),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="merges", to="incidents.incident"
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="merged_here", to="incidents.incident"
                    ),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["merged_at", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("undone_at__isnull", True)), fields=("source",), name="merge_active_once"
                    ),
                    models.UniqueConstraint(fields=("merged_by", "client_uuid"), name="merge_sent_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "status_before__in",
                                [
                                    "investigating",
                                    "identified",
                                    "mitigated",
                                    "resolved",
                                    "closed",
                                    "cancelled",
                                    "merged",
                                ],
                            )
                        ),
                        name="merge_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source", models.F("target")), _negated=True), name="merge_of_two"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Follower",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("since", models.DateTimeField(default=core.clock.now)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="follows", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="followers",
                        to="incidents.incident",
                    ),
                ),
                (
                    "came_with",
                    models.ForeignKey(
                        help_text="They followed what this merge brought here; undoing it ends that.",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="incidents.merge",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("incident", "person"), name="follower_once")],
            },
        ),
        migrations.CreateModel(
            name="StateRevision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField()),
                ("known", models.TextField(blank=True, help_text="What we know.")),
                ("tried", models.TextField(blank=True, help_text="What we tried.")),
                ("next", models.TextField(blank=True, help_text="What is next.")),
                ("known_html", models.TextField(blank=True, editable=False)),
                ("tried_html", models.TextField(blank=True, editable=False)),
                ("next_html", models.TextField(blank=True, editable=False)),
                ("renderer", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("written_at", models.DateTimeField(default=core.clock.now)),
                (
                    "incident",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="state_revisions",
                        to="incidents.incident",
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["-version"],
                "constraints": [models.UniqueConstraint(fields=("incident", "version"), name="state_version_once")],
            },
        ),
        migrations.AddField(
            model_name="incident",
            name="state",
            field=models.OneToOneField(
                editable=False,
                help_text="What we know, what we tried, what is next: the latest version, which newcomers read first.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="incidents.staterevision",
            ),
        ),
        migrations.CreateModel(
            name="Task",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.CharField(max_length=300)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("done", "Done"),
                            ("dropped", "Dropped"),
                            ("action", "Became an action item"),
                        ],
                        default="open",
                        max_length=8,
                    ),
                ),
                ("state_at", models.DateTimeField(null=True)),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="why it was dropped")),
                (
                    "changed_seq",
                    models.PositiveIntegerField(default=0, help_text="The incident's number of its last change."),
                ),
                ("created_at", models.DateTimeField(default=core.clock.now)),
                ("client_uuid", models.UUIDField(default=uuid.uuid4, editable=False)),
                (
                    "checklist_item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="tasks",
                        to="catalogue.checklistitem",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="tasks", to="incidents.incident"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tasks",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "state_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(fields=("created_by", "client_uuid"), name="task_sent_once"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "done", "dropped", "action"])),
                        name="task_state_known",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="merge",
            name="tasks",
            field=models.ManyToManyField(editable=False, related_name="+", to="incidents.task"),
        ),
        migrations.CreateModel(
            name="TimelineEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seq", models.PositiveIntegerField()),
                ("changed_seq", models.PositiveIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("note", "Note"),
                            ("declared", "Declared"),
                            ("status", "Status changed"),
                            ("severity", "Severity changed"),
                            ("role", "Role changed"),
                            ("title", "Title changed"),
                            ("details", "Details changed"),
                            ("privacy", "Privacy changed"),
                            ("report", "Report joined"),
                            ("postmortem", "Postmortem"),
                            ("state", "Current state changed"),
                            ("task", "Task"),
                            ("escalation", "Escalated"),
                            ("update", "Customer update"),
                            ("merge", "Merged"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="note",
                        max_length=16,
                    ),
                ),
                (
                    "origin",
                    models.CharField(
                        choices=[("told", "Told by a person"), ("system", "System")], default="told", max_length=8
                    ),
                ),
                (
                    "told_by",
                    models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        help_text="Who did it or said it, where that is not the author.",
                        max_length=200,
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("typed", "Typed"),
                            ("imported", "Imported"),
                            ("report", "A report"),
                            ("alert", "An alert"),
                            ("chat", "A chat"),
                            ("api", "The API"),
                        ],
                        default="typed",
                        editable=False,
                        max_length=8,
                    ),
                ),
                (
                    "external_id",
                    models.CharField(
                        blank=True,
                        editable=False,
                        help_text="Its id where it came from, so that it is stored once.",
                        max_length=100,
                    ),
                ),
                ("happened_at", models.DateTimeField()),
                ("is_about", models.BooleanField(default=False, verbose_name="the time is approximate")),
                ("until_at", models.DateTimeField(blank=True, null=True)),
                ("written_at", models.DateTimeField(default=core.clock.now)),
                ("text", models.TextField(blank=True)),
                ("html", models.TextField(blank=True, editable=False)),
                ("renderer", models.PositiveSmallIntegerField(default=0, editable=False)),
                (
                    "facts",
                    models.JSONField(
                        default=dict, help_text="What changed, for entries that changed a column: from, to, …"
                    ),
                ),
                ("is_starred", models.BooleanField(default=False)),
                ("struck_at", models.DateTimeField(null=True)),
                ("struck_reason", models.CharField(blank=True, max_length=300)),
                ("redacted_at", models.DateTimeField(null=True)),
                ("redacted_reason", models.CharField(blank=True, max_length=300)),
                ("corrections", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("client_uuid", models.UUIDField(default=uuid.uuid4, editable=False)),
                (
                    "search",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.contrib.postgres.search.SearchVector("text", config="debrief"),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="incidents.incident",
                    ),
                ),
                (
                    "merged_from",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        help_text="Where it was logged, while that incident is merged into this one.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="incidents.incident",
                    ),
                ),
                (
                    "redacted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "struck_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "timeline entries",
                "ordering": ["happened_at", "seq"],
                "indexes": [
                    models.Index(fields=["incident", "happened_at", "seq"], name="entry_in_order"),
                    models.Index(fields=["incident", "changed_seq"], name="entry_changes"),
                    models.Index(
                        condition=models.Q(("merged_from__isnull", False)),
                        fields=["merged_from"],
                        name="entry_merged_from",
                    ),
                    django.contrib.postgres.indexes.GinIndex(models.F("search"), name="entry_search"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("incident", "seq"), name="entry_seq_unique"),
                    models.UniqueConstraint(fields=("author", "client_uuid"), name="entry_sent_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("external_id", ""), _negated=True),
                        fields=("source", "external_id", "incident"),
                        name="entry_taken_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_at__isnull", True), ("until_at__gte", models.F("happened_at")), _connector="OR"
                        ),
                        name="entry_span_forward",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "note",
                                    "declared",
                                    "status",
                                    "severity",
                                    "role",
                                    "title",
                                    "details",
                                    "privacy",
                                    "report",
                                    "postmortem",
                                    "state",
                                    "task",
                                    "escalation",
                                    "update",
                                    "merge",
                                    "withdrawn",
                                ],
                            )
                        ),
                        name="entry_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("origin__in", ["told", "system"])), name="entry_origin_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source__in", ["typed", "imported", "report", "alert", "chat", "api"])),
                        name="entry_source_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("origin", "system"), ("author__isnull", False), _connector="OR"),
                        name="entry_told_has_author",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="staterevision",
            name="entry",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE, related_name="state_revision", to="incidents.timelineentry"
            ),
        ),
        migrations.CreateModel(
            name="RoleAssignment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="role_assignments",
                        to="incidents.incident",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="role_assignments",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "role",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assignments",
                        to="catalogue.incidentrole",
                    ),
                ),
                (
                    "ended_in",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="incidents.timelineentry",
                    ),
                ),
                (
                    "given_in",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="incidents.timelineentry"
                    ),
                ),
            ],
            options={
                "ordering": ["role__position", "role__name", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_in", None)), fields=("incident", "role"), name="role_held_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MovedEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seq", models.PositiveIntegerField()),
                ("changed_seq", models.PositiveIntegerField()),
                ("place", models.PositiveIntegerField(help_text="From 1, in the order of their numbers.")),
                ("external_id", models.CharField(blank=True, max_length=100)),
                ("returned_at", models.DateTimeField(null=True)),
                (
                    "merge",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="moved",
                        to="incidents.merge",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="moves", to="incidents.timelineentry"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("merge", "entry"), name="entry_moved_once")],
            },
        ),
        migrations.AddField(
            model_name="mark",
            name="ended_for",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="incidents.timelineentry"
            ),
        ),
        migrations.AddField(
            model_name="mark",
            name="entry",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="marks", to="incidents.timelineentry"
            ),
        ),
        migrations.CreateModel(
            name="EntryRevision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seq", models.PositiveIntegerField(help_text="The change that replaced it.")),
                ("happened_at", models.DateTimeField()),
                ("is_about", models.BooleanField(default=False, verbose_name="the time was approximate")),
                ("until_at", models.DateTimeField(null=True)),
                ("text", models.TextField(blank=True)),
                ("html", models.TextField(blank=True)),
                ("renderer", models.PositiveSmallIntegerField(db_default=0, default=0, editable=False)),
                ("replaced_at", models.DateTimeField(default=core.clock.now)),
                ("reason", models.CharField(blank=True, max_length=300)),
                (
                    "replaced_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="revisions",
                        to="incidents.timelineentry",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.AddField(
            model_name="attachment",
            name="entry",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="attachments",
                to="incidents.timelineentry",
            ),
        ),
        migrations.CreateModel(
            name="UncheckedPicture",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("file", models.FileField(max_length=200, upload_to=incidents.models.attachments.unchecked_path)),
                ("due_at", models.DateTimeField(help_text="When it was sent: by this it is late.")),
                ("free_at", models.DateTimeField(help_text="When it may be taken, for the first time or again.")),
                ("lease", models.UUIDField(editable=False, null=True)),
                (
                    "tries",
                    models.PositiveSmallIntegerField(default=0, help_text="How often a worker began to decode it."),
                ),
                (
                    "attachment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="unchecked", to="incidents.attachment"
                    ),
                ),
            ],
            options={
                "ordering": ["due_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="ImpactInterval",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("note", models.CharField(blank=True, max_length=200)),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="impact_intervals",
                        to="incidents.incident",
                    ),
                ),
            ],
            options={
                "ordering": [models.OrderBy(models.F("started_at"), nulls_last=True), "ended_at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("started_at__isnull", True),
                            ("ended_at__isnull", True),
                            ("ended_at__gte", models.F("started_at")),
                            _connector="OR",
                        ),
                        name="interval_ends_after_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("started_at__isnull", False), ("ended_at__isnull", False), _connector="OR"),
                        name="interval_has_an_end",
                    ),
                ],
            },
        ),
    ]
