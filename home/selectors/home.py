"""What the home page shows: open incidents, what is assigned to the reader, and what is new."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse

from accounts.models import User
from accounts.permissions import is_manager
from actions.due import DUE_WITHIN
from actions.models import ActionItem
from catalogue.enums import BuiltInRole
from core import clock
from core.durations import humanize, to_the_minute
from core.plain_words import plain_words
from customers.enums import ReportState
from customers.models import Report
from home.selectors.late import Late, what_is_late
from incidents.models import Incident, RoleAssignment, TimelineEntry
from incidents.selectors.impact import about_of, periods_of
from incidents.selectors.length import Length, length_of
from incidents.selectors.roles import lead_column
from postmortems.enums import PostmortemStatus
from postmortems.models import Postmortem

SHOWN = 12


@dataclass(frozen=True, slots=True)
class OpenIncident:
    """An open incident: how long it has lasted, who leads it, and its last entry that a person wrote, in `said`."""

    incident: Incident
    services: str
    lead: str
    last: TimelineEntry | None
    length: Length
    said: str


@dataclass(frozen=True, slots=True)
class Work:
    """An action item, a postmortem or a customer update of the reader.

    `late` counts days past its date; 0 when it is not late. An update has an instant in place of a date.
    """

    incident: Incident
    address: str
    title: str
    sub: str
    why: str
    due_on: date | None
    late: int
    due_at: datetime | None = None
    over: str = ""


@dataclass(frozen=True, slots=True)
class Home:
    """The home page of responders and above; open drills stand apart, `late` is there for managers."""

    late: Late | None
    open: list[OpenIncident]
    drills: list[OpenIncident]
    work: list[Work]
    reports: list[Report]
    ended: list[Incident]
    lessons: list[Postmortem]

    @property
    def private(self) -> list[int]:
        """The private incidents whose words it shows."""
        shown = [row.incident for row in self.open + self.drills] + self.ended
        shown += [work.incident for work in self.work] + [lesson.incident for lesson in self.lessons]
        late = self.late.private if self.late else []
        return late + [incident.pk for incident in shown if incident.is_private]


def home(user: User) -> Home:
    """All of it, in a number of queries that does not depend on how much there is."""
    visible = Incident.objects.visible_to(user)
    week_ago = clock.now() - timedelta(days=7)
    published = (
        Postmortem.objects.visible_to(user)
        .without_drills()
        .filter(status=PostmortemStatus.PUBLISHED, is_imported=False)
    )
    running = _open_incidents(user)
    return Home(
        late=what_is_late(user) if is_manager(user) else None,
        open=[found for found in running if not found.incident.is_drill],
        drills=[found for found in running if found.incident.is_drill],
        work=_updates(user) + sorted(_actions(user) + _postmortems(user), key=_pressing),
        reports=list(Report.objects.visible_to(user).filter(state=ReportState.NEW).select_related("reporter")[:SHOWN]),
        ended=list(visible.real().filter(resolved_at__gte=week_ago).order_by("-resolved_at")[:SHOWN]),
        lessons=list(published.select_related("incident").order_by("-published_at")[:3]),
    )


def _open_incidents(user: User) -> list[OpenIncident]:
    last_told = TimelineEntry.objects.told().live().filter(incident=OuterRef("pk")).order_by("-happened_at", "-seq")
    incidents: QuerySet[Incident] = (
        Incident.objects.visible_to(user).open().prefetch_related("services", "impact_intervals")
    )
    beside = incidents.annotate(
        last_entry=Subquery(last_told.values("pk")[:1]), lead_name=lead_column(OuterRef("pk"), "person__name")
    )
    rows = list(beside.order_by("is_drill", "severity", "-began_at")[:SHOWN])
    about = about_of([row.pk for row in rows])
    entries = TimelineEntry.objects.select_related("author").in_bulk([row.last_entry for row in rows if row.last_entry])
    return [
        OpenIncident(
            incident=row,
            services=", ".join(service.name for service in row.services.all()),
            lead=row.lead_name or "not assigned",
            last=entries.get(row.last_entry or 0),
            length=length_of(row, periods_of(row), about.get(row.pk, ())),
            said=_said(entries.get(row.last_entry or 0)),
        )
        for row in rows
    ]


def _said(last: TimelineEntry | None) -> str:
    """What the last entry says, on one line."""
    if last is None:
        return ""
    words = plain_words(last.html) or last.text
    return f"{last.change}: {words}" if last.change else words


def _pressing(work: Work) -> tuple[bool, date]:
    return work.due_on is None, work.due_on or date.max


def _late(due_on: date | None, today: date) -> int:
    return max((today - due_on).days, 0) if due_on else 0


def _updates(user: User) -> list[Work]:
    """Customer updates that the reader owes: as communications, or as lead where nobody has that; the first due first.

    It is who hears that one is overdue (`incidents.services.updates`).
    """
    held = RoleAssignment.objects.current().filter(incident=OuterRef("pk"))
    speaks = held.filter(role=BuiltInRole.COMMUNICATIONS)
    leads = held.filter(role=BuiltInRole.LEAD, person=user)
    mine = Q(Exists(speaks.filter(person=user))) | Q(Exists(leads), ~Exists(speaks))
    owed = Incident.objects.visible_to(user).owing_updates().filter(mine).order_by("update_due_at")
    return [
        Work(
            incident=incident,
            address=reverse("update_list", args=[incident.pk]),
            title=f"Customer update of {incident.reference}: {incident.title}",
            sub="drill" if incident.is_drill else "customers wait for it",
            why="Customer updates",
            due_on=None,
            late=0,
            due_at=incident.update_due_at,
            over=humanize(to_the_minute(late)) if (late := clock.now() - due) >= timedelta(0) else "",
        )
        for incident in owed.defer("search")[:SHOWN]
        if (due := incident.update_due_at)
    ]


def _actions(user: User) -> list[Work]:
    today = clock.today(user.zone)
    items = ActionItem.objects.visible_to(user).filter(owner=user).due_by(today + DUE_WITHIN).select_related("incident")
    return [
        Work(
            incident=item.incident,
            address=item.get_absolute_url(),
            title=item.title,
            sub=", ".join(filter(None, (item.reference, f"from {item.incident.reference}", item.kind_words))),
            why="Owner",
            due_on=item.due_on,
            late=_late(item.due_on, today),
        )
        for item in items.order_by("due_on")[:SHOWN]
    ]


def _postmortems(user: User) -> list[Work]:
    today = clock.today(user.zone)
    mine = Postmortem.objects.visible_to(user).unpublished().filter(owner=user).select_related("incident")
    return [
        Work(
            incident=postmortem.incident,
            address=postmortem.get_absolute_url(),
            title=f"Postmortem of {postmortem.incident.reference}: {postmortem.incident.title}",
            sub=postmortem.get_status_display().lower(),
            why="Author",
            due_on=postmortem.due_on,
            late=_late(postmortem.due_on, today),
        )
        for postmortem in mine.order_by("due_on")[:SHOWN]
    ]
