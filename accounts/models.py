"""People, teams, and the audit log."""

from typing import ClassVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import models
from django.db.models.fields.json import KeyTransform
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.crypto import salted_hmac

from accounts.enums import AuditAction, CustomerScope, Role, SecondFactorRule, UserKind
from accounts.querysets import MembershipQuerySet, TeamQuerySet, UserManager
from core.clock import now
from core.zones import zone_or_utc

DIGEST_HOUR = 9
WORKING_DAYS = "12345"  # Monday to Friday

# In a session: when its person logged in, in seconds since the epoch; whether they must set up a second factor first.
BEGAN_AT = "began_at"
SECOND_FACTOR_DUE = "second_factor_due"


def default_zone() -> str:
    """The zone of rows that name none (DEFAULT_ZONE)."""
    return str(settings.DEFAULT_ZONE)


def company_zone() -> str:
    """The zone that forms offer for new people: the company's, and DEFAULT_ZONE until somebody chose that."""
    return Company.objects.values_list("zone", flat=True).first() or default_zone()


class Company(models.Model):
    """Whose installation it is: one row, which `setup` makes. The first admin's checklist ends at `settled_at`."""

    ONLY: ClassVar = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY, editable=False)
    name = models.CharField(max_length=120, blank=True)
    zone = models.CharField("time zone", max_length=64, blank=True)
    currency = models.CharField(
        max_length=3, blank=True, db_default="", help_text="In which the values of customers are counted, such as EUR."
    )
    settled_at = models.DateTimeField(null=True, editable=False)
    second_factor = models.CharField(max_length=16, choices=SecondFactorRule, default=SecondFactorRule.OPTIONAL)
    second_factor_from = models.DateField(null=True, blank=True, help_text="Until then it is asked for.")

    class Meta:
        verbose_name_plural = "companies"
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(id=1), name="company_one"),
            models.CheckConstraint(
                condition=models.Q(second_factor__in=SecondFactorRule.values), name="company_second_factor_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name or "the company"


class User(AbstractBaseUser):
    """A person, or a bot. The e-mail address is the login; the role says what they may do everywhere.

    A bot acts by itself: it cannot log in, owns nothing that anybody is reminded of, and is told nothing.
    """

    email = models.EmailField(
        "e-mail address", max_length=254, unique=True, error_messages={"unique": "Somebody already has this address."}
    )
    name = models.CharField(max_length=120)
    zone = models.CharField("time zone", max_length=64, default=default_zone)
    role = models.CharField(max_length=16, choices=Role, default=Role.REPORTER)
    customer_scope = models.CharField(
        "customers they see",
        max_length=8,
        choices=CustomerScope,
        default=CustomerScope.OWN,
        db_default=CustomerScope.OWN,
    )
    kind = models.CharField(max_length=8, choices=UserKind, default=UserKind.PERSON, editable=False)
    is_active = models.BooleanField("can log in", default=True)
    digest_hour = models.PositiveSmallIntegerField("digest from", default=DIGEST_HOUR)
    digest_weekdays = models.CharField(
        "days of the digest", max_length=7, default=WORKING_DAYS, help_text="1 is Monday, as in 12345."
    )
    has_inbox = models.BooleanField("gets messages in the inbox", default=False, editable=False)
    told_of_reports = models.BooleanField("tell me about new reports by e-mail", default=False)
    is_example = models.BooleanField(default=False, editable=False)
    session_epoch = models.PositiveIntegerField(default=0, editable=False, help_text="Raised to end all sessions.")
    created_at = models.DateTimeField(default=now, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        ordering: ClassVar = ["name", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                Lower("email"), name="user_email_unique", violation_error_message="Somebody already has this address."
            ),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="user_role_known"),
            models.CheckConstraint(
                condition=models.Q(customer_scope__in=CustomerScope.values), name="user_customer_scope_known"
            ),
            models.CheckConstraint(condition=models.Q(kind__in=UserKind.values), name="user_kind_known"),
            models.CheckConstraint(condition=models.Q(digest_hour__lt=24), name="user_digest_hour_known"),
            models.CheckConstraint(
                condition=models.Q(digest_weekdays__regex="^1?2?3?4?5?6?7?$") & ~models.Q(digest_weekdays=""),
                name="user_digest_weekdays_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind=UserKind.BOT) | models.Q(password__startswith=UNUSABLE_PASSWORD_PREFIX),
                name="user_bot_without_password",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("person", args=[self.pk])

    @property
    def is_bot(self) -> bool:
        """Acts by itself and cannot log in."""
        return self.kind == UserKind.BOT

    @property
    def byline(self) -> str:
        """The name of an author; a bot is shown as one."""
        return f"{self.name} (bot)" if self.is_bot else self.name

    @property
    def initials(self) -> str:
        """Two letters for the avatar."""
        words = self.name.split() or [self.email]
        return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()

    @property
    def has_joined(self) -> bool:
        """Has set a password, or is an example person, who needs none."""
        return self.has_usable_password() or self.is_example

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session must match to be alive: the password it began under, and the epoch."""
        held = f"{self.password}|{self.session_epoch}"
        return salted_hmac("accounts.session", held, secret=secret, algorithm="sha256").hexdigest()

    @property
    def time_zone(self) -> ZoneInfo:
        """The person's zone."""
        return zone_or_utc(self.zone)

    @property
    def is_admin(self) -> bool:
        """Can log in and administer Debrief."""
        return self.is_active and self.role == Role.ADMIN


class Team(models.Model):
    """A team: owns services and action items; its managers are told about what is overdue."""

    name = models.CharField(max_length=80, unique=True)
    is_active = models.BooleanField(default=True)
    report_minutes = models.PositiveSmallIntegerField(
        "minutes until its triage contacts hear",
        null=True,
        blank=True,
        help_text="Of a report that nobody looked at. Empty: as the rules of the installation say.",
    )
    is_example = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(default=now, editable=False)
    members: "models.ManyToManyField[User, TeamMembership]" = models.ManyToManyField(
        User, through="TeamMembership", related_name="teams"
    )

    objects = TeamQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("team", args=[self.pk])


class TeamMembership(models.Model):
    """A person belongs to a team, perhaps as its manager."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, db_index=False, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    is_manager = models.BooleanField("manages the team", default=False)
    is_triage_contact = models.BooleanField("hears of reports that nobody looked at", default=False)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["team", "user"], name="membership_once")]

    def __str__(self) -> str:
        return f"{self.user} in {self.team}"


class AuditEvent(models.Model):
    """One line of the append-only audit log. `subject` names the thing in words, `detail` says what changed."""

    at = models.DateTimeField(default=now, db_index=True)
    actor = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    action = models.CharField(max_length=32, choices=AuditAction)
    subject = models.CharField(max_length=200)
    detail = models.JSONField(default=dict)
    request_id = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering: ClassVar = ["-at", "-id"]
        indexes: ClassVar = [models.Index(KeyTransform("person", "detail"), name="audit_about_person")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(action__in=AuditAction.values), name="audit_action_known")
        ]

    def __str__(self) -> str:
        return f"{self.get_action_display()}: {self.subject}"
