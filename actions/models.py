"""Action items and their history."""

import uuid
from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.models import Team, User
from actions.enums import ActionStatus, Verdict
from actions.querysets import ACHIEVED, UNFINISHED, ActionItemQuerySet
from catalogue.enums import ActionKind, Priority
from core.clock import now
from core.references import written
from incidents.models import Incident, Task

MAX_WORDS = 2000  # a reason, or what shows that something is done or works


def _another(person: str) -> Q:
    """Whoever gave the verdict is not that person."""
    return Q(verified_by__isnull=True) | Q(**{f"{person}__isnull": True}) | ~Q(**{person: F("verified_by")})


class ActionItem(models.Model):
    """One piece of work, ACT-n, with an owner and a date, answering factors or measures."""

    PREFIX: ClassVar = "ACT"

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="action_items")
    from_task = models.OneToOneField(
        Task,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
        help_text="The task that it was created from.",
    )
    title = models.CharField(max_length=300)
    description = models.TextField(blank=True, max_length=20_000)
    html = models.TextField(blank=True, editable=False)
    renderer = models.PositiveSmallIntegerField(default=0, editable=False)
    kind = models.CharField(max_length=16, choices=ActionKind, default=ActionKind.UNSTATED)
    priority = models.PositiveSmallIntegerField(choices=Priority, default=Priority.MEDIUM)
    status = models.CharField(max_length=16, choices=ActionStatus, default=ActionStatus.OPEN)
    status_reason = models.CharField(
        "reason", max_length=MAX_WORDS, blank=True, help_text="What blocks it, or why it will not be done."
    )
    risk_accepted_by = models.ForeignKey(
        User,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Who accepts the risk that it will not be done.",
    )
    look_again_on = models.DateField(null=True, blank=True, help_text="When to ask again whether it should be done.")
    evidence = models.TextField(max_length=MAX_WORDS, blank=True, help_text="What shows that it is done.")
    verify_on = models.DateField(null=True, blank=True, help_text="When somebody looks whether it works.")
    verdict = models.CharField(max_length=16, choices=Verdict, blank=True)
    verdict_evidence = models.TextField(max_length=MAX_WORDS, blank=True, help_text="What the verdict rests on.")
    verified_by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="+", help_text="Who gave the verdict."
    )
    verified_at = models.DateTimeField(null=True)
    follow_up_to = models.ForeignKey(
        "self",
        null=True,
        on_delete=models.SET_NULL,
        related_name="follow_ups",
        help_text="The item that was found not effective, and that this one goes on with.",
    )
    owner = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="action_items")
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="action_items")
    due_on = models.DateField("due", null=True, blank=True)
    tracker_url = models.URLField("tracker link", max_length=500, blank=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, db_index=False, related_name="+")
    created_at = models.DateTimeField(default=now)
    finished_at = models.DateTimeField(null=True)
    finished_on = models.DateField(null=True, editable=False, help_text="The owner's date when it was finished.")
    finished_by = models.ForeignKey(
        User,
        null=True,
        on_delete=models.PROTECT,
        db_index=False,
        related_name="+",
        editable=False,
        help_text="Who marked it as done or won't do.",
    )
    owner_then = models.ForeignKey(
        User,
        null=True,
        on_delete=models.PROTECT,
        db_index=False,
        related_name="+",
        editable=False,
        help_text="Who owned it when it was finished.",
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    client_uuid = models.UUIDField(default=uuid.uuid4, editable=False)
    split_from = models.ForeignKey(
        "self",
        null=True,
        on_delete=models.SET_NULL,
        related_name="parts",
        help_text="The item that was split into this one and others.",
    )
    duplicate_of = models.ForeignKey(
        "self",
        null=True,
        on_delete=models.SET_NULL,
        related_name="duplicates",
        help_text="The item that says the same and goes on.",
    )

    search = models.GeneratedField(
        expression=SearchVector("title", weight="A", config="debrief")
        + SearchVector("description", weight="B", config="debrief"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    is_ownerless: bool  # of rows read through `with_ownerless`

    objects = ActionItemQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["due_on", "id"]
        indexes: ClassVar = [
            models.Index(fields=["due_on", "id"], name="action_unfinished_due", condition=Q(status__in=UNFINISHED)),
            models.Index(fields=["owner", "due_on"], name="action_by_owner", condition=Q(status__in=UNFINISHED)),
            models.Index(
                fields=["team", "due_on"],
                include=["incident", "owner", "status", "created_at"],
                name="action_by_team",
                condition=Q(status__in=UNFINISHED),
            ),
            models.Index(fields=["status", "due_on"], name="action_by_status"),
            models.Index(
                fields=["finished_at"],
                include=["incident", "team", "status", "due_on", "finished_on"],
                name="action_finished",
                condition=Q(finished_at__isnull=False),
            ),
            models.Index(
                fields=["verify_on"],
                name="action_to_verify",
                condition=Q(status=ActionStatus.DONE, verify_on__isnull=False, verdict=""),
            ),
            models.Index(
                fields=["look_again_on"],
                name="action_to_look_again",
                condition=Q(status=ActionStatus.WONT_DO, look_again_on__isnull=False),
            ),
            GinIndex("search", name="action_search"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["created_by", "client_uuid"], name="action_sent_once"),
            models.CheckConstraint(condition=Q(kind__in=ActionKind.values), name="action_kind_known"),
            models.CheckConstraint(condition=Q(priority__in=Priority.values), name="action_priority_known"),
            models.CheckConstraint(condition=Q(status__in=ActionStatus.values), name="action_status_known"),
            models.CheckConstraint(
                condition=~Q(status=ActionStatus.WONT_DO) | ~Q(status_reason=""), name="action_refused_has_reason"
            ),
            models.CheckConstraint(
                condition=Q(status=ActionStatus.WONT_DO) | Q(risk_accepted_by__isnull=True, look_again_on__isnull=True),
                name="action_risk_of_refused",
            ),
            models.CheckConstraint(
                condition=Q(duplicate_of__isnull=True) | Q(status=ActionStatus.WONT_DO) & ~Q(duplicate_of=F("id")),
                name="action_duplicate_will_not_be_done",
            ),
            models.CheckConstraint(condition=Q(verdict__in=["", *Verdict.values]), name="action_verdict_known"),
            models.CheckConstraint(
                condition=Q(verdict="", verdict_evidence="", verified_by__isnull=True, verified_at__isnull=True)
                | ~Q(verdict="") & ~Q(verdict_evidence="") & Q(verified_by__isnull=False, verified_at__isnull=False),
                name="action_verdict_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(status=ActionStatus.VERIFIED, verdict=Verdict.EFFECTIVE)
                | Q(status=ActionStatus.DONE, verdict__in=["", Verdict.NOT_EFFECTIVE])
                | ~Q(status__in=[ActionStatus.VERIFIED, ActionStatus.DONE]) & Q(verdict=""),
                name="action_verdict_fits_status",
            ),
            models.CheckConstraint(
                condition=_another("owner") & _another("owner_then") & _another("finished_by"),
                name="action_verified_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("action_item", args=[self.pk])

    @property
    def reference(self) -> str:
        """ACT-57."""
        return written(self.PREFIX, self.pk)

    @property
    def kind_words(self) -> str:
        """The kind in the middle of a line; empty where nobody stated one."""
        return "" if self.kind == ActionKind.UNSTATED else self.get_kind_display().lower()

    @property
    def is_unfinished(self) -> bool:
        """Open, in progress or blocked."""
        return self.status in UNFINISHED

    @property
    def is_proposed(self) -> bool:
        """Read in a document, and nobody has accepted it yet."""
        return self.status == ActionStatus.PROPOSED

    @property
    def is_achieved(self) -> bool:
        """Done, whether or not somebody verified it."""
        return self.status in ACHIEVED

    @property
    def is_unverified(self) -> bool:
        """Done with a day to verify it, and nobody has said yet whether it works."""
        return self.status == ActionStatus.DONE and self.verify_on is not None and not self.verdict


class ActionEvent(models.Model):
    """One change of an action item: which field, from what, to what, with which note."""

    item = models.ForeignKey(ActionItem, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField(default=now)
    actor = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    field = models.CharField(max_length=24)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    note = models.CharField(max_length=MAX_WORDS, blank=True)

    class Meta:
        ordering: ClassVar = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.field} of {self.item.reference}"


class ActionComment(models.Model):
    """A comment on an action item."""

    item = models.ForeignKey(ActionItem, on_delete=models.CASCADE, related_name="comments")
    author = models.ForeignKey(User, on_delete=models.PROTECT, db_index=False, related_name="+")
    written_at = models.DateTimeField(default=now)
    text = models.TextField(max_length=4000)
    html = models.TextField(blank=True, editable=False)
    renderer = models.PositiveSmallIntegerField(default=0, editable=False)
    client_uuid = models.UUIDField(default=uuid.uuid4, editable=False)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["author", "client_uuid"], name="action_comment_sent_once"),
        ]

    def __str__(self) -> str:
        return f"Comment by {self.author} on {self.item.reference}"


class ActionFollower(models.Model):
    """Somebody who wants to hear of changes to an action item that they do not own."""

    item = models.ForeignKey(ActionItem, on_delete=models.CASCADE, db_index=False, related_name="followers")
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="followed_action_items")
    since = models.DateTimeField(default=now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["item", "person"], name="action_follower_once")]

    def __str__(self) -> str:
        return f"{self.person} follows {self.item.reference}"


class ActionTemplate(models.Model):
    """Words that managers keep for action items that come again; a new item may begin with them."""

    title = models.CharField(max_length=300, unique=True)
    kind = models.CharField(max_length=16, choices=ActionKind, default=ActionKind.UNSTATED)
    priority = models.PositiveSmallIntegerField(choices=Priority, default=Priority.MEDIUM)
    description = models.TextField(blank=True, max_length=20_000)
    is_active = models.BooleanField("in use", default=True)

    class Meta:
        ordering: ClassVar = ["title"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=ActionKind.values), name="action_template_kind_known"),
            models.CheckConstraint(condition=Q(priority__in=Priority.values), name="action_template_priority_known"),
        ]

    def __str__(self) -> str:
        return self.title
