"""Fixed words of accounts."""

from django.db.models import TextChoices


class UserKind(TextChoices):
    """Who a user is: somebody, or something that acts by itself and cannot log in."""

    PERSON = "person", "Person"
    BOT = "bot", "Bot"


class Role(TextChoices):
    """What a person may do everywhere. Being a team's manager is a membership, not a role."""

    REPORTER = "reporter", "Reporter"
    RESPONDER = "responder", "Responder"
    MANAGER = "manager", "Manager"
    ADMIN = "admin", "Admin"


class CustomerScope(TextChoices):
    """Which customers a reporter sees; responders and above see all."""

    OWN = "own", "Their own"
    ALL = "all", "All"


class SecondFactorRule(TextChoices):
    """Whether managers and admins must set up two-factor authentication."""

    OPTIONAL = "optional", "Their own choice"
    ASKED = "asked", "Asked for when they log in"
    REQUIRED = "required", "Required from a date on"


class AuditAction(TextChoices):
    """What the append-only audit log holds."""

    LOGIN = "login", "Logged in"
    LOGIN_FAILED = "login_failed", "Failed to log in"
    PASSWORD_CHANGED = "password_changed", "Changed a password"
    SECOND_FACTOR = "second_factor", "Changed two-factor authentication"
    INVITATION_ACCEPTED = "invitation_accepted", "Accepted an invitation"
    PERSON_INVITED = "person_invited", "Invited a person"
    PERSON_CHANGED = "person_changed", "Changed a person"
    PERSON_DEACTIVATED = "person_deactivated", "Deactivated a person"
    PERSON_REACTIVATED = "person_reactivated", "Reactivated a person"
    ROLE_CHANGED = "role_changed", "Changed a role"
    TEAM_CHANGED = "team_changed", "Changed a team"
    CUSTOMER_CHANGED = "customer_changed", "Changed customers"
    SERVICE_CHANGED = "service_changed", "Changed a service"
    POLICY_CHANGED = "policy_changed", "Changed a setting"
    PRIVACY_CHANGED = "privacy_changed", "Changed who may see an incident"
    PRIVATE_READ = "private_read", "Read a private incident as an admin"
    EXPORTED = "exported", "Exported data"
    REDACTED = "redacted", "Redacted"
    WITHDRAWN = "withdrawn", "Withdrew or restored an incident"
    SIGN_IN_LINK = "sign_in_link", "Created a sign-in link"
    SET_UP = "set_up", "Set up the installation"
    EXAMPLES = "examples", "Loaded or cleared example data"
