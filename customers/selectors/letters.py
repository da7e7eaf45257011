"""Letters: what one is made of, what it begins with, what changed since, and which letters there are."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.db.models import Exists, F, OuterRef
from django.db.models.functions import Coalesce

from accounts.models import Company, User
from accounts.permissions import is_responder
from core.markdown_writer import escaped
from core.plain_words import plain_words
from core.zones import zone_or_utc
from customers.models import (
    AffectedCustomer,
    Customer,
    Letter,
    LetterVersion,
    Told,
)
from customers.models.letters import fits_a_letter
from customers.permissions import can_take_telling_back
from customers.querysets import LetterVersionQuerySet
from customers.readers.intervals import Span
from customers.readers.letter_facts import LetterFacts, changes
from customers.readers.named import names_in
from customers.readers.names import Identity
from customers.selectors.letter_record import letter_record
from customers.selectors.letter_sources import LetterSource, letter_source, letter_sources
from customers.selectors.tellings import ToldShown, of_same_customers
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
class LetterShown:
    """A letter in a list. `given` is the version that the customer has, where that is another one than holds."""

    letter: Letter
    state: LetterState
    is_out_of_date: bool
    given: int | None


@dataclass(frozen=True, slots=True)
class LetterPage:
    """One letter. `changed` says what differs from what it was made of; `named` are others that it names.

    `differs` are sentences of a letter that nobody has given yet, which contradict the record.

    `had` is the version that the customer has, where that is another one than holds.

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
    had: int | None
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


def begun_text(source: LetterSource, writer: User) -> str:
    """What a letter begins with. What is not known stays as a gap, which must be filled in before the sign-off."""
    sender = Company.objects.filter(pk=Company.ONLY).values_list("name", flat=True).first() or writer.name
    happened = source.summary or source.words or "[what happened?]"
    changed = "\n".join(f"- {_in_line(each)}" for each in source.measures)
    text = _composed(source, happened, changed, sender)
    if not fits_a_letter(text):
        text = _composed(source, "[what happened, in short?]", changed, sender)
    return text if fits_a_letter(text) else _composed(source, "[what happened, in short?]", "[which measures?]", sender)


def _composed(source: LetterSource, happened: str, changed: str, sender: str) -> str:
    parts = [f"Dear {escaped(source.name)},", happened, f"**{WHEN}**", _when(source)]
    parts += [f"**{CHANGED}**", changed] if changed else []
    return "\n\n".join([*parts, f"Kind regards,\n{escaped(sender)}"])


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
        told=[ToldShown(each, can_take_telling_back(viewer, each)) for each in given],
        may_sign=may_sign,
        names_people=is_responder(viewer),
        lost=next((each for each in versions if each.is_signed and each.number < current.number), None)
        if not current.is_signed
        else None,
        had=_had(given, current),
        differs=contradictions(current.text, record, for_customers=True) if is_open else [],
    )


def _had(given: Sequence[Told], current: LetterVersion) -> int | None:
    numbers = [told.letter.number for told in given if told.letter is not None]
    return max(numbers) if numbers and max(numbers) != current.number else None


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


def letters_of(affected: Collection[AffectedCustomer]) -> dict[tuple[int, Identity], list[LetterShown]]:
    """To some affected customers, by the number of the incident and whom they are to; seven queries.

    A letter about a duplicate stands with the incident that it was merged into.
    """
    where = Coalesce("letter__affected__incident__duplicate_of", F("letter__affected__incident"))
    given = Exists(Told.objects.counting().filter(letter=OuterRef("pk")))
    rows = LetterVersion.objects.current().filter(letter__discarded_at__isnull=True)
    about = rows.annotate(where=where, is_given=given).filter(where__in={row.incident_id for row in affected})
    shown = about.filter(of_same_customers(affected, "letter__affected"))
    found: dict[tuple[int, Identity], list[LetterShown]] = {}
    beside = ("letter__affected__incident", "letter__affected__customer")
    unread = ("text", "html", "letter__affected__incident__search")
    whole: Any = list(shown.select_related(*beside).defer(*unread).order_by("pk"))
    sources = letter_sources([row.letter.affected for row in whole]) if whole else {}
    versions = _given([row.letter_id for row in whole]) if whole else {}
    for row in whole:
        to = row.letter.affected
        had = versions.get(row.letter_id)
        each = LetterShown(
            row.letter,
            _state(row, is_given=row.is_given),
            bool(changed_since(row, sources[to.pk])),
            had if had != row.number else None,
        )
        found.setdefault((row.where, to.identity), []).append(each)
    return found


def _given(letters: Collection[int]) -> dict[int, int]:
    """The newest version of each letter that its customer has."""
    rows = Told.objects.counting().filter(letter__letter__in=letters)
    return dict(rows.order_by("letter__number").values_list("letter__letter", "letter__number"))
