"""Which kinds of records leave with everything, and which stay, each with its reason.

Every model of the project stands in one of the two tables; `tests/transfer/test_kinds.py` fails for one that does not.
Of a kind that leaves, all columns do, but for those that it names in `without`, rendered HTML and what PostgreSQL
computes: the HTML is rendered from its source when it comes back.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import Q


@dataclass(frozen=True, slots=True)
class Leaves:
    """A kind that leaves: columns that stay nevertheless, and which rows do not stay.

    `is_seeded`: a new installation begins with some, which an import replaces. `by_anybody`: rows that somebody without
    an account can make, so that a new installation may have some.
    """

    without: tuple[str, ...] = ()
    only: Q = field(default_factory=Q)
    is_seeded: bool = False
    by_anybody: Q | None = None


_ALL = Leaves()
_SEEDED = Leaves(is_seeded=True)

# In the order in which somebody reads them: what a kind refers to comes before it, where there is such an order.
LEAVES: Mapping[str, Leaves] = {
    "accounts.Company": _ALL,
    "accounts.User": Leaves(without=("password", "last_login", "session_epoch")),
    "accounts.Team": _ALL,
    "accounts.TeamMembership": _ALL,
    "catalogue.Severity": _SEEDED,
    "catalogue.Service": _ALL,
    "catalogue.IncidentRole": _SEEDED,
    "catalogue.FactorCategory": _SEEDED,
    "catalogue.Checklist": _ALL,
    "catalogue.ChecklistItem": _ALL,
    "catalogue.Rules": _ALL,
    "catalogue.Policy": _SEEDED,
    "catalogue.PolicyNotice": _SEEDED,
    "catalogue.WorkingCalendar": _ALL,
    "incidents.Incident": _ALL,
    "incidents.IncidentMember": _ALL,
    "incidents.ImpactInterval": _ALL,
    "incidents.TimelineEntry": _ALL,
    "incidents.EntryRevision": _ALL,
    "incidents.Mark": _ALL,
    "incidents.StateRevision": _ALL,
    "incidents.RoleAssignment": _ALL,
    "incidents.Task": _ALL,
    "incidents.Attachment": _ALL,
    "incidents.UncheckedPicture": Leaves(without=("lease",)),
    "incidents.Merge": _ALL,
    "incidents.MovedEntry": _ALL,
    "incidents.Follower": _ALL,
    "customers.Customer": _ALL,
    "customers.Contact": _ALL,
    "customers.AffectedCustomer": _ALL,
    "customers.Letter": _ALL,
    "customers.LetterVersion": _ALL,
    "customers.Told": _ALL,
    "customers.Report": _ALL,
    "customers.ReportReply": _ALL,
    "customers.Update": _ALL,
    "customers.UpdateTemplate": _SEEDED,
    "customers.CustomerSummary": _ALL,
    "customers.CustomerMeasure": _ALL,
    "customers.Follow": _ALL,
    "customers.StatusPage": _ALL,
    "customers.Maintenance": _ALL,
    "customers.Subscriber": Leaves(without=("key",)),  # which links that end a subscription are signed from
    "customers.StatusMailing": _ALL,
    "actions.ActionTemplate": _ALL,
    "actions.ActionItem": _ALL,
    "actions.ActionEvent": _ALL,
    "actions.ActionComment": _ALL,
    "actions.ActionFollower": _ALL,
    "postmortems.PostmortemTemplate": _SEEDED,
    "postmortems.TemplateSection": _SEEDED,
    "postmortems.Waiver": _ALL,
    "postmortems.Postmortem": _ALL,
    "postmortems.PostmortemEvent": _ALL,
    "postmortems.Section": _ALL,
    "postmortems.SectionRevision": _ALL,
    "postmortems.CommentThread": _ALL,
    "postmortems.Comment": _ALL,
    "postmortems.Factor": _ALL,
    "postmortems.Lesson": _ALL,
    "postmortems.Measure": _ALL,
    "postmortems.OpenQuestion": _ALL,
    "postmortems.InterviewNote": Leaves(only=Q(shared_at__isnull=False)),  # until then only the interviewer may read it
    "postmortems.Reviewer": _ALL,
    "postmortems.PostmortemVersion": _ALL,
    "postmortems.SignOff": _ALL,
    "postmortems.Reading": _ALL,
    "followthrough.Reminder": _ALL,  # without them everybody would be reminded again
    "followthrough.ReminderPause": _ALL,
    "followthrough.OwnerQuestion": _ALL,
    "followthrough.Recurrence": _ALL,
    "followthrough.SavedView": _ALL,
    "importing.ImportBatch": Leaves(only=Q(state__in=("added", "taken_back"))),  # the others are previews
    "importing.DocumentBatch": _ALL,
    "importing.Document": Leaves(only=Q(state="imported")),  # the others are previews
    "notifications.ChannelChoice": _ALL,
    # Who did what, and who exported before; it names people and addresses, no secrets.
    "accounts.AuditEvent": Leaves(by_anybody=Q(action="login_failed")),
}

STAYS: Mapping[str, str] = {
    "account.EmailAddress": "The sign-in library's copy of the addresses of people.",
    "account.EmailConfirmation": "Links that can be used once.",
    "auth.Group": "Unused: what people may do follows from their role.",
    "auth.Permission": "Unused, and made by migrations.",
    "contenttypes.ContentType": "Made by migrations.",
    "followthrough.CalendarFeed": "The address of a calendar is a secret of its person, who makes another one.",
    "importing.ImportLine": "Previews of imports that nobody has added yet.",
    "live.Presence": "Who has a page open now.",
    "mfa.Authenticator": "Secrets of two-factor authentication.",
    "notifications.Attempt": "Belongs to deliveries.",
    "notifications.ChannelPause": "Whether the mail server answers now.",
    "notifications.Delivery": "Messages were sent by this installation; another one must not send them again.",
    "notifications.Endpoint": "Whoever knows the address of a chat or webhook can write there; it is entered anew.",
    "notifications.Heartbeat": "Whether the worker runs now.",
    "postmortems.ExportJob": "Files that are deleted after a day.",
    "postmortems.SectionDraft": "What somebody typed and has not saved yet is for nobody else to read.",
    "sessions.Session": "Who is logged in now.",
    "transfer.FullExport": "Files that are deleted after a day.",
    "transfer.FullImport": "Whether an import has not ended here.",
    "usersessions.UserSession": "Who is logged in now.",
}
