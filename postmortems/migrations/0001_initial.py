import uuid

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.clock
import core.export_jobs


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "__first__"),
        ("actions", "0001_initial"),
        ("catalogue", "0002_seed"),
        ("incidents", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Postmortem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "template_why",
                    models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        editable=False,
                        help_text="Why that template was taken, as things stood when it was opened.",
                        max_length=300,
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("in_review", "In review"),
                            ("published", "Published"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="draft",
                        max_length=16,
                    ),
                ),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="due")),
                ("opened_at", models.DateTimeField(default=core.clock.now)),
                ("review_asked_at", models.DateTimeField(null=True)),
                ("published_at", models.DateTimeField(null=True)),
                (
                    "is_imported",
                    models.BooleanField(
                        db_default=False,
                        default=False,
                        editable=False,
                        help_text="It was written elsewhere: it came as published, without review, and nobody is asked to read it.",
                        verbose_name="imported",
                    ),
                ),
                (
                    "anniversary_told_at",
                    models.DateTimeField(
                        editable=False,
                        help_text="When the team was reminded, a year after it was published.",
                        null=True,
                    ),
                ),
                ("meeting_at", models.DateTimeField(blank=True, null=True, verbose_name="review meeting")),
                (
                    "meeting_minutes",
                    models.PositiveSmallIntegerField(
                        default=60,
                        validators=[
                            django.core.validators.MinValueValidator(5),
                            django.core.validators.MaxValueValidator(480),
                        ],
                        verbose_name="minutes",
                    ),
                ),
                (
                    "meeting_place",
                    models.CharField(blank=True, help_text="A room, or a link.", max_length=200, verbose_name="where"),
                ),
                (
                    "customer_title",
                    models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        help_text="Of the customer version.",
                        max_length=200,
                        verbose_name="title for customers",
                    ),
                ),
                (
                    "meeting_uid",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, help_text="By it a calendar knows the meeting."
                    ),
                ),
                (
                    "meeting_changes",
                    models.PositiveIntegerField(
                        default=0, editable=False, help_text="How often it was set, moved or cancelled."
                    ),
                ),
                (
                    "status_before",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("draft", "Draft"),
                            ("in_review", "In review"),
                            ("published", "Published"),
                            ("cancelled", "Cancelled"),
                        ],
                        db_default="",
                        default="",
                        editable=False,
                        help_text="Before it was cancelled.",
                        max_length=16,
                    ),
                ),
                (
                    "facilitator",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="facilitates",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "incident",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="postmortem", to="incidents.incident"
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="postmortems",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="author",
                    ),
                ),
                (
                    "published_by",
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
                    models.Index(
                        condition=models.Q(("status", "published"), _negated=True),
                        fields=["due_on"],
                        name="postmortem_wanted",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["draft", "in_review", "published", "cancelled"])),
                        name="postmortem_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("status_before__in", ["", "draft", "in_review", "published", "cancelled"])),
                        name="postmortem_status_before_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "published"), _negated=True),
                            ("published_at__isnull", False),
                            _connector="OR",
                        ),
                        name="postmortem_published_has_instant",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PostmortemEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(default=core.clock.now)),
                ("what", models.CharField(max_length=80)),
                ("before", models.TextField(blank=True)),
                ("after", models.TextField(blank=True)),
                ("note", models.CharField(blank=True, max_length=500)),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "postmortem",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="events", to="postmortems.postmortem"
                    ),
                ),
            ],
            options={
                "ordering": ["at", "id"],
            },
        ),
        migrations.CreateModel(
            name="PostmortemTemplate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, unique=True)),
                (
                    "position",
                    models.PositiveSmallIntegerField(
                        default=0, help_text="Of two that match alike, the lower one is taken."
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[("", "Any"), ("incident", "Incident"), ("near_miss", "Near miss"), ("drill", "Drill")],
                        default="",
                        max_length=16,
                    ),
                ),
                (
                    "requirement",
                    models.CharField(
                        choices=[
                            ("by_severity", "As the severity says"),
                            ("required", "Required"),
                            ("optional", "Optional"),
                        ],
                        default="by_severity",
                        max_length=16,
                        verbose_name="postmortem",
                    ),
                ),
                ("is_active", models.BooleanField(default=True)),
                ("created_at", models.DateTimeField(default=core.clock.now, editable=False)),
                (
                    "service",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.service",
                    ),
                ),
                (
                    "severity",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.severity",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.team",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["", "incident", "near_miss", "drill"])),
                        name="template_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("requirement__in", ["by_severity", "required", "optional"])),
                        name="template_requirement_known",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="postmortem",
            name="template",
            field=models.ForeignKey(
                help_text="It began from it.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="postmortems",
                to="postmortems.postmortemtemplate",
            ),
        ),
        migrations.CreateModel(
            name="PostmortemVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("taken_at", models.DateTimeField(default=core.clock.now)),
                (
                    "digest",
                    models.CharField(help_text="SHA-256 of the content: equal content, equal version.", max_length=64),
                ),
                ("content", models.JSONField(help_text="As `postmortems.readers.snapshots` writes it.")),
                (
                    "compared_at",
                    models.DateTimeField(
                        default=core.clock.now,
                        editable=False,
                        help_text="When it was last compared with the present content.",
                    ),
                ),
                (
                    "compared_seq",
                    models.PositiveIntegerField(
                        default=0, editable=False, help_text="Where the incident's changes were then."
                    ),
                ),
                (
                    "postmortem",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="versions",
                        to="postmortems.postmortem",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
                "constraints": [
                    models.UniqueConstraint(fields=("postmortem", "number"), name="postmortem_version_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Reading",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("first_at", models.DateTimeField(default=core.clock.now)),
                (
                    "postmortem",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="readings",
                        to="postmortems.postmortem",
                    ),
                ),
                (
                    "reader",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["first_at"],
                "constraints": [models.UniqueConstraint(fields=("postmortem", "reader"), name="reading_once")],
            },
        ),
        migrations.CreateModel(
            name="Reviewer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("asked_at", models.DateTimeField(default=core.clock.now)),
                (
                    "removed_at",
                    models.DateTimeField(help_text="No longer a reviewer; what they answered is kept.", null=True),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reviews", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "postmortem",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reviewers",
                        to="postmortems.postmortem",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [models.UniqueConstraint(fields=("postmortem", "person"), name="reviewer_once")],
            },
        ),
        migrations.CreateModel(
            name="Section",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("summary", "Summary"),
                            ("impact", "Impact"),
                            ("detection", "Detection"),
                            ("root_cause", "Root cause"),
                            ("resolution", "Resolution and recovery"),
                            ("lessons", "Lessons"),
                            ("measures", "Corrective and preventative measures"),
                            ("conclusion", "Conclusion"),
                            ("custom", "Custom"),
                        ],
                        default="custom",
                        max_length=16,
                    ),
                ),
                ("heading", models.CharField(max_length=120)),
                ("position", models.PositiveSmallIntegerField()),
                ("body", models.TextField(blank=True)),
                ("html", models.TextField(blank=True, editable=False)),
                ("renderer", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("version", models.PositiveIntegerField(default=0)),
                ("guidance", models.TextField(blank=True, help_text="From the template: what belongs here.")),
                (
                    "is_required",
                    models.BooleanField(
                        default=False, help_text="From the template: it must be written before publishing."
                    ),
                ),
                (
                    "is_filled",
                    models.BooleanField(
                        default=False,
                        help_text="Its text was made from the incident, and nobody has edited or accepted it.",
                    ),
                ),
                ("is_for_customers", models.BooleanField(default=False, help_text="The customer version shows it.")),
                (
                    "redacted_version",
                    models.PositiveIntegerField(
                        db_default=0, default=0, editable=False, help_text="Words were removed in it."
                    ),
                ),
                ("removed_at", models.DateTimeField(null=True)),
                (
                    "search",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.contrib.postgres.search.SearchVector("body", config="debrief"),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
                (
                    "postmortem",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sections",
                        to="postmortems.postmortem",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "id"],
                "indexes": [django.contrib.postgres.indexes.GinIndex(models.F("search"), name="section_search")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "summary",
                                    "impact",
                                    "detection",
                                    "root_cause",
                                    "resolution",
                                    "lessons",
                                    "measures",
                                    "conclusion",
                                    "custom",
                                ],
                            )
                        ),
                        name="section_kind_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(models.Q(("kind", "custom"), _negated=True), ("removed_at__isnull", True)),
                        fields=("postmortem", "kind"),
                        name="section_kind_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CommentThread",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "passage",
                    models.TextField(blank=True, help_text="The words it is about, as they stood.", max_length=1000),
                ),
                ("opened_at", models.DateTimeField(default=core.clock.now)),
                ("resolved_at", models.DateTimeField(null=True)),
                (
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "resolved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "section",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="threads", to="postmortems.section"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="SectionDraft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seen_at", models.DateTimeField(help_text="None while they do not have it open.", null=True)),
                ("body", models.TextField(help_text="None while they only have it open.", null=True)),
                ("base_version", models.PositiveIntegerField(default=0)),
                ("saved_at", models.DateTimeField(null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "section",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="drafts",
                        to="postmortems.section",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("section", "person"), name="draft_once_a_person")],
            },
        ),
        migrations.CreateModel(
            name="SectionRevision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(null=True)),
                ("base_version", models.PositiveIntegerField(default=0)),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("saved", "Saved"),
                            ("filled", "Filled from the incident"),
                            ("merged", "Merged"),
                            ("restored", "Restored"),
                            ("set_aside", "Set aside"),
                            ("redacted", "Words redacted"),
                        ],
                        default="saved",
                        max_length=16,
                    ),
                ),
                ("heading", models.CharField(max_length=120)),
                ("body", models.TextField(blank=True)),
                ("saved_at", models.DateTimeField(default=core.clock.now)),
                ("client_uuid", models.UUIDField(null=True)),
                (
                    "merged_version",
                    models.PositiveIntegerField(
                        editable=False,
                        help_text="Of one set aside: the version that holds it, merged without asking.",
                        null=True,
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "section",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="revisions",
                        to="postmortems.section",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["section", "-id"], name="revision_newest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("origin__in", ["saved", "filled", "merged", "restored", "set_aside", "redacted"])
                        ),
                        name="revision_origin_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("version__isnull", False), ("origin", "set_aside"), _connector="XOR"),
                        name="revision_aside_unnumbered",
                    ),
                    models.UniqueConstraint(fields=("section", "version"), name="revision_version_once"),
                    models.UniqueConstraint(fields=("author", "client_uuid"), name="revision_sent_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SignOff",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "decision",
                    models.CharField(
                        choices=[("approved", "Approved"), ("changes_asked", "Changes asked for")], max_length=16
                    ),
                ),
                ("words", models.TextField(blank=True, max_length=2000)),
                ("at", models.DateTimeField(default=core.clock.now)),
                (
                    "change_told_at",
                    models.DateTimeField(
                        editable=False, help_text="When the reviewer was told that it changed since.", null=True
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="sign_offs", to="postmortems.reviewer"
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="sign_offs",
                        to="postmortems.postmortemversion",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("decision__in", ["approved", "changes_asked"])),
                        name="sign_off_decision_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TemplateSection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("summary", "Summary"),
                            ("impact", "Impact"),
                            ("detection", "Detection"),
                            ("root_cause", "Root cause"),
                            ("resolution", "Resolution and recovery"),
                            ("lessons", "Lessons"),
                            ("measures", "Corrective and preventative measures"),
                            ("conclusion", "Conclusion"),
                            ("custom", "Custom"),
                        ],
                        default="custom",
                        max_length=16,
                    ),
                ),
                ("heading", models.CharField(max_length=120)),
                (
                    "guidance",
                    models.TextField(
                        blank=True, help_text="What belongs here; shown while it is empty.", max_length=1000
                    ),
                ),
                ("is_required", models.BooleanField(default=False, verbose_name="must be written before publishing")),
                ("is_for_customers", models.BooleanField(default=False, verbose_name="shown in the customer version")),
                (
                    "template",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sections",
                        to="postmortems.postmortemtemplate",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "summary",
                                    "impact",
                                    "detection",
                                    "root_cause",
                                    "resolution",
                                    "lessons",
                                    "measures",
                                    "conclusion",
                                    "custom",
                                ],
                            )
                        ),
                        name="template_section_kind_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "custom"), _negated=True),
                        fields=("template", "kind"),
                        name="template_section_kind_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Waiver",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("waived_at", models.DateTimeField(default=core.clock.now)),
                ("reason", models.CharField(max_length=500)),
                (
                    "due_on",
                    models.DateField(help_text="When it was due, for when the waiver is taken back.", null=True),
                ),
                (
                    "incident",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="postmortem_waiver",
                        to="incidents.incident",
                    ),
                ),
                (
                    "waived_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Comment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("written_at", models.DateTimeField(default=core.clock.now)),
                ("text", models.TextField(max_length=4000)),
                ("html", models.TextField(blank=True, editable=False)),
                ("renderer", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("client_uuid", models.UUIDField(default=uuid.uuid4, editable=False)),
                (
                    "author",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "thread",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="comments",
                        to="postmortems.commentthread",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [models.UniqueConstraint(fields=("author", "client_uuid"), name="comment_sent_once")],
            },
        ),
        migrations.CreateModel(
            name="OpenQuestion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(max_length=1000, verbose_name="question")),
                ("asked_at", models.DateTimeField(default=core.clock.now)),
                ("answer", models.TextField(blank=True, max_length=4000)),
                ("answered_at", models.DateTimeField(null=True)),
                ("client_uuid", models.UUIDField(default=uuid.uuid4, editable=False)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "postmortem",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="open_questions",
                        to="postmortems.postmortem",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(fields=("asked_by", "client_uuid"), name="open_question_sent_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Measure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[("", "Not stated"), ("corrective", "Corrective"), ("preventative", "Preventative")],
                        max_length=16,
                    ),
                ),
                ("text", models.TextField(max_length=4000)),
                (
                    "customer_words",
                    models.TextField(
                        blank=True,
                        help_text="What customers read of it, as Markdown; empty: it is not fit for them.",
                        max_length=1000,
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("client_uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "search",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.contrib.postgres.search.SearchVector("text", config="debrief"),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
                ("action_items", models.ManyToManyField(blank=True, related_name="measures", to="actions.actionitem")),
                (
                    "postmortem",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="measures",
                        to="postmortems.postmortem",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "id"],
                "indexes": [django.contrib.postgres.indexes.GinIndex(models.F("search"), name="measure_search")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["", "corrective", "preventative"])), name="measure_kind_known"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Lesson",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("lesson", "Lesson"),
                            ("went_well", "Went well"),
                            ("went_wrong", "Went wrong"),
                            ("got_lucky", "Got lucky"),
                            ("surprised_us", "Surprised us"),
                        ],
                        default="lesson",
                        max_length=16,
                    ),
                ),
                ("text", models.TextField(max_length=4000)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("client_uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "search",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.contrib.postgres.search.SearchVector("text", config="debrief"),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
                (
                    "postmortem",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lessons", to="postmortems.postmortem"
                    ),
                ),
            ],
            options={
                "ordering": ["position", "id"],
                "indexes": [django.contrib.postgres.indexes.GinIndex(models.F("search"), name="lesson_search")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["lesson", "went_well", "went_wrong", "got_lucky", "surprised_us"])
                        ),
                        name="lesson_kind_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="InterviewNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("interviewee", models.CharField(max_length=200, verbose_name="with whom")),
                ("held_on", models.DateField(blank=True, null=True, verbose_name="on")),
                ("text", models.TextField(max_length=20000, verbose_name="notes")),
                ("html", models.TextField(blank=True, editable=False)),
                ("renderer", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("written_at", models.DateTimeField(default=core.clock.now)),
                ("shared_at", models.DateTimeField(null=True)),
                ("client_uuid", models.UUIDField(default=uuid.uuid4, editable=False)),
                (
                    "interviewer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "postmortem",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="interview_notes",
                        to="postmortems.postmortem",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(fields=("interviewer", "client_uuid"), name="interview_note_sent_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Factor",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("root_cause", "Root cause"),
                            ("trigger", "Trigger"),
                            ("contributing", "Contributing"),
                            ("detection_gap", "Detection gap"),
                            ("response_difficulty", "Response difficulty"),
                            ("mitigator", "Mitigator"),
                        ],
                        default="contributing",
                        max_length=24,
                    ),
                ),
                ("text", models.TextField(max_length=4000)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("client_uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "search",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.contrib.postgres.search.SearchVector("text", config="debrief"),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
                ("action_items", models.ManyToManyField(blank=True, related_name="factors", to="actions.actionitem")),
                (
                    "category",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="factors",
                        to="catalogue.factorcategory",
                    ),
                ),
                (
                    "evidence",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The entries of the timeline that show it.",
                        related_name="factors",
                        to="incidents.timelineentry",
                    ),
                ),
                (
                    "made_possible_by",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Never in a circle.",
                        related_name="made_possible",
                        to="postmortems.factor",
                    ),
                ),
                (
                    "postmortem",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="factors", to="postmortems.postmortem"
                    ),
                ),
            ],
            options={
                "ordering": ["position", "id"],
                "indexes": [django.contrib.postgres.indexes.GinIndex(models.F("search"), name="factor_search")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "root_cause",
                                    "trigger",
                                    "contributing",
                                    "detection_gap",
                                    "response_difficulty",
                                    "mitigator",
                                ],
                            )
                        ),
                        name="factor_kind_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ExportJob",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("asked_at", models.DateTimeField(default=core.clock.now)),
                (
                    "format",
                    models.CharField(
                        choices=[("markdown", "Markdown"), ("html", "HTML"), ("json", "JSON"), ("pdf", "PDF")],
                        max_length=16,
                    ),
                ),
                ("client_uuid", models.UUIDField(default=uuid.uuid4, editable=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("working", "Being made"),
                            ("done", "Done"),
                            ("failed", "Failed"),
                        ],
                        default="waiting",
                        max_length=16,
                    ),
                ),
                ("done", models.PositiveIntegerField(default=0)),
                ("file", models.FileField(blank=True, max_length=200, upload_to=core.export_jobs.export_path)),
                ("size", models.PositiveBigIntegerField(default=0, help_text="Bytes.")),
                ("error", models.CharField(blank=True, help_text="Why it failed.", max_length=300)),
                ("finished_at", models.DateTimeField(null=True)),
                ("lease", models.UUIDField(editable=False, help_text="Of the worker that makes it.", null=True)),
                ("leased_until", models.DateTimeField(editable=False, null=True)),
                ("tries", models.PositiveSmallIntegerField(default=0, editable=False)),
                (
                    "asked_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "postmortem",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="postmortems.postmortem"
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ("waiting", "working"))),
                        fields=["tries", "id"],
                        name="export_to_make",
                    ),
                    models.Index(fields=["asked_at"], name="export_age"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("asked_by", "client_uuid"), name="export_sent_once"),
                    models.CheckConstraint(
                        condition=models.Q(("format__in", ["markdown", "html", "json", "pdf"])),
                        name="export_format_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["waiting", "working", "done", "failed"])),
                        name="export_state_known",
                    ),
                ],
            },
        ),
    ]
