"""Changes of what is known about an incident: details, impact, customer update. Each writes one entry."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.models import User
from catalogue.models import Service
from core.clock import now
from core.errors import Conflict, DomainError
from core.zones import is_zone
from incidents.enums import EntryKind, Origin
from incidents.models import ImpactInterval, Incident
from incidents.selectors.detail_words import INTERVALS, SERVICES, detail_label, detail_words
from incidents.services.checklist_tasks import give_checklist_tasks
from incidents.services.public_words import public_words
from incidents.services.updates import set_customer_facing, settle_update_due
from incidents.services.writing import NewEntry, announce_change, by_now, lock, lock_row, stored_before, write_entry

LONGEST_TITLE = 200
DETAILS = (
    "title",
    "summary",
    "zone",
    "zone_word",
    "is_drill",
    "is_near_miss",
    "is_customer_facing",
    "call_url",
    "runbook_url",
)
PUBLIC_SUMMARY = (
    "public_summary",
    "public_summary_html",
    "public_summary_renderer",
    "public_summary_at",
    "update_promised_at",
    "is_customer_facing",
    "customers_from_reports",
)
IMPACT = (
    "impact_text",
    "impact_scope",
    "impact_percent",
    "impact_percent_about",
    "impact_percent_of",
    "impact_all_users",
    "revenue_lost",
    "revenue_amount",
    "revenue_currency",
    "revenue_extent",
    "detection_source",
    "detected_by",
)


NO_VALUES: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Interval:
    """A period of impact; either end may be unknown, not both."""

    started_at: datetime | None
    ended_at: datetime | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class DetailsChange:
    """Which columns changed, what the entry says of it, and what each of them said before."""

    columns: list[str]
    told: str
    before: list[str]


@transaction.atomic
def edit_details(
    *,
    incident: Incident,
    actor: User,
    values: Mapping[str, Any] = NO_VALUES,
    services: Sequence[Service] | None = None,
    base_seq: int | None = None,
) -> Incident:
    """Changes columns of DETAILS by `values`, and the services; only what differs is written.

    `base_seq` is the incident's `seq` when the person began: Conflict where they would undo what somebody else changed
    since. Raises DomainError for a title or a zone that cannot be, TypeError for another column.
    """
    check_names(values, DETAILS)
    _check_title(values.get("title", "-"))
    if "zone" in values and not is_zone(values["zone"]):
        raise DomainError("There is no such time zone. Write a place such as Africa/Nairobi, or UTC.", field="zone")
    locked = lock(incident)
    before, changed = locked.title, _differing(locked, values)
    if services is not None and set(services) != set(locked.services.all()):
        changed.append(SERVICES)
    _refuse_unseen(locked, changed, base_seq)
    words_before = _words(locked, changed)
    _assign(locked, values, changed)
    if services is not None and SERVICES in changed:
        locked.services.set(services)
    if "is_customer_facing" in changed:
        set_customer_facing(locked, is_affected=locked.is_customer_facing)
    is_title = changed == ["title"]
    words = f": “{before}” → “{locked.title}”" if "title" in changed else ""
    told = f"{actor.name} changed {', '.join(map(detail_label, changed))}{words}."
    _record(
        locked, actor, DetailsChange(changed, told, words_before), EntryKind.TITLE if is_title else EntryKind.DETAILS
    )
    if SERVICES in changed:
        give_checklist_tasks(locked, actor=actor)
    return locked


@transaction.atomic
def edit_impact(
    *,
    incident: Incident,
    actor: User,
    values: Mapping[str, Any] = NO_VALUES,
    intervals: Sequence[Interval] | None = None,
    base_seq: int | None = None,
) -> Incident:
    """Changes columns of IMPACT (`values`) and replaces the intervals; `base_seq` as in `edit_details`.

    Raises DomainError when an interval runs backwards or is empty, or a percentage is out of range.
    """
    check_names(values, IMPACT)
    _check_percent(values.get("impact_percent"))
    locked = lock(incident)
    changed = _differing(locked, values)
    if intervals is not None and _intervals_differ(locked, intervals):
        changed.append(INTERVALS)
    _refuse_unseen(locked, changed, base_seq)
    words_before = _words(locked, changed)
    _assign(locked, values, changed)
    if intervals is not None and INTERVALS in changed:
        _replace_intervals(locked, intervals)
    told = f"{actor.name} changed the impact."
    _record(locked, actor, DetailsChange(changed, told, words_before), EntryKind.DETAILS)
    return locked


@transaction.atomic
def edit_public_summary(
    *,
    incident: Incident,
    actor: User,
    text: str,
    base_seq: int | None = None,
    at: datetime | None = None,
    client_uuid: UUID | None = None,
) -> Incident:
    """Posts an update: the words that sales and support may pass on, which are its entry, too.

    The incident counts as customer-facing from then on, and the next update is due after the severity's interval. The
    same words again say that they still hold; none take those that stand back. `base_seq` as in `edit_details`; the
    same UUID posts once. `at` is when it was written, at the latest now: a browser may have kept it for a while.
    DomainError as `public_words`, Conflict when newer ones were posted since `at`.
    """
    locked = lock_row(incident)
    words = text.strip()
    rendered = public_words(words)
    if stored_before(actor, client_uuid, incident=locked, text=words) or not (words or locked.public_summary):
        return locked
    _refuse_unseen(locked, ["public_summary"], base_seq)
    posted_at, words_before = _posted_at(locked, at), _words(locked, ["public_summary"])
    locked.public_summary, locked.public_summary_html = words, rendered.html
    locked.public_summary_renderer, locked.public_summary_at = rendered.version, posted_at
    if words:
        locked.is_customer_facing, locked.customers_from_reports = True, False
        locked.update_promised_at = None  # of the words before; these may promise another one
    locked.save(update_fields=PUBLIC_SUMMARY)
    settle_update_due(locked, since=locked.public_summary_at if words else None)
    if words:
        _record_update(locked, actor, words, posted_at, client_uuid)
    else:
        told = f"{actor.name} removed the {detail_label('public_summary')}."
        _record(locked, actor, DetailsChange(["public_summary"], told, words_before), EntryKind.DETAILS)
    return locked


def _posted_at(incident: Incident, at: datetime | None) -> datetime:
    """When an update counts as posted. Conflict when it waited so long that newer words stand already."""
    posted_at, latest = by_now(at, field="when"), incident.public_summary_at
    if at is not None and latest is not None and posted_at < latest:
        raise Conflict(
            "Somebody posted a newer customer update after you wrote yours. Yours was not posted, and is kept."
        )
    return posted_at


def check_names(values: Mapping[str, Any], known: tuple[str, ...]) -> None:
    """Raises TypeError for a column that is not among the known ones."""
    if unknown := set(values) - set(known):
        raise TypeError(f"No such columns here: {', '.join(sorted(unknown))}")


def _check_title(title: str) -> None:
    if not title.strip():
        raise DomainError("An incident needs a title.", field="title")
    if len(title) > LONGEST_TITLE:
        raise DomainError(f"A title has at most {LONGEST_TITLE} characters. Put the rest below.", field="title")


def _check_percent(percent: Decimal | None) -> None:
    if percent is not None and not 0 <= percent <= 100:  # noqa: PLR2004 - per cent
        raise DomainError("A percentage must be between 0 and 100.", field="impact_percent")


def _differing(incident: Incident, values: Mapping[str, Any]) -> list[str]:
    return [name for name, value in values.items() if getattr(incident, name) != value]


def _refuse_unseen(incident: Incident, changed: list[str], base_seq: int | None) -> None:
    """Conflict when a column that would change was changed by somebody else after `base_seq`."""
    if base_seq is None or not changed:
        return
    own = incident.entries.filter(merged_from=None)  # a duplicate brings entries that speak of its own columns
    later = own.filter(kind__in=(EntryKind.TITLE, EntryKind.DETAILS, EntryKind.UPDATE), seq__gt=base_seq)
    theirs = {name for facts in later.values_list("facts", flat=True) for name in facts.get("columns", ())}
    if unseen := [detail_label(name) for name in changed if name in theirs]:
        raise Conflict(
            f"Somebody changed this while you were writing: {', '.join(unseen)}. Nothing of theirs was overwritten, "
            "and yours is kept below. Check the incident, then save again to replace it with yours."
        )


def _assign(incident: Incident, values: Mapping[str, Any], changed: list[str]) -> None:
    columns = [name for name in changed if name in values]
    for name in columns:
        setattr(incident, name, values[name])
    if columns:
        incident.save(update_fields=columns)


def _intervals_differ(incident: Incident, wanted: Sequence[Interval]) -> bool:
    for interval in wanted:
        if interval.started_at is None and interval.ended_at is None:
            raise DomainError("An impact interval needs at least one known end.", field="intervals")
        if interval.started_at and interval.ended_at and interval.ended_at < interval.started_at:
            raise DomainError("An impact interval ends before it starts. Nothing was changed.", field="intervals")
    before = incident.impact_intervals.values_list("started_at", "ended_at", "note")
    return Counter(before) != Counter((row.started_at, row.ended_at, row.note) for row in wanted)


def _replace_intervals(incident: Incident, wanted: Sequence[Interval]) -> None:
    incident.impact_intervals.all().delete()
    ImpactInterval.objects.bulk_create(
        ImpactInterval(incident=incident, started_at=row.started_at, ended_at=row.ended_at, note=row.note)
        for row in wanted
    )


def _words(incident: Incident, names: Sequence[str]) -> list[str]:
    """What the incident says of each of these."""
    return [detail_words(incident, name) for name in names]


def _record(incident: Incident, actor: User, change: DetailsChange, kind: EntryKind) -> None:
    """The one entry of a change, with what was said before and is said now; none where nothing changed."""
    if not change.columns:
        return
    facts = {
        "columns": change.columns,
        "labels": [detail_label(name) for name in change.columns],
        "before": change.before,
        "after": _words(incident, change.columns),
    }
    new = NewEntry(text=change.told, happened_at=now(), kind=kind, origin=Origin.SYSTEM, facts=facts)
    write_entry(incident, new, actor=actor)
    announce_change(incident, actor=actor, change=kind)


def _record_update(incident: Incident, actor: User, words: str, at: datetime, client_uuid: UUID | None) -> None:
    write_entry(
        incident,
        NewEntry(
            text=words,
            happened_at=at,
            kind=EntryKind.UPDATE,
            facts={"columns": ["public_summary"]},
            client_uuid=client_uuid,
        ),
        actor=actor,
    )
    announce_change(incident, actor=actor, change=EntryKind.UPDATE)
