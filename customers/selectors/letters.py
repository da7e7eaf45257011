"""Letters: what one is made of, what it begins with, what changed since, and which letters there are."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.db.models import Exists, F, OuterRef
from django.db.models.functions import Coalesce

from accounts.models import Company, User, company_zone
from accounts.permissions import is_responder
from core.markdown_writer import escaped
from core.plain_words import plain_words
from core.zones import zone_or_utc
from customers.models import (
    AffectedCustomer,
    Customer,
    CustomerMeasure,
    CustomerSummary,
    Letter,
    LetterVersion,
    Told,
    Update,
)
from customers.models.letters import fits_a_letter
from customers.permissions import can_take_back
from customers.querysets import LetterVersionQuerySet
from customers.readers.intervals import Span, affected_spans
from customers.readers.letter_facts import LetterFacts, changes, digest_of
from customers.readers.named import names_in
from customers.readers.simple_markdown import simple_markdown
from customers.selectors.letter_record import letter_record
from customers.selectors.staleness import staleness
from customers.selectors.tellings import ToldShown
from incidents.models import Incident
from incidents.permissions import can_edit_public_summary
from incidents.readers.contradictions import Contradiction, contradictions
from incidents.selectors.zones import ShownZone, ZoneChoice

WHEN = "When you were affected"
CHANGED = "What we change so that it does not return"


class LetterState(Enum):
    """How far a letter is."""

    DRAFT = "draft"
    SIGNED = "signed off"
    GIVEN = "given"


@dataclass(frozen=True, slots=True)
class LetterSource:
    """What a letter is made of, as it is now."""

    name: str
    words: str
    summary: str
    measures: tuple[str, ...]
    spans: tuple[Span, ...]
    zone: ShownZone
    is_over: bool

    @property
    def facts(self) -> LetterFacts:
        """What identifies it."""
        return LetterFacts(
            name=digest_of(self.name),
            words=digest_of(self.words),
            summary=digest_of(self.summary),
            measures=tuple(digest_of(each) for each in self.measures),
            spans=self.spans,
            zone=self.zone.name,
            goes_on=not self.is_over and any(until is None for _, until in self.spans),
        )


@dataclass(frozen=True, slots=True)
class LetterShown:
    """A letter in a list."""

    letter: Letter
    state: LetterState


@dataclass(frozen=True, slots=True)
class LetterPage:
    """One letter. `changed` says what differs from what it was made of; `named` are others that it names.

    `differs` are sentences of a letter that nobody has given yet, which contradict the record.

    `names_people`: who wrote it and signed it off, and which names were confirmed, is not for reporters.
    """

    letter: Letter
    current: LetterVersion
    earlier: list[LetterVersion]
    state: LetterState
    changed: list[str]
    named: list[str]
    told: list[ToldShown]
    may_sign: bool
    names_people: bool
    lost: LetterVersion | None
    differs: list[Contradiction]

    @property
    def may_discard(self) -> bool:
        """What is signed off is discarded by those who sign; what the customer has, by nobody."""
        may = self.may_sign or not self.current.is_signed
        return may and not self.told and not self.letter.affected.incident.is_merged

    @property
    def is_ready(self) -> bool:
        """Signed off, and nothing has changed since: it may be given."""
        return self.current.is_signed and not self.changed


def letter_source(affected: AffectedCustomer) -> LetterSource:
    """In five queries, whatever the incident holds."""
    incident = affected.incident
    update = Update.objects.published().filter(incident=incident).first()
    holds = update is not None and bool(incident.public_summary) and staleness(incident, update) is None
    summary = CustomerSummary.objects.filter(incident=incident, published_at__isnull=False).first()
    impact = list(incident.impact_intervals.values_list("started_at", "ended_at"))
    zone = (affected.customer.zone if affected.customer else "") or company_zone()
    return LetterSource(
        name=affected.shown_name,
        words=update.words if update is not None and holds else "",
        summary=simple_markdown(summary.html) if summary else "",
        measures=tuple(CustomerMeasure.objects.filter(incident=incident).values_list("text", flat=True)),
        spans=tuple(affected_spans((affected.since_at, affected.until_at), impact)),
        zone=ShownZone(ZoneChoice.MINE, zone_or_utc(zone)),
        is_over=not incident.is_open,
    )


def begun_text(source: LetterSource) -> str:
    """What a letter begins with. What is not known stays as a gap, which must be filled in before the sign-off."""
    company = Company.objects.filter(pk=Company.ONLY).values_list("name", flat=True).first() or ""
    happened = source.summary or source.words or "[what happened?]"
    changed = "\n".join(f"- {_in_line(each)}" for each in source.measures)
    text = _composed(source, happened, changed, company)
    if not fits_a_letter(text):
        text = _composed(source, "[what happened, in short?]", changed, company)
    return (
        text if fits_a_letter(text) else _composed(source, "[what happened, in short?]", "[which measures?]", company)
    )


def _composed(source: LetterSource, happened: str, changed: str, company: str) -> str:
    parts = [f"Dear {escaped(source.name)},", happened, f"**{WHEN}**", _when(source)]
    parts += [f"**{CHANGED}**", changed] if changed else []
    return "\n\n".join([*parts, "Kind regards" + (f",\n{escaped(company)}" if company else "")])


def _in_line(words: str) -> str:
    """Words that may have lines of their own, as one point of a list."""
    return words.replace("\n", "\n  ")


def _when(source: LetterSource) -> str:
    lines = [_span(span, source) for span in source.spans]
    said = lines[0] if len(lines) == 1 else "\n".join(f"- {line}" for line in lines)
    return f"{said}\n\nTimes are those of {escaped(source.zone.name.replace('_', ' '))}."


def _span(span: Span, source: LetterSource) -> str:
    since, until = span
    if since is not None and until is not None:
        return f"From {source.zone.span(since, until)}."
    begin = source.zone.dated(since) if since else "[when?]"
    if until is not None:
        return f"From {begin} to {source.zone.dated(until)}."
    return f"From {begin} to [when?]." if source.is_over else f"Since {begin}; it goes on."


def spans_in_words(facts: LetterFacts) -> str:
    """When a customer was affected, for those who write the letter."""
    zone = ShownZone(ZoneChoice.MINE, zone_or_utc(facts.zone))
    return ", ".join(zone.span(since, until) for since, until in facts.spans)


def changed_since(version: LetterVersion, source: LetterSource) -> list[str]:
    """What differs from what a version was made of, in sentences."""
    before, after = LetterFacts.from_json(version.facts), source.facts
    return changes(before, after, (spans_in_words(before), spans_in_words(after)))


def letter_page(letter: Letter, viewer: User) -> LetterPage:
    """In a constant number of queries; the names of all customers are read only for those who may sign it off."""
    affected = letter.affected
    people = ("written_by", "asked_by", "signed_by")
    versions = list(letter.versions.select_related(*people))
    current = next(version for version in versions if version.number == letter.version)
    told = Told.objects.counting().filter(letter__letter=letter).select_related("by", "affected", "letter")
    given = list(told.order_by("-at", "-pk"))
    may_sign = may_sign_letter(viewer, affected.incident)
    source = letter_source(affected)
    state = _state(current, is_given=any(each.letter_id == current.pk for each in given))
    record = letter_record(affected.incident, source.spans, source.zone.zone, viewer)
    is_open = state is not LetterState.GIVEN and not affected.incident.is_merged
    return LetterPage(
        letter=letter,
        current=current,
        earlier=[version for version in versions if version != current],
        state=state,
        changed=changed_since(current, source),
        named=others_named(current, affected) if may_sign and not current.is_signed else [],
        told=[ToldShown(each, can_take_back(viewer, each)) for each in given],
        may_sign=may_sign,
        names_people=is_responder(viewer),
        lost=next((each for each in versions if each.is_signed and each.number < current.number), None)
        if not current.is_signed
        else None,
        differs=contradictions(current.text, record, for_customers=True) if is_open else [],
    )


def letters_waiting(viewer: User) -> LetterVersionQuerySet:
    """The letters that the viewer sees whose sign-off was asked for, the oldest first."""
    seen = LetterVersion.objects.visible_to(viewer, Incident.objects.all()).waiting()
    whole = seen.select_related("letter__affected__customer", "letter__affected__incident", "asked_by")
    return whole.defer("text", "html", "letter__affected__incident__search").order_by("asked_at", "pk")


def may_sign_letter(viewer: User, incident: Incident) -> bool:
    """Who approves customer updates; not of a duplicate, which is read-only."""
    return not incident.is_merged and can_edit_public_summary(viewer, incident)


def _state(current: LetterVersion, *, is_given: bool) -> LetterState:
    if is_given:
        return LetterState.GIVEN
    return LetterState.SIGNED if current.is_signed else LetterState.DRAFT


def others_named(version: LetterVersion, affected: AffectedCustomer) -> list[str]:
    """The names of other customers that stand in a letter, also those of merged ones and names that none has."""
    said = f"{version.text}\n{plain_words(version.html)}"  # as it was typed, and as it reads
    rows = list(Customer.objects.values_list("pk", "merged_into", "name"))
    own = [affected.shown_name, affected.name]
    mine = affected.customer_id
    own += [name for pk, merged, name in rows if mine is not None and mine in (pk, merged)]
    typed = AffectedCustomer.objects.filter(incident=affected.incident_id, customer=None).exclude(pk=affected.pk)
    others = [name for pk, merged, name in rows if mine is None or mine not in (pk, merged)]
    names = sorted({*others, *typed.values_list("name", flat=True)} - set(own))
    return names_in(said, names, own)


def letters_of(incidents: Collection[int]) -> dict[tuple[int, int | str], list[LetterShown]]:
    """By the number of the incident and the customer, or the name that none has; one query.

    A letter about a duplicate stands with the incident that it was merged into.
    """
    where = Coalesce("letter__affected__incident__duplicate_of", F("letter__affected__incident"))
    given = Exists(Told.objects.counting().filter(letter=OuterRef("pk")))
    rows = LetterVersion.objects.current().filter(letter__discarded_at__isnull=True)
    shown = rows.annotate(where=where, is_given=given).filter(where__in=incidents)
    found: dict[tuple[int, int | str], list[LetterShown]] = {}
    whole: Any = shown.select_related("letter__affected").defer("text", "html").order_by("pk")
    for row in whole:
        affected = row.letter.affected
        key = (row.where, affected.customer_id or affected.name)
        found.setdefault(key, []).append(LetterShown(row.letter, _state(row, is_given=row.is_given)))
    return found
