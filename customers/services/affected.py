"""Which customers an incident affects: by its reports, by the services they use, or because somebody said so."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from catalogue.models import Service
from core.errors import DomainError
from customers.enums import AffectedSource
from customers.models import AffectedCustomer, Customer, Letter, Report, Told
from customers.readers.names import Identity, identity_of, name_key, tidy
from customers.services.locking import lock_affected, lock_customers, lock_named
from incidents.enums import EntryKind
from incidents.models import Incident
from incidents.services import append_system_entry, clear_customer_facing, lock, lock_rows, note_customers

MOST_NAMES = 500


@dataclass(frozen=True, slots=True)
class Period:
    """From when until when customers were affected, where that is known."""

    since_at: datetime | None = None
    until_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Added:
    """How many customers were added, and how many stood there already."""

    added: int
    present: int


UNKNOWN_PERIOD = Period()


@transaction.atomic
def add_affected(*, incident: Incident, actor: User, names: Iterable[str], period: Period = UNKNOWN_PERIOD) -> Added:
    """Adds customers by name; a name that no customer has is kept as typed. Who stands there already stays as it is.

    Raises DomainError without a name, for too many, and for a name that is too long.
    """
    typed = {name_key(name): tidy(name) for name in names if name_key(name)}
    _check_names(typed.values())
    known = lock_named(typed.values())
    locked = lock(incident)
    chosen: dict[Identity, tuple[Customer | None, str]] = {}
    for key, name in typed.items():
        customer = known.get(key)
        chosen[identity_of(customer.pk if customer else None, name)] = (customer, name)
    return _add(locked, actor, chosen, AffectedSource.HAND, period)


@transaction.atomic
def add_users_of(
    *, incident: Incident, actor: User, services: Collection[Service], period: Period = UNKNOWN_PERIOD
) -> Added:
    """Adds every customer of today that uses one of the services. Raises DomainError when none does."""
    users = lock_customers(Customer.objects.using_services(services)).values()
    if not users:
        raise DomainError("No customer uses these services. A customer's page says which it uses.", field="services")
    locked = lock(incident)
    chosen: dict[Identity, tuple[Customer | None, str]] = {user.pk: (user, user.name) for user in users}
    return _add(locked, actor, chosen, AffectedSource.SERVICE, period)


def _check_names(names: Collection[str]) -> None:
    if not names:
        raise DomainError("Write at least one name, each on its own line.", field="names")
    if len(names) > MOST_NAMES:
        raise DomainError(f"These are {len(names)} names; add at most {MOST_NAMES} at once.", field="names")
    longest = max(names, key=len)
    if len(longest) > AffectedCustomer._meta.get_field("name").max_length:  # type: ignore[operator]
        raise DomainError(f"“{longest[:60]}…” is too long for a name. Write each on its own line.", field="names")


def _add(
    incident: Incident,
    actor: User,
    chosen: Mapping[Identity, tuple[Customer | None, str]],
    source: AffectedSource,
    period: Period,
) -> Added:
    present = {row.identity for row in incident.affected_customers.all()}
    rows = [
        AffectedCustomer(
            incident=incident,
            customer=customer,
            name=name,
            source=source,
            since_at=period.since_at,
            until_at=period.until_at,
            added_by=actor,
        )
        for identity, (customer, name) in chosen.items()
        if identity not in present
    ]
    AffectedCustomer.objects.bulk_create(rows)
    if rows:
        note_customers(incident)
        how = "by service" if source == AffectedSource.SERVICE else "by hand"
        _log(incident, actor, f"{_counted(len(rows))} added {how}.")
    return Added(len(rows), len(chosen) - len(rows))


@transaction.atomic
def edit_affected(*, affected: AffectedCustomer, actor: User, period: Period) -> AffectedCustomer:
    """From when until when. It stays when its reports are unlinked. DomainError when the end is before the start."""
    if period.since_at and period.until_at and period.until_at < period.since_at:
        raise DomainError("The end is before the start. Correct one of the two.", field="until")
    row = lock_affected(affected)
    row.since_at, row.until_at, row.is_kept = period.since_at, period.until_at, True
    row.save(update_fields=["since_at", "until_at", "is_kept"])
    return row


@transaction.atomic
def remove_affected(*, affected: AffectedCustomer, actor: User) -> None:
    """It was not affected. DomainError while a linked report names it, or when somebody was told already."""
    row = lock_affected(affected)
    if reports := reports_naming(row):
        named = ", ".join(report.reference for report in reports[:3])
        raise DomainError(f"{row.name} stands in {named}. Unlink that first.")
    if row.tellings.counting().exists():
        raise DomainError(f"{row.name} was told about it. Take that back first.")
    if row.letters.kept().exists():
        raise DomainError(f"There is a letter to {row.name}. Discard that first.")
    row.delete()
    _log(row.incident, actor, f"{_counted(1)} removed.")
    clear_customer_facing(row.incident)


def reports_naming(affected: AffectedCustomer) -> list[Report]:
    """The reports of its incident that name this customer."""
    reports = Report.objects.filter(incident=affected.incident).without_words().order_by("pk")
    return [report for report in reports if report.identity == affected.identity]


def sync_reported(incidents: Collection[int]) -> None:
    """Makes the customers that linked reports name affected, and no others that came from reports.

    Call it in the transaction that linked, unlinked or moved reports, with the numbers of their incidents. A customer
    whose last report went stays, as if added by hand, where somebody edited the row, told it or wrote to it.
    """
    for incident in lock_rows(incidents).values():
        _sync(incident)


def _sync(incident: Incident) -> None:
    naming: dict[Identity, list[Report]] = {}
    for report in incident.reports.without_words().select_related("known_customer").order_by("pk"):
        if identity := report.identity:
            naming.setdefault(identity, []).append(report)
    rows = {row.identity: row for row in incident.affected_customers.all()}
    for identity, reports in naming.items():
        since = min((report.since_at for report in reports if report.since_at), default=None)
        row = rows.pop(identity, None)
        if row is None:
            _add_reported(incident, reports[0], since)
        elif row.source == AffectedSource.REPORT and not row.is_kept and row.since_at != since:
            AffectedCustomer.objects.filter(pk=row.pk).update(since_at=since)
    left = [row for row in rows.values() if row.source == AffectedSource.REPORT]
    told = set(Told.objects.filter(affected__in=left).values_list("affected", flat=True))
    told |= set(Letter.objects.filter(affected__in=left).values_list("affected", flat=True))
    kept = [row.pk for row in left if row.is_kept or row.pk in told]
    AffectedCustomer.objects.filter(pk__in=kept).update(source=AffectedSource.HAND)
    AffectedCustomer.objects.filter(pk__in=[row.pk for row in left]).exclude(pk__in=kept).delete()


def _add_reported(incident: Incident, report: Report, since: datetime | None) -> None:
    known = report.known_customer
    AffectedCustomer.objects.create(
        incident=incident,
        customer=known,
        name=known.name if known else tidy(report.customer),
        source=AffectedSource.REPORT,
        since_at=since,
        added_by=report.joined_by,
    )


def move_affected(rows: QuerySet[AffectedCustomer], incident: Incident, change: int) -> list[int]:
    """Moves them to another incident, for a merge or its undo; whoever stands there already stays where they are."""
    present = {row.identity for row in incident.affected_customers.all()}
    moved = [row.pk for row in rows.select_for_update(of=("self",)) if row.identity not in present]
    AffectedCustomer.objects.filter(pk__in=moved).update(incident=incident)
    return moved


def give(row: AffectedCustomer, customer: Customer) -> None:
    """Makes a row that of a customer, in a locked incident; what was told goes to its row, where there is one."""
    other = AffectedCustomer.objects.filter(incident=row.incident_id, customer=customer).exclude(pk=row.pk).first()
    if other is None:
        row.customer = customer
        row.save(update_fields=["customer"])
        return
    row.tellings.update(affected=other)
    row.letters.update(affected=other)
    other.since_at = min((at for at in (other.since_at, row.since_at) if at), default=None)
    ends = (other.until_at, row.until_at)
    other.until_at = max(at for at in ends if at) if all(ends) else None
    other.is_kept = other.is_kept or row.is_kept
    other.save(update_fields=["since_at", "until_at", "is_kept"])
    row.delete()


def _counted(count: int) -> str:
    return f"{count} affected customer{'' if count == 1 else 's'}"


def _log(incident: Incident, actor: User, text: str) -> None:
    """Without names: those stand in the table, where they can be corrected."""
    append_system_entry(incident=incident, actor=actor, kind=EntryKind.DETAILS, text=text, facts={})
